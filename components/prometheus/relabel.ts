import {
  METRICS_ANNOTATIONS,
  discoveredAnnotation,
  discoveredLabel,
} from "../shared/scrape-annotations";
import { SERVICE_NAME_POD_LABEL, type TelemetryLabelName } from "../shared/telemetry-labels";

/** One step that changes, keeps or drops a target or a sample. The type covers what is used here. */
export type RelabelRule = {
  source_labels?: readonly string[];
  regex?: string;
  target_label?: string;
  replacement?: string;
  separator?: string;
  action?: "replace" | "keep" | "drop" | "keepequal";
};

/** Where service discovery says what a label of the contract names. */
type LabelSources = Partial<Record<TelemetryLabelName, string>>;

const POD: LabelSources = {
  namespace: "__meta_kubernetes_namespace",
  pod: "__meta_kubernetes_pod_name",
  container: "__meta_kubernetes_pod_container_name",
  node: "__meta_kubernetes_pod_node_name",
};

const NODE: LabelSources = { node: "__meta_kubernetes_node_name" };

const DECLARED_PORT = "__meta_kubernetes_pod_container_port_number";

/** The contract's labels of a pod, its service among them. */
export function podLabels(): RelabelRule[] {
  return [...copies(POD), ...serviceLabels()];
}

/** The contract's labels of a node. */
export function nodeLabels(): RelabelRule[] {
  return copies(NODE);
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

/** The same rule as the agent's for logs: the recommended label where a pod has it, else its container. */
function serviceLabels(): RelabelRule[] {
  const serviceName: TelemetryLabelName = "service_name";
  const serviceNamespace: TelemetryLabelName = "service_namespace";
  return [
    copy("__meta_kubernetes_pod_container_name", serviceName),
    copy(discoveredLabel(SERVICE_NAME_POD_LABEL), serviceName),
    copy("__meta_kubernetes_namespace", serviceNamespace),
  ];
}

function copies(sources: LabelSources): RelabelRule[] {
  return Object.entries(sources).map(([label, source]) => copy(source, label));
}
