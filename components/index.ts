export { AlloyAgent } from "./alloy/alloy-agent";
export type { AlloyAgentArgs } from "./alloy/alloy-agent-args";
export { AlloyGateway } from "./alloy/alloy-gateway";
export type { AlloyGatewayArgs } from "./alloy/alloy-gateway-args";
export { Beyla } from "./beyla/beyla";
export type { BeylaArgs } from "./beyla/beyla-args";
export type { DataSource } from "./grafana/data-source-args";
export { DATA_SOURCE_UIDS } from "./grafana/data-sources";
export { Grafana } from "./grafana/grafana";
export type { GrafanaArgs } from "./grafana/grafana-args";
export type { GrafanaIni } from "./grafana/ini-args";
export { LgtmStack, type LgtmStackEndpoints, type LgtmStackSecrets } from "./lgtm-stack";
export { Loki } from "./loki/loki";
export type { LokiArgs, LokiLimits } from "./loki/loki-args";
export { Mimir } from "./mimir/mimir";
export type { MimirArgs, MimirLimits } from "./mimir/mimir-args";
export { KubeStateMetrics } from "./prometheus/kube-state-metrics";
export type { KubeStateMetricsArgs } from "./prometheus/kube-state-metrics-args";
export { NodeExporter } from "./prometheus/node-exporter";
export type { NodeExporterArgs } from "./prometheus/node-exporter-args";
export { Prometheus } from "./prometheus/prometheus";
export type { PrometheusArgs } from "./prometheus/prometheus-args";
export type { ScrapeConfig } from "./prometheus/scrape-jobs";
export { Pyroscope } from "./pyroscope/pyroscope";
export type { PyroscopeArgs, PyroscopeLimits } from "./pyroscope/pyroscope-args";
export type { PlacementArgs } from "./shared/component-args";
export type { SecretRef } from "./shared/credentials";
export type * from "./shared/endpoints";
export type { FlagChanges } from "./shared/flags";
export type { Config } from "./shared/merge";
export { type NamespaceArgs, NamespaceMode } from "./shared/namespace";
export { InvalidArgsError, type Problem } from "./shared/problems";
export { TELEMETRY_LABELS, type TelemetryLabel } from "./shared/telemetry-labels";
export { Topology } from "./shared/topology";
export type { Duration, Quantity } from "./shared/units";
export {
  type ImageArgs,
  type PersistenceArgs,
  PullPolicy,
  ReclaimPolicy,
  type ResourceArgs,
  type WorkloadArgs,
} from "./shared/workload-args";
export type * from "./stack/stack-args";
export { PrometheusMode } from "./stack/stack-args";
export { Tempo } from "./tempo/tempo";
export type { TempoArgs, TempoLimits } from "./tempo/tempo-args";
export { IMAGES, type ImageName, type ImageVersion } from "./versions";
