import { quotedList } from "../shown";
import { isMap } from "../merge";
import { nearest } from "../nearest";
import { type KeyTable, type ProgramName, type Shape, keyTable } from "./key-table";
import { misread } from "./scalar-types";

/** Something in a configuration that the program would refuse, or not do. */
export interface Finding {
  path: readonly (string | number)[];
  given: unknown;
  allowed: string;
  write: string;
}

/** What the program would not know in this configuration, or could not read: one after the other, so that whoever asks can stop. */
export function findUnknown(program: ProgramName, config: unknown): Iterable<Finding> {
  const table = keyTable(program);
  return atShape(config, table.keys, [], table);
}

type Path = readonly (string | number)[];

function* atShape(value: unknown, shape: Shape, path: Path, table: KeyTable): Generator<Finding> {
  if (value === null || value === undefined) return; // Go keeps the default.
  const known = resolve(shape, table);
  const wrong = (expected: string, example: string): Finding => ({
    path,
    given: value,
    allowed: `${expected}, which is what ${nameOf(table)} reads here`,
    write: example,
  });
  if (typeof known === "string") {
    const problem = misread(value, known);
    if (problem) yield wrong(problem.expected, withoutQuotes(value, known) ?? problem.example);
  } else if (isList(known)) {
    if (!Array.isArray(value))
      yield wrong("a list", "a list, one item a line with a dash in front");
    else {
      for (const [index, item] of (value as unknown[]).entries()) {
        yield* atShape(item, known[0], [...path, index], table);
      }
    }
  } else if (isMap(value)) yield* inMap(value, known, path, table);
  else yield wrong("a map", "its keys, indented below it");
}

/** A number, or true and false, that only its quotes make a text. */
function withoutQuotes(value: unknown, type: string): string | undefined {
  const bare = typeof value === "string" ? (BARE.get(value) ?? Number(value || NaN)) : undefined;
  const isMeant = bare !== undefined && !Number.isNaN(bare) && !misread(bare, type);
  return isMeant ? `${String(bare)}, without quotes` : undefined;
}

const BARE: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["false", false],
]);

function* inMap(
  value: Readonly<Record<string, unknown>>,
  known: Readonly<Record<string, Shape>>,
  path: Path,
  table: KeyTable,
): Generator<Finding> {
  for (const [key, child] of Object.entries(value)) {
    const shape = Object.hasOwn(known, key) ? known[key] : known["*"];
    if (shape === undefined) yield unknownKey(key, known, path, table);
    else yield* atShape(child, shape, [...path, key], table);
  }
}

/** A list of more keys than these helps nobody. */
const MOST_LISTED = 12;

function unknownKey(
  key: string,
  known: Readonly<Record<string, Shape>>,
  path: Path,
  table: KeyTable,
): Finding {
  const keys = Object.keys(known);
  const renamed = table.renamed ?? {};
  const heir = Object.hasOwn(renamed, key) ? (renamed[key] ?? "") : "";
  const near = Object.hasOwn(known, heir) ? heir : nearest(key, keys);
  const others =
    keys.length <= MOST_LISTED ? `one of ${quotedList(keys)}` : "one from its reference";
  return {
    path: [...path, key],
    given: key,
    allowed: `a key that ${nameOf(table)} has here`,
    write: near === undefined ? `${others}, or remove it` : `"${near}"`,
  };
}

function nameOf({ product, version }: KeyTable): string {
  return `${product} ${version}`;
}

function resolve(shape: Shape, table: KeyTable): Shape {
  if (typeof shape !== "string" || !shape.startsWith("$")) return shape;
  const shared = table.shared[shape.slice(1)];
  if (shared === undefined) throw new Error(`table of ${table.product}: no shared shape ${shape}`);
  return resolve(shared, table);
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}
