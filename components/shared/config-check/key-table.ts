import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Programs whose configuration is checked key by key. */
export type ProgramName = "loki" | "mimir" | "tempo" | "pyroscope" | "beyla";

/** What a table says of one place: a type name, `$shared`, a list of one shape, or a map of them (`*` = free key). */
export type Shape = string | readonly [Shape] | { readonly [key: string]: Shape };

/** The keys that one version of a program reads; tables/*.json say in their head how they were made. */
export interface KeyTable {
  readonly product: string;
  /** The tag of the image, where the table was made of that very version. */
  readonly version: string;
  /** Keys of the version before, and what took their place. */
  readonly renamed?: Readonly<Record<string, string>>;
  readonly keys: Shape;
  readonly shared: Readonly<Record<string, Shape>>;
}

const tables = new Map<string, unknown>();

/** The table of a program. Read when it is first asked for: most stacks lay nothing over. */
export function keyTable(name: ProgramName): KeyTable {
  return readTable(name) as KeyTable;
}

/** Any of the tables. The content is ours, so it is not checked again. */
export function readTable(name: ProgramName | "alloy"): unknown {
  if (!tables.has(name)) {
    const text = readFileSync(join(__dirname, "tables", `${name}.json`), "utf8");
    tables.set(name, JSON.parse(text));
  }
  return tables.get(name);
}
