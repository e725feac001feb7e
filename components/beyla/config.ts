import { PORTS } from "../shared/endpoints";
import { PLATFORM_LABELS } from "../shared/labels";
import { type Config, merge } from "../shared/merge";
import { SERVICE_NAME_POD_LABEL } from "../shared/telemetry-labels";
import type { BeylaSpec } from "./beyla-args";

/** Where Beyla tells about itself. */
export const BEYLA_METRICS_PATH = "/internal/metrics";

/** Beyla's own configuration file. The token is not in it: it comes by an environment variable. Pure. */
export function beylaConfig(spec: BeylaSpec): Config {
  const { otlpEndpoint, cluster } = spec;
  return merge<Config>(
    {
      log_level: "INFO",
      discovery: discovery(spec),
      attributes: {
        kubernetes: {
          enable: "true",
          ...(cluster !== undefined && { cluster_name: cluster }),
          // The same name that logs, metrics and profiles of a pod have; its namespace is the service's.
          resource_labels: { "service.name": [SERVICE_NAME_POD_LABEL], "service.namespace": [] },
        },
        ...(spec.networkMetrics && { select: networkAttributes() }),
      },
      // Neither span metrics nor a service graph: Tempo makes both of the same spans, and twice is wrong.
      metrics: { features: ["application", ...(spec.networkMetrics ? ["network"] : [])] },
      otel_metrics_export: { endpoint: otlpEndpoint, protocol: "grpc" },
      otel_traces_export: { endpoint: otlpEndpoint, protocol: "grpc" },
      ebpf: { context_propagation: spec.contextPropagation ? "all" : "disabled" },
      // Also what tells the kubelet that it is ready: its health check listens on loopback only.
      internal_metrics: {
        exporter: "prometheus",
        prometheus: { port: PORTS.beyla.http, path: BEYLA_METRICS_PATH },
      },
    },
    spec.config,
  );
}

/** Which programs. Beyla itself leaves out the namespaces of Kubernetes, and programs that already send OTLP. */
function discovery({ namespaces, excludeNamespaces }: BeylaSpec): Config {
  return {
    instrument: namespaces.map((glob) => ({ k8s_namespace: glob })),
    exclude_instrument: [
      // Its own spans would make more spans.
      { k8s_pod_labels: PLATFORM_LABELS },
      // Loki and Mimir by their charts: pods that gossip must be part of that instead.
      { k8s_pod_labels: { "app.kubernetes.io/part-of": "memberlist" } },
      ...excludeNamespaces.map((glob) => ({ k8s_namespace: glob })),
    ],
  };
}

/** Traffic between workloads and not between addresses, of which there is no end. */
function networkAttributes(): Config {
  return {
    beyla_network_flow_bytes: {
      include: [
        "k8s.src.namespace",
        "k8s.src.owner.name",
        "k8s.dst.namespace",
        "k8s.dst.owner.name",
        "k8s.cluster.name",
      ],
    },
  };
}
