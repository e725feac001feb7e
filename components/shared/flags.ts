import { type Scalar, isMap, isScalar } from "./merge";
import type { Place } from "./place";
import { type Field, mapOf, optional } from "./shape";

/** Command-line flags of a program that is configured by nothing else. */
export type Flags = Record<string, Scalar | readonly Scalar[] | undefined>;

/** What is laid over them: a list repeats the flag, `null` takes it away. */
export type FlagChanges = Record<string, Scalar | readonly Scalar[] | null>;

/** Each flag as one argument: `true` stands alone, `false` is left out, a list repeats the flag. */
export function flagArguments(flags: Flags): string[] {
  return Object.entries(flags).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    if (value === true) return [`--${name}`];
    const values = typeof value === "object" ? value : [value];
    return values.map((v) => `--${name}=${v}`);
  });
}

/** The field that reads `FlagChanges`. */
export function flagChanges(): Field<FlagChanges | undefined> {
  const changes = mapOf({ read: flagChange });
  return optional({
    read(value, place) {
      for (const name of isMap(value) ? Object.keys(value) : []) {
        if (FLAG_NAME.test(name)) continue;
        const allowed = "the name of a flag, without the dashes before it and a value behind it";
        place.at(name).refuse(name, allowed, `for example "${bareName(name)}"`);
      }
      return changes.read(value, place);
    },
  });
}

const FLAG_NAME = /^[A-Za-z0-9][-\w.]*$/;

/** The name that was most likely meant. */
function bareName(name: string): string {
  const bare = name.replace(/^-+|=.*$/gs, "");
  return FLAG_NAME.test(bare) ? bare : "log.level";
}

/** A command line says nothing that is nested: "[object Object]" would reach the program. */
function flagChange(value: unknown, place: Place): FlagChanges[string] {
  const change = value ?? null;
  if (change === null || isScalar(change)) return change;
  if (Array.isArray(change) && change.every(isScalar)) return change;
  place.refuse(
    value,
    "a text, a number, true, false, or a list of these",
    "the value as the command line takes it, or null to remove the flag",
  );
  return null;
}
