import { IMAGES, type ImageName } from "../../components/versions";
import type { ToolPlaces } from "./places";

/** The image that a program is taken from. */
export interface WantedImage {
  /** Registry and path, without a version. */
  readonly repository: string;
  readonly tag: string;
  /** Digest that the environment pins. */
  readonly digest?: string;
  /** Version that the tag says, without a leading `v`. */
  readonly version: string;
}

/** Our image, or what the environment deploys in its place; in the mirror where there is one. */
export function wantedImage(
  name: ImageName,
  { images, network }: Pick<ToolPlaces, "images" | "network">,
): WantedImage {
  const { registry, repository, tag: usual } = IMAGES[name];
  const deployed = images?.[name] ?? `${registry}/${repository}:${usual}`;
  const [named = "", digest] = deployed.split("@");
  // A digest alone says no version: it is taken for that of the table.
  const [, path = named, tag = usual] = /^(.*?)(?::([^:/]+))?$/.exec(named) ?? [];
  const mirror = network?.sources.imageMirror;
  return {
    repository: mirror === undefined ? path : `${mirror}/${repository}`,
    tag,
    version: tag.replace(/^v(?=\d)/, ""),
    ...(digest !== undefined && { digest }),
  };
}

/** The image by its digest where it is pinned, by its tag where not. */
export function imageReference({ repository, tag, digest }: WantedImage): string {
  return digest === undefined ? `${repository}:${tag}` : `${repository}@${digest}`;
}

/** Host of the registry, with its port. */
export function registryOf({ repository }: WantedImage): string {
  return repository.split("/", 1)[0] ?? "";
}
