import { types } from "node:util";
import { isDeferred } from "./shown";
import { type Config, isMap, isScalar } from "./merge";
import type { Place } from "./place";
import { type Field, optional } from "./shape";

/** Why nothing that is known later may stand in a map, and what to write instead of it. */
export interface PlainRules {
  allowed: string;
  write: string;
  /** Largest size in bytes, as JSON. Defaults to none. */
  largest?: number;
}

/** What Kubernetes takes as the content of a ConfigMap. */
const LARGEST_FILE = 2 ** 20;

/** Of configuration files, which end up in ConfigMaps. */
export const IN_FILE: PlainRules = {
  allowed: "plain data: it becomes a file in a ConfigMap, which many may read",
  write: "the value itself; a secret belongs in a Secret of yours, never in this file",
  largest: LARGEST_FILE,
};

/** The same where the program reads secrets from somewhere else by itself. `reference` says how. */
export function inFile(reference: string): PlainRules {
  return { ...IN_FILE, write: `the value itself, or for a secret ${reference}` };
}

/** Of charts' values, which are merged with ours and checked before anything exists. */
export const IN_VALUES: PlainRules = {
  allowed: "plain data: values are checked before anything exists",
  write: "the value itself; a secret belongs in a Secret of yours, whose name the chart is told",
};

/** Any map of plain data, taken as it is, or nothing: the escape hatches. */
export function plainMap<T extends object = Config>(rules: PlainRules): Field<T | undefined> {
  return optional(requiredPlainMap<T>(rules));
}

/** The same where there must be one. */
export function requiredPlainMap<T extends object = Config>(rules: PlainRules): Field<T> {
  return {
    read(value, place) {
      if (isMap(value)) return smallEnough(plain(value, place, rules), place, rules) as T;
      if (isDeferred(value)) place.refuse(value, rules.allowed, rules.write);
      else place.refuse(value, "a map", "a map of keys and values");
      return {} as T;
    },
  };
}

function smallEnough(value: unknown, place: Place, { largest = Infinity }: PlainRules): unknown {
  const size = largest === Infinity ? 0 : Buffer.byteLength(JSON.stringify(value));
  if (size <= largest) return value;
  place.tell({
    given: `${size} bytes`,
    allowed: `at most ${largest} bytes: no ConfigMap holds more`,
    write: "less of it",
  });
  return {};
}

/** What JSON can say, and without what was refused. */
function plain(value: unknown, place: Place, rules: PlainRules): unknown {
  if (Array.isArray(value)) {
    return value.map((item: unknown, i) => plain(item, place.at(i), rules));
  }
  if (isMap(value)) {
    const entries = Object.entries(value).map(([key, inner]) => [
      key,
      plain(inner, place.at(key), rules),
    ]);
    return Object.fromEntries(entries);
  }
  if (value === undefined || value === null || isScalar(value)) return value;
  if (isDeferred(value)) place.refuse(value, rules.allowed, rules.write);
  else place.refuse(value, "a text, a number, true, false, a list or a map", howInstead(value));
  return null;
}

function howInstead(value: unknown): string {
  if (types.isDate(value)) return "the date as a text";
  if (types.isMap(value) || types.isSet(value)) return "a plain object or a list";
  if (types.isUint8Array(value)) return "a text";
  // Of another realm, as under some test runners: Pulumi would not wait for it either.
  if (types.isPromise(value)) return "what it brings, once it is there";
  switch (typeof value) {
    case "number":
      return "a number that is finite, or null";
    case "bigint":
      return "a number, or a text";
    case "object":
      return "its fields in a plain object, such as { ...it }";
    default:
      return "one of these";
  }
}
