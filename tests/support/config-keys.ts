import { findUnknown } from "../../components/shared/config-check/config-keys";
import type { ProgramName } from "../../components/shared/config-check/key-table";
import { Problems } from "../../components/shared/problems";
import { Place } from "../../components/shared/place";
import { configTraps } from "./config-traps";

/**
 * What the pinned version of a backend would refuse or silently do otherwise in this configuration: keys it does not
 * know, values it cannot read, and the known traps. Works where the program itself is not at hand.
 */
export function checkYamlConfig(product: ProgramName, config: unknown): string[] {
  const problems = new Problems();
  const place = new Place("", problems);
  for (const { path, given, allowed, write } of findUnknown(product, config)) {
    place.at(...path).refuse(given, allowed, write);
  }
  const found = [...problems.lines, ...configTraps(product, config)];
  return found.map((problem) => `${product}: ${problem}`);
}
