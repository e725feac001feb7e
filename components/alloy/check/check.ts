import { nearest } from "../../shared/nearest";
import { type Fault, type Report, type Severity, checkBody, checkLabel } from "./body";
import { findCycles } from "./graph";
import { type Node, Scope } from "./scope";
import { type Block, type Body, type Statement, parseAlloy } from "../language/parse";
import { type AlloyTable, type ComponentTable, type Stability, alloyTable } from "./table";
import { AlloySyntaxError } from "../language/tokens";
import { alloyTraps } from "./traps";

export interface AlloyCheckOptions {
  /** What the process is started with as --stability.level. generally-available by default, as in Alloy. */
  readonly stability?: Stability;
}

/** Something in a configuration that Alloy refuses, or that leads nowhere. */
export interface AlloyProblem extends Fault {
  line: number;
  /** Where in the line, of what cannot even be read. */
  column?: number;
  severity: Severity;
}

/** How many are found before the search ends: more would only be a bigger heap. */
const MOST = 50;

/**
 * What Alloy would refuse in this configuration, and what it would accept though it leads nowhere: a part that nothing
 * sends to, an address that no backend answers on. In the order of the lines; empty when all is well.
 */
export function findAlloyProblems(text: string, options: AlloyCheckOptions = {}): AlloyProblem[] {
  const problems: AlloyProblem[] = [];
  const report: Report = ({ line }, fault) => {
    problems.push({ line, severity: "error", ...fault });
    if (problems.length === MOST) throw new EnoughFound();
  };
  try {
    new Check(parseAlloy(text), options.stability ?? "generally-available", report).run();
  } catch (error) {
    if (error instanceof AlloySyntaxError) {
      const { at, what, write } = error;
      return [{ ...at, what, write, severity: "error" }];
    }
    if (!(error instanceof EnoughFound)) throw error;
  }
  return problems.sort((one, other) => one.line - other.line);
}

/** Longest cycle whose nodes are all named. */
const LONGEST_CYCLE = 10;

function briefly(cycle: readonly string[]): string {
  const left = cycle.length - LONGEST_CYCLE;
  const named = cycle.slice(0, LONGEST_CYCLE).join(" -> ");
  return left > 0 ? `${named} -> … and ${left} more` : named;
}

class EnoughFound extends Error {}

interface Component extends Node {
  readonly block: Block;
  /** Nothing where only the name is known. */
  readonly table?: ComponentTable;
}

/** Blocks that bring components of one's own, by their label. */
const MODULES = /^(declare|import\.(file|git|http|string))$/;

const LEVELS: readonly Stability[] = ["generally-available", "public-preview", "experimental"];
const NO_LABEL = "(no label)";

class Check {
  private readonly table: AlloyTable = alloyTable();
  private readonly settings = new Set<string>();
  private readonly components = new Map<string, Component>();

  constructor(
    private readonly body: Body,
    private readonly stability: Stability,
    private readonly report: Report,
  ) {}

  run(): void {
    const settings = this.sort();
    const scope = new Scope(this.components);
    const used = new Set<string>();
    for (const block of settings) {
      this.checkSetting(block, scope);
      for (const id of scope.uses(block.body, block.name, this.report)) used.add(id);
    }
    const graph = new Map<string, ReadonlySet<string>>();
    for (const { id, block, table } of this.components.values()) {
      if (table) this.checkComponent(id, block, table, scope);
      graph.set(id, scope.uses(block.body, id, this.report));
    }
    this.checkGraph(graph, used);
  }

  private checkComponent(id: string, block: Block, table: ComponentTable, scope: Scope): void {
    const owner = { at: block.at, id, type: `${block.name} of Alloy ${this.table.version}` };
    checkBody(block.body, table.body, owner, scope.typeOf, this.report);
    this.checkStability(id, block, table.stability);
    alloyTraps(block, (at, fault) => {
      this.report(at, { ...fault, what: `${id}: ${fault.what}`, severity: "warning" });
    });
  }

