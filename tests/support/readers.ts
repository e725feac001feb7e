import type * as pulumi from "@pulumi/pulumi";
import * as lgtm from "../../components";
import { resolveAlloyAgent, resolveAlloyGateway } from "../../components/alloy/checked-config";
import { resolveBeyla } from "../../components/beyla/beyla-args";
import { resolveGrafana } from "../../components/grafana/grafana-args";
import { resolveKafka } from "../../components/kafka/kafka-args";
import { resolveLoki } from "../../components/loki/loki-args";
import { resolveMimir } from "../../components/mimir/mimir-args";
import { resolveKubeStateMetrics } from "../../components/prometheus/kube-state-metrics-args";
import { resolveNodeExporter } from "../../components/prometheus/node-exporter-args";
import { resolvePrometheusOperator } from "../../components/prometheus/operator/operator-args";
import { resolvePrometheus } from "../../components/prometheus/prometheus-args";
import { resolvePyroscope } from "../../components/pyroscope/pyroscope-args";
import { resolveRolloutOperator } from "../../components/rollout-operator/rollout-operator-args";
import { resolveSeaweedFs } from "../../components/seaweedfs/seaweedfs-args";
import type { Place } from "../../components/shared/place";
import { planStack } from "../../components/stack/plan";
import { resolveTempo } from "../../components/tempo/tempo-args";
import { NAMESPACE, S3, TOKEN, KAFKA, PODS, CHART_PODS, PERSISTENCE, CHARTS } from "./good-args";

/** How a public component reads its args, and args that it takes, with something in every corner. */
export interface Reader {
  resolve: (name: string, args: unknown, place: Place) => unknown;
  /** The component itself. Its args are typed; here they are anything. */
  Component: new (name: never, args: never) => pulumi.ComponentResource;
  good: Record<string, unknown>;
}

