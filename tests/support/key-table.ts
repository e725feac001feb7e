import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** What a table says of one place: a type name, `$shared`, a list of one shape, or a map of them (`*` = free key). */
export type Shape = string | readonly [Shape] | { readonly [key: string]: Shape };

/** The keys that one pinned version of a backend reads; schemas/*.yaml say in their head how they were made. */
export interface KeyTable {
  readonly product: string;
  readonly version: string;
  /** Keys of the version before, and what took their place. */
  readonly renamed?: Readonly<Record<string, string>>;
  readonly keys: Shape;
  readonly shared: Readonly<Record<string, Shape>>;
}

/** Reads a table of schemas/. The content is ours, so a wrong one fails the tests that use it and nothing else. */
export function readTable(name: string): unknown {
  return parse(readFileSync(join(__dirname, "schemas", `${name}.yaml`), "utf8")) as unknown;
}
