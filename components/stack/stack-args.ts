import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { AlloyAgentArgs } from "../alloy/alloy-agent-args";
import type { AlloyGatewayArgs } from "../alloy/alloy-gateway-args";
import type { BeylaArgs } from "../beyla/beyla-args";
import type { GrafanaArgs } from "../grafana/grafana-args";
import type { ExternalKafkaArgs, InClusterKafkaArgs } from "../kafka/kafka-args";
import type { LokiArgs } from "../loki/loki-args";
import type { MimirArgs } from "../mimir/mimir-args";
import type { KubeStateMetricsArgs } from "../prometheus/kube-state-metrics-args";
import type { NodeExporterArgs } from "../prometheus/node-exporter-args";
import type { PrometheusOperatorArgs } from "../prometheus/operator/operator-args";
import type { PrometheusArgs } from "../prometheus/prometheus-args";
import type { PyroscopeArgs } from "../pyroscope/pyroscope-args";
import type { RolloutOperatorArgs } from "../rollout-operator/rollout-operator-args";
import type { ChartsArgs } from "../shared/charts";
import type { PlacementArgs } from "../shared/component-args";
import type { SecretRef } from "../shared/credentials";
import { type ImageDigests } from "../shared/images";
import type { StringMap } from "../shared/labels";
import type { NamespaceArgs } from "../shared/namespace";
import type { StackStorageArgs } from "../storage/stack-storage";
import type { Topology } from "../shared/topology";
import type { Duration } from "../shared/units";
import type { PersistenceArgs } from "../shared/workload-args";
import type { TempoArgs } from "../tempo/tempo-args";

/** How long each signal is kept. */
export interface RetentionArgs {
  /** Metrics in Mimir. Defaults to 7 days. */
  metrics?: Duration;
  /** Logs in Loki. Defaults to 7 days. */
  logs?: Duration;
  /** Traces in Tempo. Defaults to 7 days. */
  traces?: Duration;
  /** Profiles in Pyroscope. Defaults to 7 days. */
  profiles?: Duration;
}

/** What holds for every component that does not say otherwise itself. */
export interface CommonArgs {
  /** Labels added to every object and pod. Defaults to none. */
  labels?: StringMap;
  /** Annotations added to every object and pod. Defaults to none. */
  annotations?: StringMap;
  /** Nodes on which the pods may run; not for agents, which run on every node. Defaults to every Linux node. */
  nodeSelector?: StringMap;
  /** Taints that the pods tolerate; not for agents, which tolerate all. Defaults to none. */
  tolerations?: types.input.core.v1.Toleration[];
  /** Registry of every image, for a mirror. Defaults to each image's official registry. */
  imageRegistry?: string;
  /** Digests of images by their names in `IMAGES`, such as `loki: TAG@sha256:…`, for all parts and what runs beside them. Defaults to none. */
  imageDigests?: ImageDigests;
  /** Names of Secrets with registry credentials, which you put into both namespaces: pods wait for them. Defaults to none. */
  imagePullSecrets?: string[];
  /** Storage class, end and protection of every volume; the size has no common value. Defaults to the cluster's class, retained, not protected. */
  persistence?: Omit<PersistenceArgs, "size">;
}

/** What every part of the stack has. */
export interface PartArgs {
  /** Whether the stack has this part. Defaults to true, for a part that only sends where its receiver is there. */
  enabled?: boolean;
}

/** What the stack decides for all its parts. */
type Placed = keyof PlacementArgs;
/** The same for what charts may deliver. */
type Delivered = Placed | "charts";

export interface LokiPartArgs extends PartArgs, Omit<LokiArgs, Delivered | "retention"> {}
export interface MimirPartArgs extends PartArgs, Omit<MimirArgs, Delivered | "retention"> {}
export interface TempoPartArgs
  extends PartArgs, Omit<TempoArgs, Delivered | "retention" | "remoteWriteUrl" | "cluster"> {}