  /** Fills the components and gives back the other blocks of the top level. */
  private sort(): Block[] {
    const settings: Block[] = [];
    const modules = new Set(this.body.filter(({ name }) => MODULES.test(name)).map(labelOf));
    for (const statement of this.body) {
      const { name, at } = statement;
      if (statement.kind === "attribute") {
        this.report(at, { what: `"${name}" stands at the top level, where only blocks may` });
      } else if (this.table.config.blocks.has(name)) {
        settings.push(statement);
      } else if (name !== "declare") {
        this.sortComponent(statement, modules);
      }
    }
    return settings;
  }

  private sortComponent(block: Block, modules: ReadonlySet<string | undefined>): void {
    const { name, at } = block;
    const table = this.table.components.get(name);
    const stability = this.table.others.get(name);
    if (table) this.add(block, table);
    else if (stability !== undefined) {
      const { version } = this.table;
      const what = `${name} exists in Alloy ${version}, but the table of its components leaves its arguments out`;
      this.report(at, { what, severity: "note" });
      this.checkStability(this.add(block), block, stability);
    } else if (modules.has(name.split(".")[0])) this.add(block);
    else this.report(at, this.unknown(name));
  }

  private add(block: Block, table?: ComponentTable): string {
    checkLabel(block, true, block.name, this.report);
    const id = `${block.name}.${block.label ?? NO_LABEL}`;
    const twin = this.components.get(id);
    if (twin && block.label !== undefined) {
      const before = twin.block.at.line;
      this.report(block.at, { what: `${id} is declared twice`, write: "another label", before });
    }
    if (!twin) this.components.set(id, { id, block, table, exports: table?.exports });
    return id;
  }

  private checkSetting(block: Block, scope: Scope): void {
    const known = this.table.config.blocks.get(block.name);
    if (!known) return;
    checkLabel(block, known.labelled, "top level", this.report);
    const id = block.label === undefined ? block.name : `${block.name}.${block.label}`;
    if (this.settings.has(id)) {
      this.report(block.at, { what: `${id} is declared twice`, write: "it once" });
    }
    this.settings.add(id);
    const owner = { at: block.at, id, type: `${block.name} of Alloy ${this.table.version}` };
    checkBody(block.body, known.body(), owner, scope.typeOf, this.report);
  }

  private unknown(name: string): Fault {
    const { version, components, config, others } = this.table;
    const known = [...components.keys(), ...config.blocks.keys(), ...others.keys()];
    const near = nearest(name, known);
    const what = `"${name}" is not a component of Alloy ${version}`;
    return { what, write: near === undefined ? undefined : `"${near}"` };
  }

  private checkStability(id: string, { at }: Block, stability: ComponentTable["stability"]): void {
    if (stability === "community") {
      const needs = "needs --feature.community-components.enabled";
      this.report(at, { what: `${id}: community component, ${needs}` });
    } else if (LEVELS.indexOf(stability) > LEVELS.indexOf(this.stability)) {
      const needs = `needs --stability.level=${stability}`;
      this.report(at, { what: `${id}: ${needs}, but the level here is ${this.stability}` });
    }
  }

  private checkGraph(graph: ReadonlyMap<string, ReadonlySet<string>>, used: Set<string>): void {
    for (const cycle of findCycles(graph)) {
      const first = this.components.get(cycle[0] ?? "");
      if (first) this.report(first.block.at, { what: `cycle: ${briefly(cycle)} -> ${first.id}` });
    }
    for (const [id, targets] of graph) {
      for (const target of targets) if (target !== id) used.add(target);
    }
    for (const { id, block, exports } of this.components.values()) {
      if (!exports || used.has(id) || !existsForOthers(block.name, exports)) continue;
      const names = [...exports.keys()].join(" or ");
      this.report(block.at, { what: `${id}: nothing refers to its ${names}`, severity: "warning" });
    }
  }
}

const RECEIVERS = new Set(["Consumer", "LogsReceiver", "MetricsReceiver", "ProfilesReceiver"]);
const SOURCES = /^(discovery|local|remote|otelcol\.auth|otelcol\.storage|prometheus\.exporter)\./;

function labelOf(statement: Statement): string | undefined {
  return statement.kind === "block" ? statement.label : undefined;
}

/** Whether a component does nothing unless another one refers to it. */
function existsForOthers(name: string, exports: ReadonlyMap<string, string>): boolean {
  return SOURCES.test(name) || [...exports.values()].some((type) => RECEIVERS.has(type));
}
