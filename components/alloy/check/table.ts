import { readTable } from "../../shared/config-check/key-table";

/** How far a feature is: a process starts only what its --stability.level allows. */
export type Stability = "generally-available" | "public-preview" | "experimental";

/** What may stand in a component or block. */
export interface BodyTable {
  readonly args: ReadonlyMap<string, ArgumentTable>;
  readonly blocks: ReadonlyMap<string, BlockTable>;
}

export interface ArgumentTable {
  readonly type: string;
  readonly required: boolean;
}

export interface BlockTable {
  readonly required: boolean;
  readonly repeats: boolean;
  readonly labelled: boolean;
  /** Read when asked for, because a block may hold itself. */
  readonly body: () => BodyTable;
}

export interface ComponentTable {
  readonly stability: Stability | "community";
  /** Name and type of what others may refer to. */
  readonly exports: ReadonlyMap<string, string>;
  readonly body: BodyTable;
}

export interface AlloyTable {
  readonly version: string;
  /** Blocks of the top level that are no components, such as logging. */
  readonly config: BodyTable;
  readonly components: ReadonlyMap<string, ComponentTable>;
  /** Names that exist but whose arguments the table leaves out, with their stability. */
  readonly others: ReadonlyMap<string, ComponentTable["stability"]>;
}

interface RawBody {
  readonly [key: string]: RawShape;
}
type RawShape = string | RawBody;

interface RawTable {
  readonly version: string;
  readonly config: RawBody;
  readonly components: Readonly<Record<string, RawComponent>>;
  readonly others: Readonly<Record<string, ComponentTable["stability"]>>;
  readonly shared: Readonly<Record<string, RawBody>>;
}

interface RawComponent {
  readonly stability?: Stability | "community";
  readonly exports?: Readonly<Record<string, string>>;
  readonly body?: RawShape;
}

let table: AlloyTable | undefined;

/** The components of the pinned Alloy. Read once. */
export function alloyTable(): AlloyTable {
  return (table ??= toTable(readTable("alloy") as RawTable));
}

function toTable(raw: RawTable): AlloyTable {
  const components = new Map<string, ComponentTable>();
  for (const [name, { stability, exports, body }] of Object.entries(raw.components)) {
    components.set(name, {
      stability: stability ?? "generally-available",
      exports: new Map(Object.entries(exports ?? {})),
      body: toBody(body ?? {}, raw.shared),
    });
  }
  return {
    version: raw.version,
    config: toBody(raw.config, raw.shared),
    components,
    others: new Map(Object.entries(raw.others)),
  };
}

/** `name label[]!`, as the head of the table explains. */
const KEY = /^([\w.]+?)( label)?(\[\])?(!)?$/;

function toBody(shape: RawShape, shared: RawTable["shared"]): BodyTable {
  const args = new Map<string, ArgumentTable>();
  const blocks = new Map<string, BlockTable>();
  for (const [key, value] of entries(shape, shared)) {
    const [, name = key, label, repeats, required] = KEY.exec(key) ?? [];
    if (typeof value === "string" && !value.startsWith("$")) {
      args.set(name, { type: value, required: required !== undefined });
      continue;
    }
    let body: BodyTable | undefined;
    blocks.set(name, {
      required: required !== undefined,
      repeats: repeats !== undefined,
      labelled: label !== undefined,
      body: () => (body ??= toBody(value, shared)),
    });
  }
  return { args, blocks };
}

function entries(shape: RawShape, shared: RawTable["shared"]): [string, RawShape][] {
  return Object.entries(named(shape, shared)).flatMap(([key, value]): [string, RawShape][] =>
    key === "..." ? entries(value, shared) : [[key, value]],
  );
}

function named(shape: RawShape, shared: RawTable["shared"]): RawBody {
  if (typeof shape !== "string") return shape;
  const body = shared[shape.slice(1)];
  if (!body) throw new Error(`alloy table: no shared body ${shape}`);
  return body;
}
