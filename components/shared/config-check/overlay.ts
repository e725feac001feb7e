import { IMAGES } from "../../versions";
import { oneOf } from "../fields";
import type { ImageSettings } from "../images";
import type { Config } from "../merge";
import type { Problem } from "../problems";
import type { Place } from "../place";
import { type Field, optional } from "../shape";
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
  spec: CheckedProgram & { config?: Config },
  place: Place,
): void {
  const { config } = spec;
  if (config === undefined) return;
  const { product, version } = keyTable(program);
  const findings: Finding[] = [];
  for (const finding of findUnknown(program, config)) {
    if (findings.push(finding) === MOST) break;
  }
  const tell = teller(product, version, spec);
  for (const { path, given, allowed, write } of findings) {
    const at = place.at(...path);
    // Refused already, and a value that cannot stand here at all needs no right type.
    if (at.isBad) continue;
    tell(at, { given: shown(given), allowed, write });
  }
}

/** A program whose configuration is checked. */
export interface CheckedProgram extends ConfigCheckArgs {
  image: ImageSettings;
}

/** Says at a place what is wrong. What is only likely to be, `isSure` being false, is never refused. */
type Tell = (place: Place, problem: Omit<Problem, "path">, isSure?: boolean) => void;

/** Refuses what the table of this version of a program does not know, or only tells it where the program may know more. */
export function teller(
  product: string,
  version: string,
  { configCheck, image }: CheckedProgram,
): Tell {
  const isDeployed = isOfVersion(image, version);
  const usual = isDeployed ? ConfigCheck.Refuse : ConfigCheck.Warn;
  const refuses = (configCheck ?? usual) === ConfigCheck.Refuse;
  const note = isDeployed ? "" : ` (${product} ${image.tag} may know more)`;
  return (place, problem, isSure = true) => {
    if (refuses && isSure) place.tell(problem);
    else place.doubt({ ...problem, allowed: `${problem.allowed}${note}` });
  };
}

/** Whether the image is the program itself, in this version. A mirror may have it under another path. */
function isOfVersion({ name, repository, tag }: ImageSettings, version: string): boolean {
  const lastOf = (path: string) => path.split("/").at(-1);
  return (
    tag.replace(/^v/, "") === version && lastOf(repository) === lastOf(IMAGES[name].repository)
  );
}
