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
import { kubeStateMetricsEndpoints } from "../shared/endpoints";
import { oneOf } from "../shared/fields";
import { type Place, withDefault } from "../shared/shape";
import { PartReader } from "./part";
import { PrometheusMode } from "./stack-args";
import { AGENT, type PlanContext, SERVICE, STORE, wired } from "./wiring";

/** Who scrapes and what: one scraper, and the exporters that only exist to be scraped by it. */
export function planScraping(context: PlanContext, remoteWriteUrl: string | undefined) {
  const { place, central, onNodes } = context;
  const { cluster, environment } = context.settings;
  const reader = scrapingReader(context);

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
  const targets = {
    kubeStateMetrics: kubeStateMetrics && kubeStateMetricsEndpoints(kubeStateMetrics.spec).metrics,
    nodeExporter: nodeExporter && {
      namespace: nodeExporter.spec.namespace,
      name: nodeExporter.spec.name,
    },
  };
  const prometheus = reader.read<PrometheusArgs, PrometheusSpec>(
    "prometheus",
    STORE,
    wired(central, { remoteWriteUrl, cluster, environment, targets }),
    resolvePrometheus,
  );
  checkEnabled(context, place.at("prometheus"));
  return { kubeStateMetrics, nodeExporter, prometheus };
}

/** Reads the parts with what the scraper's mode means for them. */
function scrapingReader({ settings, place }: PlanContext): PartReader {
  const { mode, ...prometheus } = settings.prometheus;
  const field = withDefault(oneOf(Object.values(PrometheusMode)), PrometheusMode.Server);
  const scrapes = field.read(mode, place.at("prometheus").at("mode")) === PrometheusMode.Server;
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
