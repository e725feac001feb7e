import type { Targets } from "../connections";
import { type Block, block, component, exported } from "../syntax";

/** One step that changes, keeps or drops a target. */
export interface RelabelRule {
  action?: "replace" | "keep" | "drop" | "keepequal";
  source_labels?: readonly string[];
  separator?: string;
  regex?: string;
  target_label?: string;
  replacement?: string;
}

/** Keeps targets whose label matches. */
export function keep(label: string, regex: string): RelabelRule {
  return { action: "keep", source_labels: [label], regex };
}

/** Drops targets whose label matches. */
export function drop(label: string, regex: string): RelabelRule {
  return { action: "drop", source_labels: [label], regex };
}

/** Copies a label that is not empty. */
export function copy(from: string, to: string): RelabelRule {
  return { source_labels: [from], regex: "(.+)", target_label: to };
}

/** The targets after these rules. */
export function relabelled(
  label: string,
  targets: Targets,
  rules: readonly RelabelRule[],
): { blocks: Block[]; targets: Targets } {
  const relabel = component(
    "discovery.relabel",
    label,
    { targets },
    rules.map((rule) => block("rule", { ...rule })),
  );
  return { blocks: [relabel], targets: exported("targets", relabel, "output") };
}
