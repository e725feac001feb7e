/**
 * A typed model of the Alloy language: what a configuration consists of, without its spelling.
 * Pipelines are built of these objects and printed by `print.ts`; no text is ever pasted together.
 */

/** What may stand to the right of an equals sign. Texts, numbers, booleans, lists and maps are literals. */
export type Expression =
  | string
  | number
  | boolean
  | readonly Expression[]
  | { readonly [key: string]: Expression | undefined }
  | Reference
  | Call
  | Sum;

/** The value that a component exports, such as `loki.write.default.receiver`. `Kind` says what it is good for. */
export class Reference<Kind extends string = string> {
  constructor(
    readonly kind: Kind,
    /** The component's name, its label and the export. */
    readonly path: readonly string[],
  ) {}
}

/** A function of Alloy's standard library with its arguments. */
export class Call {
  constructor(
    readonly name: string,
    readonly args: readonly Expression[],
  ) {}
}

/** Texts or lists put one after the other with `+`. */
export class Sum {
  constructor(readonly terms: readonly Expression[]) {}
}

/** The arguments of a block. Those that are undefined are left out. */
export type Attributes = Record<string, Expression | undefined>;

/** A component, or a block inside one. */
export interface Block {
  name: string;
  label?: string;
  attributes: Attributes;
  blocks: readonly Block[];
}

/** A block without a label: a part of a component, or a setting of the process. */
export function block(
  name: string,
  attributes: Attributes = {},
  blocks: readonly Block[] = [],
): Block {
  return { name, attributes, blocks };
}

/** A component with the label that tells it from others of its kind. */
export function component(
  name: string,
  label: string,
  attributes: Attributes = {},
  blocks: readonly Block[] = [],
): Block {
  if (!isIdentifier(label)) {
    throw new RangeError(`not a label of Alloy: "${label}"; letters, digits and underscores are`);
  }
  return { name, label, attributes, blocks };
}

/** What a component exports under this name. */
export function exported<Kind extends string>(
  kind: Kind,
  { name, label }: Block,
  field: string,
): Reference<Kind> {
  return new Reference(kind, [name, ...(label === undefined ? [] : [label]), field]);
}

/** An environment variable of the process. */
export function environment(name: string): Call {
  return new Call("sys.env", [name]);
}

/** Whether the language takes this as a name without quotes. */
export function isIdentifier(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}
