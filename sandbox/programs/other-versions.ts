import { type ToolName, toolCatalog } from "./catalog";
import { lookUp } from "./lookup";
import { type ToolPlaces, defaultPlaces } from "./places";

/** A program that is here in another version than the one that is deployed. */
export interface OtherVersion {
  readonly name: ToolName;
  readonly version: string;
  readonly deployed: string;
}

/** Those of the programs that are not what is deployed. What is not here is left out. */
export async function otherVersions(
  names: readonly ToolName[],
  places: ToolPlaces = defaultPlaces(),
): Promise<OtherVersion[]> {
  const deployed = names.filter((name) => toolCatalog[name].image !== undefined);
  const found = await Promise.all(
    deployed.map(async (name) => ({ name, lookup: await lookUp(name, places) })),
  );
  return found.flatMap(({ name, lookup: { version, wanted } }) =>
    version === undefined || version === wanted ? [] : [{ name, version, deployed: wanted }],
  );
}
