import type { StringMap } from "./labels";

/** The pod annotations by which Prometheus finds metrics. Producers and the scraper share this table. */
export const METRICS_ANNOTATIONS = {
  scrape: "prometheus.io/scrape",
  port: "prometheus.io/port",
  path: "prometheus.io/path",
  scheme: "prometheus.io/scheme",
} as const;

/** The kinds of profile that a Go program offers, and the annotation prefix by which Alloy finds each. */
export const PROFILE_KINDS = ["cpu", "memory", "goroutine", "mutex", "block"] as const;
export type ProfileKind = (typeof PROFILE_KINDS)[number];

export function profileAnnotation(kind: ProfileKind, setting: "scrape" | "port"): string {
  return `profiles.grafana.com/${kind}.${setting}`;
}

/** The pod annotation that, set to "false", keeps the agents from collecting a pod's logs. */
export const LOGS_ANNOTATION = "lgtm.pulumi.com/logs";

/** The label under which Kubernetes discovery shows a pod's annotation. */
export function discoveredAnnotation(annotation: string): string {
  return `__meta_kubernetes_pod_annotation_${discovered(annotation)}`;
}

/** The label under which Kubernetes discovery shows a pod's label. */
export function discoveredLabel(label: string): string {
  return `__meta_kubernetes_pod_label_${discovered(label)}`;
}

function discovered(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9_]/g, "_");
}

export function metricsAnnotations(metrics: { port: number; path?: string }): StringMap {
  return {
    [METRICS_ANNOTATIONS.scrape]: "true",
    [METRICS_ANNOTATIONS.port]: String(metrics.port),
    ...(metrics.path && { [METRICS_ANNOTATIONS.path]: metrics.path }),
  };
}

/** Annotations for what Go programs offer without being slowed down: mutex and block profiles cost, so not these. */
export function profileAnnotations(profiles: { port: number }): StringMap {
  const kinds: ProfileKind[] = ["cpu", "memory", "goroutine"];
  return Object.fromEntries(
    kinds.flatMap((kind) => [
      [profileAnnotation(kind, "scrape"), "true"],
      [profileAnnotation(kind, "port"), String(profiles.port)],
    ]),
  );
}
