/** An image without its registry, which a mirror may replace. */
export interface ImageVersion {
  registry: string;
  repository: string;
  tag: string;
}

/** Every image that this package deploys. Nothing else in the code names a version. */
export const IMAGES = {
  loki: { registry: "docker.io", repository: "grafana/loki", tag: "3.7.8" },
  lokiCanary: { registry: "docker.io", repository: "grafana/loki-canary", tag: "3.7.8" },
  mimir: { registry: "docker.io", repository: "grafana/mimir", tag: "3.2.0" },
  tempo: { registry: "docker.io", repository: "grafana/tempo", tag: "3.0.3" },
  pyroscope: { registry: "docker.io", repository: "grafana/pyroscope", tag: "2.2.1" },
  grafana: { registry: "docker.io", repository: "grafana/grafana", tag: "13.2.0" },
  alloy: { registry: "docker.io", repository: "grafana/alloy", tag: "v1.18.1" },
  beyla: { registry: "docker.io", repository: "grafana/beyla", tag: "3.33.0" },
  prometheus: { registry: "quay.io", repository: "prometheus/prometheus", tag: "v3.15.0" },
  nodeExporter: { registry: "quay.io", repository: "prometheus/node-exporter", tag: "v1.12.1" },
  kubeStateMetrics: {
    registry: "registry.k8s.io",
    repository: "kube-state-metrics/kube-state-metrics",
    tag: "v2.20.0",
  },
  prometheusOperator: {
    registry: "quay.io",
    repository: "prometheus-operator/prometheus-operator",
    tag: "v0.93.1",
  },
  prometheusConfigReloader: {
    registry: "quay.io",
    repository: "prometheus-operator/prometheus-config-reloader",
    tag: "v0.93.1",
  },
  strimziOperator: { registry: "quay.io", repository: "strimzi/operator", tag: "1.2.0" },
  // Its last part is Kafka's own version.
  kafka: { registry: "quay.io", repository: "strimzi/kafka", tag: "1.2.0-kafka-4.3.1" },
  memcached: { registry: "docker.io", repository: "library/memcached", tag: "1.6.45-alpine" },
  memcachedExporter: {
    registry: "docker.io",
    repository: "prom/memcached-exporter",
    tag: "v0.17.0",
  },
  nginx: { registry: "docker.io", repository: "nginxinc/nginx-unprivileged", tag: "1.31-alpine" },
  rolloutOperator: {
    registry: "docker.io",
    repository: "grafana/rollout-operator",
    tag: "v0.39.0",
  },
  seaweedfs: { registry: "docker.io", repository: "chrislusf/seaweedfs", tag: "4.44" },
} as const satisfies Record<string, ImageVersion>;

export type ImageName = keyof typeof IMAGES;

/** A Helm chart and where it is published. */
export interface ChartVersion {
  /** Repository that `helm` reads: an https:// index, or oci:// with the chart's folder. */
  repository: string;
  version: string;
  /** SHA-256 of its package in hex, where it is known. */
  digest?: string;
}

/** Every chart that this package installs, with the version that its values were written for. */
export const CHARTS = {
  loki: { repository: "https://grafana-community.github.io/helm-charts", version: "18.11.0" },
  "tempo-distributed": {
    repository: "https://grafana-community.github.io/helm-charts",
    version: "3.3.0",
  },
  "mimir-distributed": { repository: "https://grafana.github.io/helm-charts", version: "6.2.0" },
  pyroscope: { repository: "https://grafana.github.io/helm-charts", version: "2.2.1" },
  "rollout-operator": { repository: "https://grafana.github.io/helm-charts", version: "0.51.1" },
  "kube-prometheus-stack": {
    repository: "https://prometheus-community.github.io/helm-charts",
    version: "88.5.3",
  },
  "prometheus-operator-crds": {
    repository: "https://prometheus-community.github.io/helm-charts",
    version: "31.0.1",
  },
  "strimzi-kafka-operator": { repository: "https://strimzi.io/charts", version: "1.2.0" },
  seaweedfs: { repository: "https://seaweedfs.github.io/seaweedfs/helm", version: "4.44.0" },
} as const satisfies Record<string, ChartVersion>;

export type ChartName = keyof typeof CHARTS;
