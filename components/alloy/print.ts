import {
  type Attributes,
  type Block,
  Call,
  type Expression,
  Reference,
  Sum,
  isIdentifier,
} from "./syntax";

/** Longest list that stays on one line. */
const LINE_WIDTH = 80;

/**
 * The text of a configuration, as `alloy fmt` would leave it: tabs, equals signs of neighbours in one column.
 * `appended` is text of the user's own that follows ours.
 */
export function printAlloy(blocks: readonly Block[], appended?: string): string {
  const printed = blocks.map((b) => `${lines(b).join("\n")}\n`);
  return [...printed, ...(appended ? [`${appended.trimEnd()}\n`] : [])].join("\n");
}

function lines({ name, label, attributes, blocks }: Block): string[] {
  const head = label === undefined ? name : `${name} ${quoted(label)}`;
  const own = aligned(definedEntries(attributes).map(([key, value]) => [key, printed(value)]));
  const inner = blocks.map(lines);
  // A blank line stands in front of every block but the first thing in a body.
  const body = [...own, ...inner.flatMap((b, i) => (i > 0 || own.length > 0 ? ["", ...b] : b))];
  return body.length === 0 ? [`${head} { }`] : [`${head} {`, ...body.map(indented), "}"];
}

/** `key = value` lines. A value over several lines ends the column of equals signs that it stands in. */
function aligned(entries: readonly (readonly [string, string[]])[], end = ""): string[] {
  const runs: (readonly [string, string[]])[][] = [[]];
  for (const entry of entries) {
    runs.at(-1)?.push(entry);
    if (entry[1].length > 1) runs.push([]);
  }
  return runs.flatMap((run) => {
    const width = Math.max(...run.map(([key]) => key.length));
    return run.flatMap(([key, value]) => {
      const [first = "", ...rest] = value;
      const all = [`${key.padEnd(width)} = ${first}`, ...rest];
      return [...all.slice(0, -1), `${all.at(-1) ?? ""}${end}`];
    });
  });
}

/** The lines of a value. */
function printed(value: Expression): string[] {
  if (typeof value === "string") return [textLiteral(value)];
  if (typeof value === "number") return [numberLiteral(value)];
  if (typeof value === "boolean") return [String(value)];
  if (value instanceof Reference) return [value.path.join(".")];
  if (value instanceof Call) return [`${value.name}(${value.args.map(inline).join(", ")})`];
  if (value instanceof Sum) return [value.terms.map(inline).join(" + ")];
  return isList(value) ? list(value) : map(value);
}

function isList(value: Expression): value is readonly Expression[] {
  return Array.isArray(value);
}

/** A value that has to stand on one line, as the arguments of a function and the terms of a sum do. */
function inline(value: Expression): string {
  const [line = "", ...rest] = printed(value);
  if (rest.length > 0) throw new RangeError("a map or a long list cannot stand inside a line");
  return line;
}

function list(items: readonly Expression[]): string[] {
  const each = items.map(printed);
  const oneLine = `[${each.map(([line]) => line).join(", ")}]`;
  if (each.every((l) => l.length === 1) && oneLine.length <= LINE_WIDTH) return [oneLine];
  const inner = each.flatMap((l) => [...l.slice(0, -1), `${l.at(-1) ?? ""},`]);
  return ["[", ...inner.map(indented), "]"];
}

function map(fields: Attributes): string[] {
  const entries = definedEntries(fields).map(
    ([key, value]) => [isIdentifier(key) ? key : quoted(key), printed(value)] as const,
  );
  return entries.length === 0 ? ["{}"] : ["{", ...aligned(entries, ",").map(indented), "}"];
}

function definedEntries(attributes: Attributes): [string, Expression][] {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value]],
  );
}

function indented(line: string): string {
  return line === "" ? "" : `\t${line}`;
}

function numberLiteral(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`not a number of Alloy: ${value}`);
  return String(value);
}

/**
 * A text between backticks, where nothing is escaped, when it has quotes or backslashes of its own; else as JSON,
 * whose escapes Alloy reads. What is no valid text, half of a pair of surrogates, it does not.
 */
function textLiteral(text: string): string {
  const valid = Buffer.from(text, "utf8").toString("utf8");
  const raw = /["\\]/.test(valid) && !/[`\p{Cc}]/u.test(valid);
  return raw ? `\`${valid}\`` : quoted(valid);
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
