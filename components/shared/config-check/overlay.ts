import { IMAGES } from "../../versions";
import { oneOf } from "../fields";
import type { ImageSettings } from "../images";
import type { Config } from "../merge";
import { type Field, type Place, optional } from "../shape";
import { shown } from "../shown";
import { type Finding, findUnknown } from "./config-keys";
import { type ProgramName, keyTable } from "./key-table";

/** What becomes of what a program would not know in its configuration. */
export const ConfigCheck = {
  /** It is refused before anything exists. */
  Refuse: "refuse",
  /** It is told in a warning, and kept. */
  Warn: "warn",
} as const;
export type ConfigCheck = (typeof ConfigCheck)[keyof typeof ConfigCheck];

/** An arg beside `config`, for programs of which we know the keys. */
export interface ConfigCheckArgs {
  /** What happens to keys and values in `config` that the program does not know: "refuse" stops before anything is created, "warn" prints a warning and keeps them. Defaults to "refuse", and to "warn" where this package does not know the keys of exactly this version. */
  configCheck?: ConfigCheck;
}

export function configCheckField(): Field<ConfigCheck | undefined> {
  return optional(oneOf(Object.values(ConfigCheck)));
}

/** How many are told at once. */
const MOST = 50;

/** Holds what is laid over a program's configuration against the keys that it knows. */
export function checkOverlay(
  program: ProgramName,
  { config, configCheck, image }: ConfigCheckArgs & { config?: Config; image: ImageSettings },
  place: Place,
): void {
  if (config === undefined) return;
  const { product, version } = keyTable(program);
  const findings: Finding[] = [];
  for (const finding of findUnknown(program, config)) {
    if (findings.push(finding) === MOST) break;
  }
  const refuses = isRefused(configCheck, image, version);
  const note = configCheckNote(product, image, version);
  for (const { path, given, allowed, write } of findings) {
    const at = path.reduce<Place>((inner, step) => inner.at(step), place);
    // Refused already, and a value that cannot stand here at all needs no right type.
    if (at.isBad) continue;
    if (refuses) at.refuse(given, allowed, write);
    else at.doubt({ given: shown(given), allowed: `${allowed}${note}`, write });
  }
}

/** Whether what the table of this version does not know is refused. */
export function isRefused(
  configCheck: ConfigCheck | undefined,
  image: ImageSettings,
  version: string,
): boolean {
  if (configCheck !== undefined) return configCheck === ConfigCheck.Refuse;
  return isOfVersion(image, version);
}

/** Whether the image is the program itself, in this version. A mirror may have it under another path. */
function isOfVersion({ name, repository, tag }: ImageSettings, version: string): boolean {
  const lastOf = (path: string) => path.split("/").at(-1);
  return (
    tag.replace(/^v/, "") === version && lastOf(repository) === lastOf(IMAGES[name].repository)
  );
}

/** Says in a warning that the program may know more than we do. */
export function configCheckNote(product: string, image: ImageSettings, version: string): string {
  return isOfVersion(image, version) ? "" : ` (${product} ${image.tag} may know more)`;
}
