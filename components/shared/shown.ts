import * as pulumi from "@pulumi/pulumi";
import { isMap } from "./merge";

/** Longest value that a message shows. */
const LONGEST = 60;

/** A value as it is shown in a message: short, quoted, and never the inside of an Output. Whatever it is, it is not run. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (isDeferred(value)) return `${kindOf(value) ?? ""}, whose value is known too late`;
  const text = printable(writeBriefly(value, LONGEST));
  return cut(text);
}

/** What kind of thing it is, and nothing of what is in it. */
export function withoutShowing(value: unknown): string {
  if (typeof value === "string") return `a text of ${value.length} characters`;
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return kindOf(value) ?? "a map";
  return typeof value === "number" ? "a number" : shown(value);
}

/** The beginning of a text that is too long for a message. */
export function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text;
}

/** Whether it is a value that is known later: that of another resource, or of work that is still under way. */
export function isDeferred(value: unknown): value is pulumi.Output<unknown> | Promise<unknown> {
  try {
    return value instanceof Promise || pulumi.Output.isInstance(value);
  } catch {
    // A proxy that fails is neither.
    return false;
  }
}

/** What something is that YAML could not say, with its article; nothing for plain data. */
export function kindOf(value: unknown): string | undefined {
  switch (typeof value) {
    case "function":
    case "symbol":
      return `a ${typeof value}`;
    case "bigint":
      return "a BigInt";
    case "number":
      return Number.isFinite(value) ? undefined : String(value);
    case "object":
      return kindOfObject(value);
    default:
      return undefined;
  }
}

function kindOfObject(value: object | null): string | undefined {
  try {
    if (value === null || Array.isArray(value) || isMap(value)) return undefined;
    if (pulumi.Output.isInstance(value)) return "an Output";
    const { name } = (Object.getPrototypeOf(value) as { constructor: { name: unknown } })
      .constructor;
    if (typeof name !== "string" || !/^[A-Za-z_$][\w$]{0,40}$/.test(name)) return "an object";
    if (name === "Object") return "an object that inherits from another";
    const article = /^([AEIO]|U[nmp])/i.test(name) ? "an" : "a";
    return BUILT_IN.has(name) ? `${article} ${name}` : `an instance of ${name}`;
  } catch {
    return "an object that cannot be read";
  }
}

const BUILT_IN = new Set([
  ...["Array", "ArrayBuffer", "Buffer", "DataView", "Date", "Error", "Map", "Promise", "RegExp"],
  ...["Set", "Uint8Array", "URL", "WeakMap", "WeakSet"],
]);

export function quotedList(words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(", ");
}

/** Control characters, and those that nobody sees, would change what a terminal shows, or where a line of the message ends. */
export function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu,
    (c) => `\\u${(c.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}

/** The beginning of the value as JSON, at least `longest` characters of it where there are as many. */
function writeBriefly(value: unknown, longest: number): string {
  let text = "";
  const write = (inner: unknown, depth: number): void => {
    if (text.length > longest) return;
    const kind = kindOf(inner);
    if (kind !== undefined) text += kind;
    else if (typeof inner === "string") text += JSON.stringify(inner.slice(0, longest));
    else if (typeof inner === "number" || typeof inner === "boolean") text += String(inner);
    else if (typeof inner !== "object" || inner === null) text += "null";
    else if (depth > longest) text += "…";
    else if (Array.isArray(inner)) writeList(inner, depth);
    else writeMap(inner as Record<string, unknown>, depth);
  };
  const writeList = (list: readonly unknown[], depth: number): void => {
    text += "[";
    for (let i = 0; i < list.length && text.length <= longest; i++) {
      if (i > 0) text += ",";
      write(list[i], depth + 1);
    }
    text += "]";
  };
  const writeMap = (map: Readonly<Record<string, unknown>>, depth: number): void => {
    text += "{";
    let first = true;
    for (const key of Object.keys(map)) {
      if (text.length > longest) break;
      if (map[key] === undefined) continue;
      text += `${first ? "" : ","}${JSON.stringify(key.slice(0, longest))}:`;
      first = false;
      write(map[key], depth + 1);
    }
    text += "}";
  };
  try {
    write(value, 0);
  } catch {
    return "an object that cannot be read";
  }
  return text;
}
