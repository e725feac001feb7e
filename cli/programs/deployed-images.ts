import type { ImageName } from "../../components/versions";
import { renderFromRepositories } from "../charts/settings";
import type { Environment } from "../environments";
import { listImages } from "../images/list";
import type { Rendering } from "../render/render";

/** The images that an environment really deploys, by our names: with its mirror, its tags and its digests. */
export async function deployedImages(
  environment: Environment,
): Promise<Partial<Record<ImageName, string>>> {
  return imagesByName(await renderFromRepositories(environment));
}

/** The same of one that is rendered already. */
export function imagesByName(rendering: Rendering): Partial<Record<ImageName, string>> {
  const named = listImages(rendering).flatMap(({ name, image }) =>
    name === undefined ? [] : [[name, image] as const],
  );
  return Object.fromEntries(named);
}
