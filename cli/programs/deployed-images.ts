import type { ImageName } from "../../components/versions";
import type { Environment } from "../environments";
import { renderFromRepositories } from "../charts/settings";
import { listImages } from "../images/list";

/** The images that an environment really deploys, by our names: with its mirror, its tags and its digests. */
export async function deployedImages(
  environment: Environment,
): Promise<Partial<Record<ImageName, string>>> {
  const list = listImages(await renderFromRepositories(environment));
  const named = list.flatMap(({ name, image }) => (name === undefined ? [] : [[name, image]]));
  return Object.fromEntries(named) as Partial<Record<ImageName, string>>;
}
