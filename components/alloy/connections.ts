import { type Block, Reference, block } from "./syntax";

/**
 * What parts of a pipeline hand to each other. Each is a type of its own, so that logs cannot be wired to an exporter
 * of metrics, nor a pod's log lines to something that takes OTLP: it does not compile.
 */

/** The kinds of telemetry that travel as OTLP. */
export type Signal = "logs" | "metrics" | "traces";
export const SIGNALS: readonly Signal[] = ["logs", "metrics", "traces"];

/** Takes OTLP of these signals. One that takes more signals can stand wherever fewer are asked for. */
export class OtelConsumer<in S extends Signal> extends Reference<"otelcol.Consumer"> {
  declare readonly takes: (signal: S) => void;

  constructor({ name, label }: Block) {
    super("otelcol.Consumer", [name, label ?? "", "input"]);
  }
}

/** Takes log lines. */
export type LokiReceiver = Reference<"loki.LogsReceiver">;
/** Takes profiles. */
export type PyroscopeReceiver = Reference<"pyroscope.ProfilesReceiver">;
/** Things to read from: pods, files. */
export type Targets = Reference<"targets">;
/** Checks who sends. */
export type AuthHandler = Reference<"otelcol.Handler">;

/** Where a part sends each signal. A signal without an entry goes nowhere. */
export type OtelOutputs = { readonly [S in Signal]?: readonly OtelConsumer<S>[] };

/** Some components, in the order of the data. */
export interface Part {
  blocks: readonly Block[];
}

/** A step that OTLP passes: it is told where to send, and says where it takes. */
export type OtelStep = (next: OtelOutputs) => Part & { input: OtelConsumer<Signal> };

/** The block by which an OpenTelemetry component says where it sends. */
export function outputBlock(outputs: OtelOutputs): Block {
  return block("output", { ...outputs });
}

/** Puts steps in front of `last`, the first one named first. */
export function chain(
  steps: readonly OtelStep[],
  last: OtelOutputs,
): Part & { outputs: OtelOutputs } {
  return steps.reduceRight<Part & { outputs: OtelOutputs }>(
    ({ blocks, outputs }, step) => {
      const part = step(outputs);
      return { blocks: [...part.blocks, ...blocks], outputs: through(part.input, outputs) };
    },
    { blocks: [], outputs: last },
  );
}

/** The same signals, each to this one consumer. */
function through(consumer: OtelConsumer<Signal>, outputs: OtelOutputs): OtelOutputs {
  const wired = SIGNALS.filter((signal) => outputs[signal] !== undefined);
  return Object.fromEntries(wired.map((signal) => [signal, [consumer]]));
}
