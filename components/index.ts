export { AlloyAgent } from "./alloy/alloy-agent";
export type { AlloyAgentArgs } from "./alloy/alloy-agent-args";
export { AlloyGateway } from "./alloy/alloy-gateway";
export type { AlloyGatewayArgs } from "./alloy/alloy-gateway-args";
export { Beyla } from "./beyla/beyla";
export type { BeylaArgs } from "./beyla/beyla-args";
export type { GrafanaDatabaseArgs, PostgresArgs } from "./grafana/database-args";
export { SslMode } from "./grafana/database-args";
export type { DataSource } from "./grafana/data-source-args";
export { DATA_SOURCE_UIDS, type DataSourceEndpoints } from "./grafana/data-sources";
export { Grafana } from "./grafana/grafana";
export type { GrafanaArgs } from "./grafana/grafana-args";
export type { IniValue } from "./grafana/ini";
export type { GrafanaIni } from "./grafana/ini-args";
export { Kafka } from "./kafka/kafka";
export {
  type ExternalKafkaArgs,
  type InClusterKafkaArgs,
  type KafkaArgs,
  type KafkaControllersArgs,
  KafkaOperator,
} from "./kafka/kafka-args";
export {
  type KafkaClient,
  type KafkaSasl,
  type KafkaTls,
  SaslMechanism,
} from "./kafka/kafka-client";
export type { KafkaConsumer, KafkaTopic } from "./kafka/kafka-topics";
export { LgtmStack, type LgtmStackEndpoints, type LgtmStackSecrets } from "./lgtm-stack";
export { Loki } from "./loki/loki";
export type { LokiCachesArgs } from "./loki/caches";
export type { LokiArgs, LokiLimits } from "./loki/loki-args";
export type { LokiComponentsArgs } from "./loki/parts";
export type { PeriodStore, SchemaPeriodArgs } from "./loki/schema";
export { Mimir } from "./mimir/mimir";
export type { MimirCachesArgs } from "./mimir/caches";
export {
  Architecture,
  type MimirComponentsArgs,
  type MimirTopicArgs,
} from "./mimir/distributed-args";
export { type MimirArgs, type MimirLimits, Move } from "./mimir/mimir-args";

export { KubeStateMetrics } from "./prometheus/kube-state-metrics";
export type { KubeStateMetricsArgs } from "./prometheus/kube-state-metrics-args";
export type { ObservedResource } from "./prometheus/kube-state-metrics-resources";
export { NodeExporter } from "./prometheus/node-exporter";
export type { NodeExporterArgs } from "./prometheus/node-exporter-args";
export {
  AdmissionWebhooks,
  type MonitoredService,
  OperatorCrds,
  type PrometheusOperatorArgs,
} from "./prometheus/operator/operator-args";
export { PrometheusOperator } from "./prometheus/operator/prometheus-operator";
export { Prometheus } from "./prometheus/prometheus";
export type { PrometheusArgs } from "./prometheus/prometheus-args";
export type { RelabelRule } from "./prometheus/relabel";
export type { ScraperArgs, ScrapeTargets } from "./prometheus/scraper-args";
export type { ScrapeConfig } from "./prometheus/scrape-config";
export { Pyroscope } from "./pyroscope/pyroscope";
export type { PyroscopePart } from "./pyroscope/parts";
export type { PyroscopeArgs, PyroscopeLimits } from "./pyroscope/pyroscope-args";
export { RolloutOperator } from "./rollout-operator/rollout-operator";
export type { RolloutOperatorArgs } from "./rollout-operator/rollout-operator-args";
export { SeaweedFs } from "./seaweedfs/seaweedfs";
export type { SeaweedFsArgs } from "./seaweedfs/seaweedfs-args";
export type { CacheSizeArgs } from "./shared/cache-sizes";
export { ConfigCheck, type ConfigCheckArgs } from "./shared/config-check/overlay";
export { ChartDelivery, type ChartSourceArgs, type ChartsArgs } from "./shared/charts";
export type { PlacementArgs } from "./shared/component-args";
export type { SecretRef } from "./shared/credentials";
export type * from "./shared/endpoints";
export type { FlagChanges } from "./shared/flags";
export { type ImageArgs, type ImageDigests, PullPolicy } from "./shared/images";
export type { StringMap } from "./shared/labels";
export type { Config, ConfigValue } from "./shared/merge";
export { type NamespaceArgs, NamespaceMode } from "./shared/namespace";
export {
  Autoscaling,
  type PartAutoscalingArgs,
  type PartPersistenceArgs,
  type PartSizeArgs,
} from "./shared/part-sizes";
export { InvalidArgsError, type Problem } from "./shared/problems";
export type { StoreArgs } from "./shared/store";
export { TELEMETRY_LABELS, type TelemetryLabel } from "./shared/telemetry-labels";
export { Topology } from "./shared/topology";
export type { Duration, Quantity } from "./shared/units";
export {
  type PersistenceArgs,
  ReclaimPolicy,
  type ResourceArgs,
  type WorkloadArgs,
} from "./shared/workload-args";
export type * from "./stack/stack-args";
export { PrometheusMode } from "./stack/stack-args";
export type * from "./storage/object-storage";
export { AzureCloud, S3StorageClass, StorageKind } from "./storage/object-storage";
export { StorageMove } from "./storage/storage-move";
export type * from "./storage/stack-storage";
export type { TempoPart } from "./tempo/parts";
export { Tempo } from "./tempo/tempo";
export type { TempoArgs, TempoLimits } from "./tempo/tempo-args";
export {
  CHARTS,
  type ChartName,
  type ChartVersion,
  IMAGES,
  type ImageName,
  type ImageVersion,
} from "./versions";