export interface PyroscopePartArgs extends PartArgs, Omit<PyroscopeArgs, Delivered | "retention"> {}
export interface GrafanaPartArgs
  extends PartArgs, Omit<GrafanaArgs, Placed | "adminSecret" | "endpoints"> {}
export interface AlloyGatewayPartArgs
  extends
    PartArgs,
    Omit<
      AlloyGatewayArgs,
      | Placed
      | "tokenSecret"
      | "lokiOtlpUrl"
      | "mimirOtlpUrl"
      | "tempoOtlpEndpoint"
      | "cluster"
      | "environment"
    > {}
export interface AlloyAgentPartArgs
  extends
    PartArgs,
    Omit<AlloyAgentArgs, Placed | "lokiPushUrl" | "pyroscopePushUrl" | "cluster" | "environment"> {}
export interface BeylaPartArgs
  extends
    PartArgs,
    Omit<BeylaArgs, Placed | "tokenSecret" | "tokenVersion" | "otlpEndpoint" | "cluster"> {}
export interface KubeStateMetricsPartArgs extends PartArgs, Omit<KubeStateMetricsArgs, Placed> {}
export interface NodeExporterPartArgs extends PartArgs, Omit<NodeExporterArgs, Placed> {}

export interface RolloutOperatorPartArgs extends Omit<RolloutOperatorArgs, Delivered> {
  /** Whether the stack brings it. Defaults to true where a distributed Loki or Mimir has zones, and false elsewhere; say false where the namespace has one already. */
  enabled?: boolean;
}

/** No Kafka. */
export interface NoKafka {
  /** Says that there is none, which is the default. */
  kind: "none";
}
export type KafkaPartArgs =
  | NoKafka
  | Omit<ExternalKafkaArgs, keyof PlacementArgs | "consumers">
  | Omit<InClusterKafkaArgs, keyof PlacementArgs | "consumers" | "charts" | "zones">;

/** Who scrapes. */
export const PrometheusMode = {
  /** A Prometheus server that keeps a day itself and writes everything to Mimir. */
  Server: "server",
  /** Prometheus run by its operator, in replicas, with the objects that other charts bring for it. */
  Operator: "operator",
  /** Nobody of ours: you scrape with something else and write to Mimir. */
  None: "none",
} as const;
export type PrometheusMode = (typeof PrometheusMode)[keyof typeof PrometheusMode];

/** What the stack says to whoever scrapes. */
type Scraped = Delivered | "remoteWriteUrl" | "cluster" | "environment" | "targets";

export interface PrometheusServerArgs extends Omit<PrometheusArgs, Scraped> {
  /** Who scrapes: "server", "operator" or "none". Defaults to "server". */
  mode?: "server" | "none";
}
export interface OperatedPrometheusArgs extends Omit<PrometheusOperatorArgs, Scraped> {
  mode: "operator";
}
export type PrometheusPartArgs = PrometheusServerArgs | OperatedPrometheusArgs;

