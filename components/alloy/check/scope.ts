import { nearest } from "../../shared/nearest";
import type { Fault, Report } from "./body";
import type { Body, Expression } from "../language/parse";
import { inner } from "./types";

/** A component of a configuration and what it hands out. */
export interface Node {
  readonly id: string;
  /** Name and type of what it hands out. Nothing where that is not known. */
  readonly exports?: ReadonlyMap<string, string>;
}

/** Parts of the longest id, with a module's name before it. */
const LONGEST_ID = 10;

/** Functions and constants that every expression can use; those of one namespace after its name. */
const NAMESPACES: Readonly<Record<string, readonly string[]>> = {
  array: ["concat", "combine_maps", "group_by"],
  constants: ["arch", "hostname", "os", "version"],
  convert: ["nonsensitive"],
  encoding: [
    ...["from_base64", "from_json", "from_URLbase64", "from_yaml", "to_base64", "to_json"],
    ...["to_URLbase64", "url_decode", "url_encode"],
  ],
  file: ["path_join"],
  string: [
    ...["format", "join", "replace", "split", "to_lower", "to_upper", "trim", "trim_prefix"],
    ...["trim_space", "trim_suffix"],
  ],
  sys: ["env"],
};
const FUNCTIONS = ["coalesce", "json_path"];

/** Names that still work and warn at every start. */
const DEPRECATED: Readonly<Record<string, string>> = {
  env: "sys.env",
  nonsensitive: "convert.nonsensitive",
  concat: "array.concat",
  json_decode: "encoding.from_json",
  yaml_decode: "encoding.from_yaml",
  base64_decode: "encoding.from_base64",
  ...Object.fromEntries((NAMESPACES["string"] ?? []).map((name) => [name, `string.${name}`])),
};

/** Resolves references between the components of one configuration. */
export class Scope {
  constructor(private readonly nodes: ReadonlyMap<string, Node>) {}

  /** Ids of the components that a body refers to; what refers to nothing is told to `report`. */
  uses(body: Body, owner: string, report: Report): Set<string> {
    const found = new Set<string>();
    for (const expression of expressionsOf(body)) {
      const names = path(expression);
      if (names.length === 0) continue;
      const node = this.target(names);
      if (node) found.add(node.id);
      const fault = node ? wrongExport(node, names) : this.wrongName(names);
      if (fault) report(expression.at, { ...fault, what: `${owner}: ${fault.what}` });
    }
    return found;
  }

  /** The type of an export, and of an element of it. */
  readonly typeOf = (expression: Expression): string | undefined => {
    if (expression.kind !== "access" && expression.kind !== "index") return undefined;
    const names = path(expression);
    const node = this.target(names);
    if (!node) {
      const outer = this.typeOf(expression.of);
      if (outer === undefined) return undefined;
      return inner(outer, "map") ?? inner(outer, "list");
    }
    const steps = names.slice(node.id.split(".").length);
    const [name, ...rest] = steps;
    const type = name === undefined ? undefined : node.exports?.get(name);
    return rest.reduce<string | undefined>((t, _) => t && inner(t, "map"), type);
  };

  /** The component whose id the names begin with. */
  private target(names: readonly string[]): Node | undefined {
    for (let length = Math.min(names.length, LONGEST_ID); length > 1; length--) {
      const node = this.nodes.get(names.slice(0, length).join("."));
      if (node) return node;
    }
    return undefined;
  }

  private wrongName(names: readonly string[]): Fault | undefined {
    const [root = "", member] = names;
    const written = names.join(".");
    const current = Object.hasOwn(DEPRECATED, root) ? DEPRECATED[root] : undefined;
    if (names.length === 1 && current !== undefined)
      return { what: `${root} is deprecated`, write: current, severity: "warning" };
    if (names.length === 1 && FUNCTIONS.includes(root)) return undefined;
    const members = Object.hasOwn(NAMESPACES, root) ? NAMESPACES[root] : undefined;
    if (members) {
      if (member !== undefined && members.includes(member)) return undefined;
      const functions = members.map((name) => `${root}.${name}`);
      return { what: `${written} does not exist`, write: nearest(written, functions) };
    }
    const targets = [...this.nodes.values()].flatMap(({ id, exports }) =>
      [...(exports?.keys() ?? [])].map((name) => `${id}.${name}`),
    );
    const what = `refers to ${written}, but no component is there`;
    return { what, write: nearest(written, targets) };
  }
}

function wrongExport({ id, exports }: Node, names: readonly string[]): Fault | undefined {
  if (exports === undefined) return undefined;
  const name = names[id.split(".").length];
  const known = [...exports.keys()];
  if (name !== undefined && exports.has(name)) return undefined;
  const has = known.length === 0 ? "exports nothing" : `exports ${known.join(", ")}`;
  return { what: `refers to ${names.join(".")}, but ${id} ${has}` };
}

/** The names of a reference from its root, as far as they are plain: `a.b["c"].d` gives a, b. */
function path(expression: Expression): string[] {
  if (expression.kind === "identifier") return [expression.name];
  if (expression.kind !== "access") return [];
  const outer = path(expression.of);
  return outer.length === 0 ? [] : [...outer, expression.name];
}

/** Every reference in a body, each once and at its full length. */
function* expressionsOf(body: Body): Generator<Expression> {
  for (const statement of body) {
    if (statement.kind === "block") yield* expressionsOf(statement.body);
    else yield* references(statement.value);
  }
}

function* references(expression: Expression): Generator<Expression> {
  if (path(expression).length > 0) {
    yield expression;
    return;
  }
  for (const part of parts(expression)) yield* references(part);
}

function parts(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "array":
      return expression.items;
    case "object":
      return expression.fields.map((field) => field.value);
    case "access":
    case "unary":
      return [expression.of];
    case "index":
      return [expression.of, expression.index];
    case "call":
      return [expression.of, ...expression.args];
    case "binary":
      return [expression.left, expression.right];
    default:
      return [];
  }
}
