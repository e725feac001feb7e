import { DISCOVERED_NODE, type DiscoveredLabel, podSources } from "../shared/discovery-labels";
import { METRICS_ANNOTATIONS, discoveredAnnotation } from "../shared/scrape-annotations";
import type { TelemetryLabelName } from "../shared/telemetry-labels";

/** One step that changes, keeps or drops a target or a sample. The type covers what is used here. */
export type RelabelRule = {
  source_labels?: readonly string[];
  regex?: string;
  target_label?: string;
  replacement?: string;
  separator?: string;
  action?: "replace" | "keep" | "drop" | "keepequal";
};

/** The labels that a pod's samples get. */
const POD_LABELS: readonly DiscoveredLabel[] = [
  "namespace",
  "pod",
  "container",
  "node",
  "service_name",
  "service_namespace",
];

const DECLARED_PORT = "__meta_kubernetes_pod_container_port_number";

/** The contract's labels of a pod, its service among them. */
export function podLabels(): RelabelRule[] {
  return podSources(POD_LABELS).map(({ source, label }) => copy(source, label));
}

/** The contract's labels of a node. */
export function nodeLabels(): RelabelRule[] {
  return Object.entries(DISCOVERED_NODE).map(([label, source]) => copy(source, label));
}

/**
 * The pods that ask for it by annotation, each exactly once. Discovery names one target for every port that a
 * container declares: only the annotated port is kept, so that no pod is scraped twice under two container names.
 */
export function annotatedPods(): RelabelRule[] {
  const { scrape, port, scheme, path } = METRICS_ANNOTATIONS;
  return [
    keep(discoveredAnnotation(scrape), "true"),
    drop("__meta_kubernetes_pod_phase", "Succeeded|Failed"),
    drop("__meta_kubernetes_pod_container_init", "true"),
    keep("__meta_kubernetes_pod_container_port_protocol", "TCP"),
    // Without an annotated port every declared one counts.
    copy(DECLARED_PORT, "__tmp_port"),
    copy(discoveredAnnotation(port), "__tmp_port"),
    { action: "keepequal", source_labels: ["__tmp_port"], target_label: DECLARED_PORT },
    copy(discoveredAnnotation(scheme), "__scheme__", "(https?)"),
    copy(discoveredAnnotation(path), "__metrics_path__"),
  ];
}

/** `job` as OpenTelemetry and Grafana's own mixins write it: `namespace/service`. */
export function serviceJob(): RelabelRule {
  const service: TelemetryLabelName[] = ["service_namespace", "service_name"];
  return { source_labels: service, separator: "/", target_label: "job" };
}

export function keep(label: string, regex: string): RelabelRule {
  return { action: "keep", source_labels: [label], regex };
}

export function drop(label: string, regex: string): RelabelRule {
  return { action: "drop", source_labels: [label], regex };
}

/** Copies a label that is not empty, or the part of it that the group in `regex` takes. */
export function copy(from: string, to: string, regex = "(.+)"): RelabelRule {
  return { source_labels: [from], regex, target_label: to };
}