/** What you can say about the whole stack. Everything has a default. */
export interface LgtmStackArgs {
  /** How every backend runs that does not say otherwise itself. Defaults to "single". */
  topology?: Topology;
  /** Zones of the nodes, by their label `topology.kubernetes.io/zone`, none or at least three, over which every replicated and distributed backend is spread. Defaults to none. */
  zones?: string[];
  /** Where charts come from and how they are installed; the password is `chartsPassword`, or in a Secret that `charts.passwordSecret` names. Defaults to Helm releases from the official repositories. */
  charts?: Omit<ChartsArgs, "password">;
  /** Password of the user in `charts`. Defaults to none. */
  chartsPassword?: pulumi.Input<string>;
  /** Where the backends keep what they have written, each in a bucket of its own. Defaults to their own volumes, which only topology "single" can use. */
  objectStorage?: StackStorageArgs;
  /** Kafka, between the parts of a distributed Tempo and, where it uses ingest storage, of Mimir: of yours, or one in the cluster. Defaults to none. */
  kafka?: KafkaPartArgs;
  /** Name of the cluster, a label of all telemetry. Defaults to "kubernetes". */
  cluster?: string;
  /** Name of the environment, a label of telemetry that says none itself. Defaults to "default". */
  environment?: string;
  /** DNS domain of the cluster. Defaults to "cluster.local". */
  clusterDomain?: string;
  /** Namespace of everything but the agents; it enforces Pod Security `restricted`. Defaults to a new one, "monitoring". */
  namespace?: NamespaceArgs;
  /** Namespace of the agents that need the node itself (logs, eBPF, node metrics). Defaults to a new one, "monitoring-agents". */
  agentsNamespace?: NamespaceArgs;
  /** How long each signal is kept. Each has its own default. */
  retention?: RetentionArgs;
  /** What holds for every part that does not say otherwise itself. Defaults to nothing. */
  common?: CommonArgs;
  /** Password of Grafana's user `admin`. It counts at Grafana's first start, when the user is created; later, change it in Grafana. Defaults to a generated one. */
  grafanaAdminPassword?: pulumi.Input<string>;
  /** A Secret of yours that holds the password, instead of one of ours. It must be there before, so the namespace is one that you adopt. Defaults to none. */
  grafanaAdminSecret?: SecretRef;
  /** Bearer token that senders of telemetry present to the gateway. Defaults to a generated one. */
  ingestToken?: pulumi.Input<string>;
  /** A Secret of yours that holds the token, instead of ours. It must be there before, in both namespaces, so you adopt these. Defaults to none. */
  ingestTokenSecret?: SecretRef;
  /** Loki, for logs. Each of its args has its own default, as those of all parts below. */
  loki?: LokiPartArgs;
  /** Mimir, for metrics. */
  mimir?: MimirPartArgs;
  /** Tempo, for traces. */
  tempo?: TempoPartArgs;
  /** Pyroscope, for profiles. */
  pyroscope?: PyroscopePartArgs;
  /** Grafana, for people. */
  grafana?: GrafanaPartArgs;
  /** Prometheus, which scrapes the cluster. */
  prometheus?: PrometheusPartArgs;
  /** kube-state-metrics: the state of Kubernetes objects as metrics. */
  kubeStateMetrics?: KubeStateMetricsPartArgs;
  /** node-exporter: metrics of the nodes. */
  nodeExporter?: NodeExporterPartArgs;
  /** The Alloy gateway, which takes OTLP with a token and spreads it to the backends. */
  alloyGateway?: AlloyGatewayPartArgs;
  /** The Alloy agent of each node: pod logs and profiles. */
  alloyAgent?: AlloyAgentPartArgs;
  /** Beyla: traces and metrics of programs without instrumentation, by eBPF. */
  beyla?: BeylaPartArgs;
  /** The rollout-operator, which changes distributed backends one zone after the other. Defaults to what its own args say. */
  rolloutOperator?: RolloutOperatorPartArgs;
}

/** How each arg is written in a stack's configuration. */
export const STACK_KEYS = {
  topology: "text",
  zones: "list",
  charts: "map",
  chartsPassword: "secret",
  objectStorage: "map",
  kafka: "map",
  cluster: "text",
  environment: "text",
  clusterDomain: "text",
  namespace: "map",
  agentsNamespace: "map",
  retention: "map",
  common: "map",
  grafanaAdminPassword: "secret",
  grafanaAdminSecret: "map",
  ingestToken: "secret",
  ingestTokenSecret: "map",
  loki: "map",
  mimir: "map",
  tempo: "map",
  pyroscope: "map",
  grafana: "map",
  prometheus: "map",
  kubeStateMetrics: "map",
  nodeExporter: "map",
  alloyGateway: "map",
  alloyAgent: "map",
  beyla: "map",
  rolloutOperator: "map",
} as const satisfies Record<keyof LgtmStackArgs, "text" | "list" | "map" | "secret">;
