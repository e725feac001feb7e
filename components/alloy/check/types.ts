import type { Expression } from "../language/parse";
import { misread } from "../../shared/config-check/scalar-types";

/** The type of what an expression refers to, or undefined where it cannot be told before it runs. */
export type TypeOf = (expression: Expression) => string | undefined;

/** What the argument's type wants to see when the value is something else, otherwise nothing. */
export function mismatch(value: Expression, type: string, typeOf: TypeOf): string | undefined {
  if (type === "any") return undefined;
  switch (value.kind) {
    case "literal":
      return value.value === null || literalFits(value.value, type) ? undefined : wanted(type);
    case "array": {
      const element = inner(type, "list");
      if (element === undefined) return wanted(type);
      return firstOf(value.items, (item) => mismatch(item, element, typeOf));
    }
    case "object": {
      if (type === "object") return undefined;
      const element = type === "Target" ? "string" : inner(type, "map");
      if (element === undefined) return wanted(type);
      return firstOf(value.fields, (field) => mismatch(field.value, element, typeOf));
    }
    default: {
      const given = typeOf(value);
      return given === undefined || fits(given, type) ? undefined : wanted(type);
    }
  }
}

function firstOf<T>(
  items: readonly T[],
  problem: (item: T) => string | undefined,
): string | undefined {
  for (const item of items) {
    const found = problem(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Alloy turns numbers into texts and texts that look like numbers into numbers, and nothing else. */
function literalFits(value: string | number | boolean, type: string): boolean {
  switch (type) {
    case "string":
    case "secret":
    case "optional-secret":
      return typeof value !== "boolean";
    case "bool":
      return typeof value === "boolean";
    case "int":
    case "float": {
      const number = typeof value === "string" && value !== "" ? Number(value) : value;
      return misread(number, type) === undefined;
    }
    case "bytes":
    case "duration":
    case "days":
      return misread(value, type) === undefined;
    default:
      return false;
  }
}

const TEXTS = new Set(["string", "optional-secret"]);

/** Whether an export can be given to an argument. A secret never becomes a plain text by itself. */
function fits(given: string, type: string): boolean {
  if (given === type || given === "any") return true;
  const [a, b] = [inner(given, "list"), inner(type, "list")];
  if (a !== undefined && b !== undefined) return fits(a, b);
  const [c, d] = [inner(given, "map"), inner(type, "map")];
  if (c !== undefined && d !== undefined) return fits(c, d);
  if (type === "secret" || type === "optional-secret")
    return TEXTS.has(given) || given === "secret";
  return TEXTS.has(given) && (TEXTS.has(type) || SCALARS.has(type));
}

const SCALARS = new Set(["int", "float", "bytes", "duration", "days"]);

/** X of `list(X)`. */
export function inner(type: string, outer: "list" | "map"): string | undefined {
  return type.startsWith(`${outer}(`) ? type.slice(outer.length + 1, -1) : undefined;
}

/** How a message names one value of a type, and many. */
const WANTED: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: ["a text", "texts"],
  bool: ["true or false", "true or false"],
  int: ["a whole number", "whole numbers"],
  float: ["a number", "numbers"],
  bytes: ['a text such as "4MiB"', "sizes"],
  duration: ['a text such as "90s" or "12h" (it has no days)', "durations"],
  days: ['a text such as "12h" or "30d"', "durations"],
  secret: ["a text or a secret", "texts or secrets"],
  "optional-secret": ["a text or a secret", "texts or secrets"],
  object: ["an object", "objects"],
  Target: ["a target (a map of texts)", "targets"],
};

function wanted(type: string): string {
  const element = inner(type, "list") ?? inner(type, "map");
  if (element === undefined) return WANTED[type]?.[0] ?? `a reference to a ${type}`;
  const outer = type.startsWith("list") ? "a list" : "a map";
  return `${outer} of ${WANTED[element]?.[1] ?? `${element} references`}`;
}
