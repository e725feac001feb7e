import type { Config } from "./merge";
import { isGiven } from "./given";
import type { Place } from "./place";

/** Values of a chart that would give its Services names at which nobody looks for them, and what to write instead. */
export const WIRED_NAMES = { fullnameOverride: "`name`", nameOverride: "`name`" };

/** Refuses what is laid over at the end, and would cut those off that were told before where to look. */
export function refuseWired(
  wired: Readonly<Record<string, string>>,
  over: Config | undefined,
  place: Place,
): void {
  for (const [path, write] of Object.entries(wired)) {
    const keys = path.split(".");
    if (!isGiven(over, ...keys)) continue;
    const allowed = "nothing: the rest of the stack was told where it is";
    place.at(...keys).refuse(keys.at(-1), allowed, write);
  }
}
