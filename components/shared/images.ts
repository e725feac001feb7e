import { IMAGES, type ImageName } from "../versions";
import { oneOf, text } from "./fields";
import { type Field, object, optional, withDefault } from "./shape";

/** When the kubelet pulls an image. */
export const PullPolicy = {
  IfNotPresent: "IfNotPresent",
  Always: "Always",
  Never: "Never",
} as const;
export type PullPolicy = (typeof PullPolicy)[keyof typeof PullPolicy];

/** Where an image comes from. */
export interface ImageArgs {
  /** Registry host, for a mirror. Defaults to the image's official registry. */
  registry?: string;
  /** Path of the image in the registry. Defaults to the official one. */
  repository?: string;
  /** Tag. Defaults to the version that this package was tested with. */
  tag?: string;
  /** Digest such as `sha256:…`, which then decides over the tag. Defaults to the one in `imageDigests`, or none. */
  digest?: string;
  /** When to pull: "IfNotPresent", "Always" or "Never". Defaults to "IfNotPresent". */
  pullPolicy?: PullPolicy;
}

/** Tag and digest by the names that the table `IMAGES` has, such as `{ loki: "TAG@sha256:…" }`. */
export type ImageDigests = Partial<Record<ImageName, string>>;

export interface ImageSettings {
  /** Which of the table it is. */
  name: ImageName;
  registry: string;
  repository: string;
  tag: string;
  digest?: string;
  pullPolicy: PullPolicy;
}

/** The field that reads `ImageArgs` of one of our images. */
export function imageField(name: ImageName): Field<ImageSettings> {
  const { registry, repository, tag } = IMAGES[name];
  const fields = object<Omit<ImageSettings, "name">>({
    registry: withDefault(imageRegistry(), registry),
    repository: withDefault(imageRepository(repository), repository),
    tag: withDefault(imageTag(tag), tag),
    digest: optional(imageDigest()),
    pullPolicy: withDefault(oneOf(Object.values(PullPolicy)), PullPolicy.IfNotPresent),
  });
  return {
    keys: fields.keys,
    read: (value, place) => ({ name, ...fields.read(value, place) }),
  };
}

/** The field that reads `ImageDigests`. */
export function imageDigestsField(): Field<ImageDigests> {
  const names = Object.keys(IMAGES) as ImageName[];
  const fields = names.map((name) => [name, optional(taggedDigest(name))]);
  return object(Object.fromEntries(fields) as Record<ImageName, Field<string | undefined>>);
}

/** Registry host, with a port and a path where the mirror has one. */
export function imageRegistry(): Field<string> {
  return text({
    pattern: /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:\d+)?(\/[a-z0-9]([-._a-z0-9]*[a-z0-9])?)*$/,
    allowed:
      "a registry host in lower case, with its port and path where it has them, without https:// and without a slash at its end",
    example: "mirror.example.com",
  });
}

function imageRepository(example: string): Field<string> {
  return text({
    pattern: /^[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/,
    allowed:
      "the path of an image in lower case, without the registry before it and a tag behind it",
    example,
  });
}

function imageTag(example: string): Field<string> {
  return text({
    pattern: /^\w[\w.-]{0,127}$/,
    allowed:
      "a tag: 1 to 128 letters, digits, dashes, dots and underscores, without a dash or a dot at its beginning; a digest stands under `digest`",
    example,
  });
}

/** The tag stands beside its digest, so that an old digest does not outlive a new version of this package. */
function taggedDigest(name: ImageName): Field<string> {
  const { tag } = IMAGES[name];
  const example = `${tag}@sha256:${"0".repeat(64)}`;
  const field = text({
    pattern: /^[\w.-]+@sha256:[0-9a-f]{64}$/,
    allowed: "the tag, @sha256: and 64 hexadecimal digits in lower case",
    example,
  });
  return {
    read(value, place) {
      const pinned = field.read(value, place);
      if (place.isBad || pinned.startsWith(`${tag}@`)) return pinned;
      place.refuse(
        pinned,
        `the digest of the tag that is deployed, ${tag}`,
        `"${tag}@sha256:…" with the digest of that image, or remove it`,
      );
      return example;
    },
  };
}

function digestIn(imageDigests: ImageDigests, name: ImageName): string | undefined {
  return imageDigests[name]?.split("@")[1];
}

function imageDigest(): Field<string> {
  return text({
    pattern: /^sha256:[0-9a-f]{64}$/,
    allowed: "sha256: and 64 hexadecimal digits in lower case",
    example: `sha256:${"0".repeat(64)}`,
  });
}

/** Who runs images: a component's settings. */
export interface ImageUser {
  image: ImageSettings;
  imageDigests: ImageDigests;
}

/** A component's own image. The common digest is that of the table's tag, and of no other. */
export function ownImage({ image, imageDigests }: ImageUser): ImageSettings {
  const isOurs = image.tag === IMAGES[image.name].tag;
  const digest = image.digest ?? (isOurs ? digestIn(imageDigests, image.name) : undefined);
  return digest === undefined ? image : { ...image, digest };
}

/** An image that runs beside a component's own one: from the same mirror, by its own digest. */
export function imageBeside({ image, imageDigests }: ImageUser, name: ImageName): ImageSettings {
  const { registry, repository, tag } = IMAGES[name];
  const isMirrored = image.registry !== IMAGES[image.name].registry;
  const digest = digestIn(imageDigests, name);
  return {
    name,
    registry: isMirrored ? image.registry : registry,
    repository,
    tag,
    ...(digest !== undefined && { digest }),
    pullPolicy: image.pullPolicy,
  };
}

/** The whole name of an image, as a container has it. */
export function imageReference(image: ImageSettings): string {
  return `${image.registry}/${image.repository}:${pinnedTag(image)}`;
}

/** The tag for a chart that has no word for a digest. */
export function pinnedTag({ tag, digest }: ImageSettings): string {
  return digest === undefined ? tag : `${tag}@${digest}`;
}

/** An image in the words that most charts have. */
export function chartImage(image: ImageSettings) {
  const { registry, repository, pullPolicy } = image;
  return { registry, repository, tag: pinnedTag(image), pullPolicy };
}
