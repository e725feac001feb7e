import { nearest } from "../../shared/nearest";
import { cut } from "../../shared/shown";
import { printExpression } from "../language/print";
import type { Attribute, Block, Body } from "../language/parse";
import type { BlockTable, BodyTable } from "./table";
import type { Position } from "../language/tokens";
import { type TypeOf, mismatch } from "./types";

/**
 * How bad a problem is: Alloy would refuse it; it would take it, though it leads nowhere; or nobody can tell, because our
 * table leaves the component out.
 */
export type Severity = "error" | "warning" | "note";

export type Report = (at: Position, problem: string, severity?: Severity) => void;

/** Where a body stands, for messages: the component's id, and the name of its type with the blocks around. */
export interface Owner {
  readonly at: Position;
  readonly id: string;
  readonly type: string;
}

/** Checks the names and values in a component or block, and in all blocks inside. */
export function checkBody(
  body: Body,
  table: BodyTable,
  owner: Owner,
  typeOf: TypeOf,
  report: Report,
): void {
  const seen = new Set<string>();
  for (const statement of body) {
    const { name, at } = statement;
    const known = statement.kind === "block" ? table.blocks.get(name) : undefined;
    if (seen.has(name) && known?.repeats !== true) {
      report(at, `${owner.id}: "${name}" stands twice`);
    }
    seen.add(name);
    if (statement.kind === "attribute") checkArgument(statement, table, owner, typeOf, report);
    else if (known) checkBlock(statement, known, owner, typeOf, report);
    else report(at, `${owner.id}: ${unknownBlock(statement, table, owner.type)}`);
  }
  const wanted = [
    ...[...table.args].map(([name, { required }]) => ({ name, required, kind: "argument" })),
    ...[...table.blocks].map(([name, { required }]) => ({ name, required, kind: "block" })),
  ];
  for (const { name, required, kind } of wanted) {
    if (required && !seen.has(name)) {
      report(owner.at, `${owner.id}: required ${kind} "${name}" is missing`);
    }
  }
}

function checkArgument(
  { name, value, at }: Attribute,
  table: BodyTable,
  owner: Owner,
  typeOf: TypeOf,
  report: Report,
): void {
  const known = table.args.get(name);
  if (!known) {
    const problem = table.blocks.has(name)
      ? `"${name}" of ${owner.type} is a block; write ${name} { … } without "="`
      : `"${name}" is not an argument of ${owner.type}; ${hint(name, table)}`;
    report(at, `${owner.id}: ${problem}`);
    return;
  }
  const expected = mismatch(value, known.type, typeOf);
  if (expected === undefined) return;
  report(at, `${owner.id}: ${name} is ${cut(printExpression(value))}, but it takes ${expected}`);
}

function checkBlock(
  block: Block,
  known: BlockTable,
  owner: Owner,
  typeOf: TypeOf,
  report: Report,
): void {
  checkLabel(block, known.labelled, owner.id, report);
  const type = `${owner.type} > ${block.name}`;
  const inside = { at: block.at, id: `${owner.id} > ${block.name}`, type };
  checkBody(block.body, known.body(), inside, typeOf, report);
}

/** Tells of a label that is missing or that has no place. */
export function checkLabel(block: Block, labelled: boolean, where: string, report: Report): void {
  if (labelled && block.label === undefined) {
    report(block.at, `${where}: ${block.name} needs a label; write ${block.name} "name" { … }`);
  }
  if (!labelled && block.label !== undefined) {
    report(block.at, `${where}: ${block.name} takes no label, "${block.label}" stands there`);
  }
}

function unknownBlock({ name }: Block, table: BodyTable, type: string): string {
  return table.args.has(name)
    ? `"${name}" of ${type} is an argument; write ${name} = …`
    : `"${name}" is not a block of ${type}; ${hint(name, table)}`;
}

function hint(name: string, table: BodyTable): string {
  const known = [...table.args.keys(), ...table.blocks.keys()];
  const near = nearest(name, known);
  if (near !== undefined) return `nearest: "${near}"`;
  return known.length === 0 ? "nothing stands there" : `known there: ${known.join(", ")}`;
}
