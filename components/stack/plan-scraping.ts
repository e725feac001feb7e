import {
  type KubeStateMetricsArgs,
  type KubeStateMetricsSpec,
  resolveKubeStateMetrics,
} from "../prometheus/kube-state-metrics-args";
import {
  type NodeExporterArgs,
  type NodeExporterSpec,
  resolveNodeExporter,
} from "../prometheus/node-exporter-args";
import {
  type PrometheusArgs,
  type PrometheusSpec,
  resolvePrometheus,
} from "../prometheus/prometheus-args";
import {
  type PrometheusOperatorArgs,
  type PrometheusOperatorSpec,
  resolvePrometheusOperator,
} from "../prometheus/operator/operator-args";
import {
  type MimirEndpoints,
  kubeStateMetricsEndpoints,
  operatedPrometheusEndpoints,
  prometheusEndpoints,
} from "../shared/endpoints";
import { oneOf } from "../shared/fields";
import type { Place } from "../shared/place";
import { withDefault } from "../shared/shape";
import { PartReader } from "./part";
import type { GivenPart } from "./settings";
import { PrometheusMode } from "./stack-args";
import { AGENT, type PlanContext, SERVICE, STORE, delivered, wired } from "./wiring";

/** Who scrapes and what: one scraper, and the exporters that only exist to be scraped by it. */
export function planScraping(context: PlanContext, mimir: MimirEndpoints | undefined) {
  const { place, central, onNodes, settings } = context;
  const { mode, given } = scraper(context);
  const reader = scrapingReader(context, mode, given);

  const kubeStateMetrics = reader.read<KubeStateMetricsArgs, KubeStateMetricsSpec>(
    "kubeStateMetrics",
    SERVICE,
    central,
    resolveKubeStateMetrics,
  );
  const nodeExporter = reader.read<NodeExporterArgs, NodeExporterSpec>(
    "nodeExporter",
    AGENT,
    onNodes,
    resolveNodeExporter,
  );
  const { cluster, environment } = settings;
  const scraped = {
    remoteWriteUrl: mimir?.push,
    cluster,
    environment,
    targets: {
      kubeStateMetrics:
        kubeStateMetrics && kubeStateMetricsEndpoints(kubeStateMetrics.spec).metrics,
      nodeExporter: nodeExporter && {
        namespace: nodeExporter.spec.namespace,
        name: nodeExporter.spec.name,
      },
    },
  };
  const operated = mode === PrometheusMode.Operator;
  const prometheus = operated
    ? undefined
    : reader.read<PrometheusArgs, PrometheusSpec>(
        "prometheus",
        STORE,
        wired(central, scraped),
        resolvePrometheus,
      );
  const prometheusOperator = operated
    ? reader.read<PrometheusOperatorArgs, PrometheusOperatorSpec>(
        "prometheus",
        STORE,
        wired(delivered(context), scraped, {
          defaults: { zones: settings.zones, alertmanagerUrl: mimir?.alertmanager },
        }),
        resolvePrometheusOperator,
      )
    : undefined;
  checkEnabled(context, place.at("prometheus"));
  return {
    parts: { kubeStateMetrics, nodeExporter, prometheus, prometheusOperator },
    interval: (prometheus ?? prometheusOperator)?.spec.scrapeInterval,
    endpoints: prometheus
      ? prometheusEndpoints(prometheus.spec)
      : prometheusOperator && operatedPrometheusEndpoints(prometheusOperator.spec),
  };
}

/** Who scrapes, and what was said to it. */
function scraper({ settings, place }: PlanContext): { mode: PrometheusMode; given: GivenPart } {
  const { mode, ...given } = settings.prometheus;
  const field = withDefault(oneOf(Object.values(PrometheusMode)), PrometheusMode.Server);
  return { mode: field.read(mode, place.at("prometheus").at("mode")), given };
}

/** Reads the parts with what the scraper's mode means for them. */
function scrapingReader(
  { settings, place }: PlanContext,
  mode: PrometheusMode,
  prometheus: GivenPart,
): PartReader {
  const scrapes = mode !== PrometheusMode.None;
  return new PartReader(
    {
      ...settings,
      prometheus: { ...prometheus, enabled: scrapes },
      // Without a scraper nobody would read them.
      kubeStateMetrics: { enabled: scrapes, ...settings.kubeStateMetrics },
      nodeExporter: { enabled: scrapes, ...settings.nodeExporter },
    },
    place,
  );
}

function checkEnabled({ settings }: PlanContext, prometheus: Place): void {
  const { enabled } = settings.prometheus;
  if (enabled === undefined) return;
  prometheus
    .at("enabled")
    .refuse(
      enabled,
      "nothing: `mode` says who scrapes",
      `\`mode: ${PrometheusMode.None}\` for nobody`,
    );
}
