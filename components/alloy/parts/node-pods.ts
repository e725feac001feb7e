import { DISCOVERED_POD, type DiscoveredLabel, podSources } from "../../shared/discovery-labels";
import {
  LOGS_ANNOTATION,
  type ProfileKind,
  discoveredAnnotation,
  profileAnnotation,
} from "../../shared/scrape-annotations";
import type { ClusterRule } from "../../shared/workload-spec";
import type { Part, Targets } from "../connections";
import { Sum, block, component, environment, exported } from "../syntax";
import { type RelabelRule, copy, drop, keep } from "./relabel";

/** The environment variable that tells a process on which node it runs. */
export const NODE_NAME_VARIABLE = "NODE_NAME";

/** What discovery reads from the API server. */
export const NODE_PODS_RULES: ClusterRule[] = [
  { apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] },
];

/** The labels that logs and profiles of a container get. */
const CONTAINER_LABELS: readonly DiscoveredLabel[] = [
  "namespace",
  "pod",
  "container",
  "node",
  "service_namespace",
  "service_name",
];

/** The containers of this node's pods, one target for each port that one declares. */
export function nodePods(label: string): Part & { targets: Targets } {
  const discovery = component("discovery.kubernetes", label, { role: "pod" }, [
    block("selectors", {
      role: "pod",
      // The API server sends this node's pods only, and not every pod to every node.
      field: new Sum(["spec.nodeName=", environment(NODE_NAME_VARIABLE)]),
    }),
  ]);
  return { blocks: [discovery], targets: exported("targets", discovery, "targets") };
}

/** The contract's labels of a container: the same table by which Prometheus names what it scrapes. */
export function containerLabels(): RelabelRule[] {
  return podSources(CONTAINER_LABELS).map(({ source, label }) => copy(source, label));
}

/** Containers whose log is wanted, and where the kubelet writes it. */
export function loggingContainers(
  podLogs: string,
  excludedNamespaces: readonly string[],
): RelabelRule[] {
  const { namespace, pod, container } = DISCOVERED_POD;
  return [
    ...(excludedNamespaces.length > 0 ? [drop(namespace, excludedNamespaces.join("|"))] : []),
    drop(discoveredAnnotation(LOGS_ANNOTATION), "false"),
    {
      source_labels: [namespace, pod, container],
      separator: "/",
      regex: "(.+)/(.+)/(.+)",
      target_label: "__path__",
      // Not by the pod's UID: the folder of a static pod carries another one than the API server knows. And with
      // braces, for `$1_` would be a group of that name.
      replacement: `${podLogs}/\${1}_\${2}_*/\${3}/*.log`,
    },
  ];
}

/** Containers that offer this kind of profile, each once: at the port that the pod's annotation names. */
export function profilingContainers(kind: ProfileKind): RelabelRule[] {
  const port = discoveredAnnotation(profileAnnotation(kind, "port"));
  return [
    keep(discoveredAnnotation(profileAnnotation(kind, "scrape")), "true"),
    drop("__meta_kubernetes_pod_phase", "Succeeded|Failed"),
    drop("__meta_kubernetes_pod_container_init", "true"),
    {
      action: "keepequal",
      source_labels: [port],
      target_label: "__meta_kubernetes_pod_container_port_number",
    },
  ];
}
