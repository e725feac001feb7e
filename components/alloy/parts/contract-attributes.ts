import { STAND_INS } from "../../shared/discovery-labels";
import {
  TELEMETRY_LABELS,
  type TelemetryLabel,
  type TelemetryLabelName,
  attributesNamed,
  gatewayAttribute,
} from "../../shared/telemetry-labels";
import { OtelConsumer, type OtelStep, outputBlock } from "../connections";
import { type Block, block, component } from "../syntax";

/** What a label says where the telemetry says nothing. */
export type LabelDefaults = { readonly [L in TelemetryLabelName]?: string | undefined };

/** The statements of the transform processor, by signal. */
const STATEMENT_BLOCKS = ["log_statements", "metric_statements", "trace_statements"] as const;

/** Makes every resource carry the label contract, whatever its sender calls things. What is set stays. */
export function contractAttributes(label: string, defaults: LabelDefaults): OtelStep {
  const statements = contractStatements(defaults);
  return (next) => {
    const transform = component("otelcol.processor.transform", label, { error_mode: "ignore" }, [
      ...STATEMENT_BLOCKS.map((name): Block => block(name, { context: "resource", statements })),
      outputBlock(next),
    ]);
    return { blocks: [transform], input: new OtelConsumer(transform) };
  };
}

/** The contract in OTTL, the transform processor's language. */
export function contractStatements(defaults: LabelDefaults): string[] {
  return TELEMETRY_LABELS.flatMap((row) => labelStatements(row, defaults[row.label]));
}

function labelStatements(row: TelemetryLabel & { label: TelemetryLabelName }, fallback?: string) {
  const target = gatewayAttribute(row);
  const aliases = attributesNamed(row).filter((alias) => alias !== target);
  const others = [...new Set([...row.attributes, ...aliases])].filter((name) => name !== target);
  const standIn = standInAttribute(row.label);
  const sources = [
    ...others.map(attribute),
    ...(standIn === undefined ? [] : [attribute(standIn)]),
    ...(fallback === undefined ? [] : [ottlText(fallback)]),
  ];
  return [
    // A source that is not set sets nothing, so the first that is wins.
    ...sources.map((s) => `set(${attribute(target)}, ${s}) where ${attribute(target)} == nil`),
    // Two attributes of one label name would end up as one label with both values in Mimir.
    ...aliases.map((alias) => `delete_key(resource.attributes, ${ottlText(alias)})`),
  ];
}

/** The attribute that stands in for a label's own: as its label does in the agent for logs, in Prometheus for metrics. */
function standInAttribute(label: TelemetryLabelName): string | undefined {
  const standIns: { readonly [L in TelemetryLabelName]?: TelemetryLabelName } = STAND_INS;
  return TELEMETRY_LABELS.find((row) => row.label === standIns[label])?.attributes[0];
}

function attribute(name: string): string {
  return `resource.attributes[${ottlText(name)}]`;
}

/** A text in OTTL, which knows the escapes of JSON. */
function ottlText(text: string): string {
  return JSON.stringify(text);
}