export const READERS: Readonly<Record<string, Reader>> = {
  LgtmStack: {
    resolve: planStack,
    Component: lgtm.LgtmStack,
    good: {
      cluster: "east",
      zones: ["a", "b", "c"],
      charts: { repository: "https://mirror.example.com", username: "me", timeout: "10m" },
      chartsPassword: "password",
      objectStorage: { kind: "incluster", size: "10Gi" },
      retention: { logs: "14d" },
      common: {
        labels: { team: "a" },
        tolerations: [{ operator: "Exists" }],
        imagePullSecrets: ["r"],
      },
      ingestToken: "0123456789abcdef",
      namespace: { name: "o11y", mode: "adopt" },
      loki: {
        topology: "replicated",
        config: { limits_config: { max_query_parallelism: 8 } },
        schema: [{ from: "2024-04-01" }],
      },
      mimir: { topology: "replicated", limits: { maxSeries: 1000 } },
      grafana: { config: { users: { default_theme: "dark" } } },
      prometheus: {
        mode: "operator",
        serviceMonitors: [{ name: "a", namespace: "b", port: "http" }],
      },
      kafka: { kind: "incluster", brokers: 3 },
      tempo: { topology: "distributed", components: { liveStore: { resources: { cpu: "1" } } } },
      alloyGateway: { config: "livedebugging { enabled = true }", replicas: 2 },
      beyla: { enabled: false },
    },
  },
  Loki: {
    resolve: resolveLoki,
    Component: lgtm.Loki,
    good: {
      ...NAMESPACE,
      ...CHART_PODS,
      topology: "distributed",
      zones: ["a", "b", "c"],
      objectStorage: S3,
      charts: CHARTS,
      values: { ingester: { maxUnavailable: 1 } },
      config: {
        limits_config: { retention_stream: [{ selector: '{a="b"}', priority: 1, period: "24h" }] },
      },
      schema: [{ from: "2024-04-01" }, { from: "2026-12-01", objectStore: "s3" }],
      components: { ingester: { replicas: 3, persistence: { size: "10Gi" } } },
      autoscaling: "hpa",
      limits: { ingestionRate: 4 },
      caches: { chunks: { replicas: 1, memory: "1Gi" } },
    },
  },
  Mimir: {
    resolve: resolveMimir,
    Component: lgtm.Mimir,
    good: {
      ...NAMESPACE,
      ...CHART_PODS,
      topology: "distributed",
      architecture: "ingest-storage",
      zones: ["a", "b", "c"],
      kafka: KAFKA,
      topic: { name: "mimir", partitions: 6 },
      objectStorage: { ...S3, bucket: "acme-mimir" },
      persistence: { storageClass: "fast" },
      config: { limits: { max_fetched_chunks_per_query: 1 } },
      moved: ["storage"],
    },
  },
  Tempo: {
    resolve: resolveTempo,
    Component: lgtm.Tempo,
    good: {
      ...NAMESPACE,
      ...PODS,
      persistence: PERSISTENCE,
      remoteWriteUrl: "http://mimir:8080/api/v1/push",
      config: { server: { log_level: "debug" } },
      limits: { maxTraceSize: 5 },
    },
  },
  Pyroscope: {
    resolve: resolvePyroscope,
    Component: lgtm.Pyroscope,
    good: {
      ...NAMESPACE,
      ...PODS,
      persistence: PERSISTENCE,
      config: { server: { log_level: "debug" } },
    },
  },
  Grafana: {
    resolve: resolveGrafana,
    Component: lgtm.Grafana,
    good: {
      ...NAMESPACE,
      ...PODS,
      adminSecret: { name: "admin", key: "password" },
      secretKey: { name: "key", key: "key" },
      database: {
        kind: "postgres",
        host: "pg:5432",
        passwordSecret: { name: "pg", key: "password" },
      },
      endpoints: { loki: { query: "http://loki:3100", push: "http://loki:3100/x" } },
      dataSources: [
        {
          name: "orders",
          uid: "orders",
          type: "postgres",
          url: "pg:5432",
          jsonData: { sslmode: "require" },
          secureJsonData: { password: "$__file{/etc/grafana-secrets/orders/password}" },
        },
      ],
      secrets: [{ name: "orders", key: "password" }],
      config: { users: { default_theme: "dark" } },
    },
  },
  Prometheus: {
    resolve: resolvePrometheus,
    Component: lgtm.Prometheus,
    good: {
      ...NAMESPACE,
      ...PODS,
      persistence: PERSISTENCE,
      targets: {
        kubeStateMetrics: "http://ksm:8080/metrics",
        nodeExporter: { namespace: "a", name: "b" },
      },
      extraScrapeConfigs: [{ job_name: "x", static_configs: [{ targets: ["a:1"] }] }],
      config: { global: { scrape_interval: "1m" } },
    },
  },
  PrometheusOperator: {
    resolve: resolvePrometheusOperator,
    Component: lgtm.PrometheusOperator,
    good: {
      ...NAMESPACE,
      ...PODS,
      charts: CHARTS,
      values: { prometheus: { prometheusSpec: { walCompression: true } } },
      serviceMonitors: [{ name: "a", namespace: "b", port: "http", path: "/metrics" }],
    },
  },
  KubeStateMetrics: {
    resolve: resolveKubeStateMetrics,
    Component: lgtm.KubeStateMetrics,
    good: {
      ...NAMESPACE,
      ...PODS,
      observe: ["pods"],
      config: { "metric-labels-allowlist": ["pods=[a]"] },
    },
  },
  NodeExporter: {
    resolve: resolveNodeExporter,
    Component: lgtm.NodeExporter,
    good: { ...NAMESPACE, ...PODS, config: { "collector.cpu.info": true } },
  },
  AlloyGateway: {
    resolve: resolveAlloyGateway,
    Component: lgtm.AlloyGateway,
    good: {
      ...NAMESPACE,
      ...PODS,
      tokenSecret: TOKEN,
      lokiOtlpUrl: "http://loki:3100/otlp",
      tempoOtlpEndpoint: "tempo:4317",
      config: 'otelcol.exporter.otlphttp "mine" {\n  client { endpoint = "http://a:4318" }\n}',
    },
  },
  AlloyAgent: {
    resolve: resolveAlloyAgent,
    Component: lgtm.AlloyAgent,
    good: {
      ...NAMESPACE,
      ...PODS,
      lokiPushUrl: "http://loki:3100/loki/api/v1/push",
      excludeNamespaces: ["build"],
      config: "livedebugging { enabled = true }",
    },
  },
  Beyla: {
    resolve: resolveBeyla,
    Component: lgtm.Beyla,
    good: {
      ...NAMESPACE,
      ...PODS,
      otlpEndpoint: "http://alloy-gateway:4317",
      tokenSecret: TOKEN,
      namespaces: ["shop-*"],
      config: { attributes: { kubernetes: { enable: true } } },
    },
  },
  Kafka: {
    resolve: resolveKafka,
    Component: lgtm.Kafka,
    good: {
      ...NAMESPACE,
      ...PODS,
      kind: "incluster",
      consumers: [{ topic: "tempo-traces", partitions: 3, replay: "12h", podLabels: { a: "b" } }],
      controllers: { persistence: { size: "5Gi" } },
      persistence: PERSISTENCE,
      config: { "auto.create.topics.enable": false },
      values: { watchAnyNamespace: false },
    },
  },
  ExternalKafka: {
    resolve: resolveKafka,
    Component: lgtm.Kafka,
    good: { ...NAMESPACE, ...KAFKA, kind: "external", consumers: [] },
  },
  RolloutOperator: {
    resolve: resolveRolloutOperator,
    Component: lgtm.RolloutOperator,
    good: { ...NAMESPACE, ...PODS, charts: CHARTS, values: { zoneTracker: { enabled: true } } },
  },
  SeaweedFs: {
    resolve: resolveSeaweedFs,
    Component: lgtm.SeaweedFs,
    good: { ...NAMESPACE, ...PODS, buckets: ["loki", "mimir"], persistence: PERSISTENCE },
  },
};
