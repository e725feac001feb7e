/** An image without its registry, which a mirror may replace. */
export interface ImageVersion {
  registry: string;
  repository: string;
  tag: string;
}

/** Every image that this package deploys. Nothing else in the code names a version. */
export const IMAGES = {
  loki: { registry: "docker.io", repository: "grafana/loki", tag: "3.7.8" },
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
} as const satisfies Record<string, ImageVersion>;

export type ImageName = keyof typeof IMAGES;
