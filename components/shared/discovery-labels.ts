import { discoveredLabel } from "./scrape-annotations";
import { SERVICE_NAME_POD_LABEL, type TelemetryLabelName } from "./telemetry-labels";

/** The label of Kubernetes' pod discovery that says what a label of the contract names. */
export const DISCOVERED_POD = {
  namespace: "__meta_kubernetes_namespace",
  pod: "__meta_kubernetes_pod_name",
  container: "__meta_kubernetes_pod_container_name",
  node: "__meta_kubernetes_pod_node_name",
} as const satisfies { readonly [L in TelemetryLabelName]?: string };

/** The same of node discovery. */
export const DISCOVERED_NODE = {
  node: "__meta_kubernetes_node_name",
} as const satisfies { readonly [L in TelemetryLabelName]?: string };

/** What a service is called by where nothing names it: its container and that one's namespace. */
export const STAND_INS = {
  service_name: "container",
  service_namespace: "namespace",
} as const satisfies { readonly [L in TelemetryLabelName]?: keyof typeof DISCOVERED_POD };

/** The labels of the contract that discovery can tell of a pod. */
export type DiscoveredLabel = keyof typeof DISCOVERED_POD | keyof typeof STAND_INS;

/** A label of discovery, and the label of the contract that it fills. */
export interface DiscoverySource {
  source: string;
  label: DiscoveredLabel;
}

/** What fills these labels, in this order. Of two sources of one label the later wins where a pod has both. */
export function podSources(labels: readonly DiscoveredLabel[]): DiscoverySource[] {
  return labels.flatMap((label) => sourcesOf(label).map((source) => ({ source, label })));
}

function sourcesOf(label: DiscoveredLabel): string[] {
  if (label in DISCOVERED_POD) return [DISCOVERED_POD[label as keyof typeof DISCOVERED_POD]];
  const standIn = DISCOVERED_POD[STAND_INS[label as keyof typeof STAND_INS]];
  return label === "service_name" ? [standIn, discoveredLabel(SERVICE_NAME_POD_LABEL)] : [standIn];
}
