import { nearest } from "../../components/shared/nearest";
import { type Report, checkBody, checkLabel } from "./alloy-body";
import { findCycles } from "./alloy-graph";
import { type Node, Scope } from "./alloy-scope";
import { type Block, type Body, parseAlloy } from "./alloy-syntax";
import { type AlloyTable, type ComponentTable, type Stability, alloyTable } from "./alloy-table";
import { AlloySyntaxError } from "./alloy-tokens";
import { alloyTraps } from "./alloy-traps";

export interface AlloyCheckOptions {
  /** What the process is started with as --stability.level. generally-available by default, as in Alloy. */
  readonly stability?: Stability;
}

/**
 * What the pinned Alloy would refuse in this configuration, and what it would accept though it leads nowhere:
 * a part that nothing sends to, an address that no backend answers on. Empty when all is well.
 */
export function checkAlloyConfig(text: string, options: AlloyCheckOptions = {}): string[] {
  const problems: { line: number; text: string }[] = [];
  const report: Report = (at, problem) => {
    problems.push({ line: at.line, text: `alloy: line ${String(at.line)}: ${problem}` });
  };
  try {
    new Check(parseAlloy(text), options.stability ?? "generally-available", report).run();
  } catch (error) {
    if (!(error instanceof AlloySyntaxError)) throw error;
    return [`alloy: ${error.message}`];
  }
  return problems.sort((a, b) => a.line - b.line).map((problem) => problem.text);
}

interface Component extends Node {
  readonly block: Block;
  readonly table: ComponentTable;
}

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
      const owner = { at: block.at, id, type: `${block.name} of Alloy ${this.table.version}` };
      checkBody(block.body, table.body, owner, scope.typeOf, this.report);
      this.checkStability(id, block, table);
      alloyTraps(block, (at, problem) => {
        this.report(at, `${id}: ${problem}`);
      });
      graph.set(id, scope.uses(block.body, id, this.report));
    }
    this.checkGraph(graph, used);
  }

  /** Fills the components and gives back the other blocks of the top level. */
  private sort(): Block[] {
    const settings: Block[] = [];
    for (const statement of this.body) {
      const { name, at } = statement;
      if (statement.kind === "attribute") {
        this.report(at, `"${name}" stands at the top level, where only blocks may`);
      } else if (this.table.config.blocks.has(name)) {
        settings.push(statement);
      } else {
        const table = this.table.components.get(name);
        if (table) this.add(statement, table);
        else this.report(at, this.unknown(name));
      }
    }
    return settings;
  }

  private add(block: Block, table: ComponentTable): void {
    checkLabel(block, true, block.name, this.report);
    const id = `${block.name}.${block.label ?? NO_LABEL}`;
    const twin = this.components.get(id);
    if (twin && block.label !== undefined) {
      this.report(
        block.at,
        `${id} is declared twice, before in line ${String(twin.block.at.line)}`,
      );
    }
    if (!twin) this.components.set(id, { id, block, table, exports: table.exports });
  }

  private checkSetting(block: Block, scope: Scope): void {
    const known = this.table.config.blocks.get(block.name);
    if (!known) return;
    checkLabel(block, known.labelled, "top level", this.report);
    const id = block.label === undefined ? block.name : `${block.name}.${block.label}`;
    if (this.settings.has(id)) this.report(block.at, `${id} is declared twice`);
    this.settings.add(id);
    const owner = { at: block.at, id, type: `${block.name} of Alloy ${this.table.version}` };
    checkBody(block.body, known.body(), owner, scope.typeOf, this.report);
  }

  private unknown(name: string): string {
    const { version, components, config, others } = this.table;
    if (others.has(name)) {
      return `${name} exists in Alloy ${version}, but this check has no table of its arguments; add it to schemas/alloy.yaml`;
    }
    const near = nearest(name, [...components.keys(), ...config.blocks.keys(), ...others]);
    const hint = near === undefined ? "nothing has a name like it" : `nearest: "${near}"`;
    return `"${name}" is not a component of Alloy ${version}; ${hint}`;
  }

  private checkStability(id: string, { at }: Block, { stability }: ComponentTable): void {
    if (stability === "community") {
      this.report(at, `${id}: community component; needs --feature.community-components.enabled`);
    } else if (LEVELS.indexOf(stability) > LEVELS.indexOf(this.stability)) {
      const needs = `needs --stability.level=${stability}`;
      this.report(at, `${id}: ${needs}, but the level here is ${this.stability}`);
    }
  }

  private checkGraph(graph: ReadonlyMap<string, ReadonlySet<string>>, used: Set<string>): void {
    for (const cycle of findCycles(graph)) {
      const first = this.components.get(cycle[0] ?? "");
      if (first) this.report(first.block.at, `cycle: ${[...cycle, first.id].join(" -> ")}`);
    }
    for (const [id, targets] of graph) {
      for (const target of targets) if (target !== id) used.add(target);
    }
    for (const { id, block, exports } of this.components.values()) {
      if (used.has(id) || !existsForOthers(block.name, exports)) continue;
      this.report(block.at, `${id}: nothing refers to its ${[...exports.keys()].join(" or ")}`);
    }
  }
}

const RECEIVERS = new Set(["Consumer", "LogsReceiver", "MetricsReceiver", "ProfilesReceiver"]);
const SOURCES = /^(discovery|local|remote|otelcol\.auth|otelcol\.storage|prometheus\.exporter)\./;

/** Whether a component does nothing unless another one refers to it. */
function existsForOthers(name: string, exports: ReadonlyMap<string, string>): boolean {
  return SOURCES.test(name) || [...exports.values()].some((type) => RECEIVERS.has(type));
}
