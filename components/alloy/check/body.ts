import { nearest } from "../../shared/nearest";
import { cut, quotedList } from "../../shared/shown";
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

/** What is wrong, and what helps. */
export interface Fault {
  what: string;
  /** What to write instead. Nothing where only the reference can say it. */
  write?: string;
  /** The line of the one that it repeats. */
  before?: number;
  /** Defaults to "error". */
  severity?: Severity;
}

export type Report = (at: Position, fault: Fault) => void;

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
      report(at, { what: `${owner.id}: "${name}" stands twice` });
    }
    seen.add(name);
    if (statement.kind === "attribute") checkArgument(statement, table, owner, typeOf, report);
    else if (known) checkBlock(statement, known, owner, typeOf, report);
    else report(at, unknownBlock(name, table, owner));
  }
  const wanted = [
    ...[...table.args].map(([name, { required }]) => ({ name, required, kind: "argument" })),
    ...[...table.blocks].map(([name, { required }]) => ({ name, required, kind: "block" })),
  ];
  for (const { name, required, kind } of wanted) {
    if (required && !seen.has(name)) {
      report(owner.at, { what: `${owner.id}: required ${kind} "${name}" is missing` });
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
    report(at, unknownArgument(name, table, owner));
    return;
  }
  const expected = mismatch(value, known.type, typeOf);
  if (expected === undefined) return;
  const given = cut(printExpression(value));
  report(at, { what: `${owner.id}: ${name} is ${given}, but it takes ${expected}` });
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
    const write = `${block.name} "name" { … }`;
    report(block.at, { what: `${where}: ${block.name} needs a label`, write });
  }
  if (!labelled && block.label !== undefined) {
    const what = `${where}: ${block.name} takes no label, "${block.label}" stands there`;
    report(block.at, { what });
  }
}

function unknownArgument(name: string, table: BodyTable, { id, type }: Owner): Fault {
  return table.blocks.has(name)
    ? { what: `${id}: "${name}" of ${type} is a block`, write: `${name} { … } without "="` }
    : { what: `${id}: "${name}" is not an argument of ${type}`, write: instead(name, table) };
}

function unknownBlock(name: string, table: BodyTable, { id, type }: Owner): Fault {
  return table.args.has(name)
    ? { what: `${id}: "${name}" of ${type} is an argument`, write: `${name} = …` }
    : { what: `${id}: "${name}" is not a block of ${type}`, write: instead(name, table) };
}

function instead(name: string, table: BodyTable): string {
  const known = [...table.args.keys(), ...table.blocks.keys()];
  const near = nearest(name, known);
  if (near !== undefined) return `"${near}"`;
  return known.length === 0 ? "nothing there" : `one of ${quotedList(known)}`;
}
