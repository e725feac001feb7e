import { isMap } from "../../components/shared/merge";
import { nearest } from "../../components/shared/nearest";
import { configTraps } from "./config-traps";
import { type KeyTable, type Shape, readTable } from "./key-table";
import { misread } from "./scalar-types";

/** Programs whose configuration file is checked key by key. */
export type Product = "tempo" | "mimir" | "pyroscope" | "loki" | "beyla";

const tables = new Map<Product, KeyTable>();

/**
 * What the pinned version of a backend would refuse or silently do otherwise in this configuration: keys it does not
 * know, values it cannot read, and the known traps. Works where the program itself is not at hand.
 */
export function checkYamlConfig(product: Product, config: unknown): string[] {
  let table = tables.get(product);
  if (!table) tables.set(product, (table = readTable(product) as KeyTable));
  const found = [...problemsAt(config, table.keys, "", table), ...configTraps(product, config)];
  return found.map((problem) => `${product}: ${problem}`);
}

function* problemsAt(
  value: unknown,
  shape: Shape,
  path: string,
  table: KeyTable,
): Generator<string> {
  if (value === null || value === undefined) return; // Go keeps the default.
  const known = resolve(shape, table);
  if (typeof known === "string") {
    const expected = misread(value, known);
    if (expected) yield wrongType(value, path, expected, table);
  } else if (isList(known)) {
    if (!Array.isArray(value)) {
      yield wrongType(value, path, "a list", table);
      return;
    }
    for (const [index, item] of (value as unknown[]).entries()) {
      yield* problemsAt(item, known[0], `${path}[${String(index)}]`, table);
    }
  } else {
    if (isMap(value)) yield* problemsOfMap(value, known, path, table);
    else yield wrongType(value, path, "a map", table);
  }
}

function* problemsOfMap(
  value: Readonly<Record<string, unknown>>,
  known: Readonly<Record<string, Shape>>,
  path: string,
  table: KeyTable,
): Generator<string> {
  for (const [key, child] of Object.entries(value)) {
    const shape = Object.hasOwn(known, key) ? known[key] : known["*"];
    if (shape === undefined) yield unknownKey(key, known, path, table);
    else yield* problemsAt(child, shape, path === "" ? key : `${path}.${key}`, table);
  }
}

function unknownKey(
  key: string,
  known: Readonly<Record<string, Shape>>,
  path: string,
  table: KeyTable,
): string {
  const where = path === "" ? "at the top level" : `in ${path}`;
  const heir = table.renamed?.[key];
  const near = heir && Object.hasOwn(known, heir) ? heir : nearest(key, Object.keys(known));
  const hint = near ? `nearest: "${near}"` : `known there: ${Object.keys(known).join(", ")}`;
  return `"${key}" is not a key of ${table.product} ${table.version} ${where}; ${hint}`;
}

function wrongType(value: unknown, path: string, expected: string, table: KeyTable): string {
  const given = JSON.stringify(value);
  const place = path === "" ? "the configuration" : path;
  return `${place} is ${given}, but ${table.product} ${table.version} reads ${expected} there`;
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
