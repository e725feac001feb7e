import { IMAGES, type ImageName, type ImageVersion } from "../../components/versions";
import { chartOfRelease } from "../charts/settings";
import type { KubernetesObject, RenderedRelease, Rendering } from "../render/render";
import { type Image, imageText } from "./image";
import { imagesOfObjects } from "./of-objects";
import { imagesOfValues } from "./of-values";

/** An image of an environment, and who runs it. */
export interface ListedImage {
  /** Its name in our table, by which `imageDigests` pins it; none where the user named the image. */
  name?: ImageName;
  image: string;
  /** Where its publisher has it, when the environment takes it from a mirror. */
  official: string;
  usedBy: string[];
}

/** Every image that an environment deploys, by the objects and the values of its charts. */
export function listImages({ objects, releases }: Pick<Rendering, "objects" | "releases">) {
  const found = new Map<string, { image: Image; usedBy: Set<string> }>();
  const add = (image: Image, user: string) => {
    const text = imageText(image);
    const entry = found.get(text) ?? { image, usedBy: new Set() };
    entry.usedBy.add(user);
    found.set(text, entry);
  };
  for (const object of objects) {
    for (const image of imagesOfObjects([object])) add(image, nameOf(object));
  }
  for (const release of releases) {
    const images = imagesOfValues(chartOfRelease(release), release.values);
    for (const image of images) add(image, `chart ${release.name}`);
  }
  return [...found.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([image, entry]): ListedImage => {
      const name = nameOfImage(entry.image);
      const own = name && IMAGES[name];
      const official = own ? officialImage(entry.image, own) : entry.image;
      return {
        ...(name && { name }),
        image,
        official: imageText(official),
        usedBy: [...entry.usedBy].sort(),
      };
    });
}

/** Images that a chart really makes use of, and that the list would not have. Each with the release's name. */
export function missingImages(
  list: readonly ListedImage[],
  release: RenderedRelease,
  objects: readonly KubernetesObject[],
): string[] {
  const known = new Set(list.map(({ image }) => image));
  const used = new Set(imagesOfObjects(objects).map(imageText));
  return [...used].filter((image) => !known.has(image)).map((image) => `${release.name}: ${image}`);
}

/** Which of our images it is. A mirror keeps the path and changes the host: by its path it is known again. */
export function nameOfImage(image: Image): ImageName | undefined {
  const names = Object.keys(IMAGES) as ImageName[];
  return names.find((name) => isAt(image.repository, IMAGES[name].repository));
}

function officialImage(image: Image, { registry, repository }: ImageVersion): Image {
  return { ...image, registry, repository };
}

/** The mirror may have put a path of its own before. */
function isAt(path: string, repository: string): boolean {
  return path === repository || path.endsWith(`/${repository}`);
}

function nameOf({ kind, metadata }: KubernetesObject): string {
  return `${kind.toLowerCase()} ${metadata.name}`;
}

/** The same image in a mirror. */
export function mirrored(official: string, mirror: string): string {
  return `${mirror.replace(/\/+$/, "")}/${official.slice(official.indexOf("/") + 1)}`;
}
