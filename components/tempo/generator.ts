import type { Config } from "../shared/merge";
import {
  TELEMETRY_LABELS,
  TRACE_ID_LABEL,
  type TelemetryLabel,
  gatewayAttribute,
} from "../shared/telemetry-labels";
import type { TempoSpec } from "./tempo-args";

/** The metrics generator: RED metrics and the service graph, made of spans and written to a metrics store. */
export function generatorConfig(spec: TempoSpec, directory: string): Config {
  if (spec.remoteWriteUrl === undefined) return {};
  return {
    metrics_generator: {
      ...(spec.cluster && { registry: { external_labels: { cluster: spec.cluster } } }),
      storage: {
        path: `${directory}/wal`,
        remote_write: [{ url: spec.remoteWriteUrl, send_exemplars: true }],
      },
      // Spans wait up to half a minute for a tail sampler's decision; with the default of 30s they would not count.
      metrics_ingestion_time_range_slack: "2m",
    },
  };
}

/** What the generator makes of the spans. Without a place to write to, nothing. */
export function generatorOverrides(spec: TempoSpec): Config {
  if (spec.remoteWriteUrl === undefined) return {};
  return {
    metrics_generator: {
      processors: ["service-graphs", "span-metrics"],
      processor: { span_metrics: { dimensions: dimensions(spec) } },
      max_active_series: spec.limits.maxGeneratedSeries,
      // Grafana's service graph reads the buckets of classic histograms.
      generate_native_histograms: "classic",
      // "traceID" by default, which is not what every other exemplar and log says.
      trace_id_label_name: TRACE_ID_LABEL,
    },
  };
}

/**
 * The labels of the contract that span metrics carry beside Tempo's own `service`: those with few values, as every
 * one multiplies the series. One attribute each, for of two that give the same label Tempo takes the last, even
 * when it is empty.
 */
function dimensions(spec: TempoSpec): string[] {
  const labels: readonly TelemetryLabel[] = TELEMETRY_LABELS;
  return labels
    .filter(({ label, logs }) => logs === "index" && label !== "service_name")
    .filter(({ label }) => label !== "cluster" || spec.cluster === undefined)
    .map(gatewayAttribute);
}
