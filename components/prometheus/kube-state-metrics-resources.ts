import type { ClusterRule } from "../shared/workload-spec";

/** Everything that kube-state-metrics can tell about, with the API group where it is read. */
const API_GROUPS = {
  certificatesigningrequests: "certificates.k8s.io",
  clusterrolebindings: "rbac.authorization.k8s.io",
  clusterroles: "rbac.authorization.k8s.io",
  configmaps: "",
  cronjobs: "batch",
  daemonsets: "apps",
  deployments: "apps",
  endpoints: "",
  endpointslices: "discovery.k8s.io",
  horizontalpodautoscalers: "autoscaling",
  ingressclasses: "networking.k8s.io",
  ingresses: "networking.k8s.io",
  jobs: "batch",
  leases: "coordination.k8s.io",
  limitranges: "",
  mutatingadmissionpolicies: "admissionregistration.k8s.io",
  mutatingadmissionpolicybindings: "admissionregistration.k8s.io",
  mutatingwebhookconfigurations: "admissionregistration.k8s.io",
  namespaces: "",
  networkpolicies: "networking.k8s.io",
  nodes: "",
  persistentvolumeclaims: "",
  persistentvolumes: "",
  poddisruptionbudgets: "policy",
  pods: "",
  replicasets: "apps",
  replicationcontrollers: "",
  resourcequotas: "",
  rolebindings: "rbac.authorization.k8s.io",
  roles: "rbac.authorization.k8s.io",
  secrets: "",
  serviceaccounts: "",
  services: "",
  statefulsets: "apps",
  storageclasses: "storage.k8s.io",
  validatingadmissionpolicies: "admissionregistration.k8s.io",
  validatingadmissionpolicybindings: "admissionregistration.k8s.io",
  validatingwebhookconfigurations: "admissionregistration.k8s.io",
  volumeattachments: "storage.k8s.io",
} as const;

export type ObservedResource = keyof typeof API_GROUPS;
export const OBSERVED_RESOURCES = Object.keys(API_GROUPS) as ObservedResource[];

/**
 * What is told about by default: what workloads, nodes and volumes consist of. Not `secrets` and `configmaps`, for
 * whoever may list them may read all of them, and not what changes all the time without telling much, such as `leases`.
 */
export const DEFAULT_RESOURCES: readonly ObservedResource[] = [
  "cronjobs",
  "daemonsets",
  "deployments",
  "endpointslices",
  "horizontalpodautoscalers",
  "ingresses",
  "jobs",
  "limitranges",
  "namespaces",
  "networkpolicies",
  "nodes",
  "persistentvolumeclaims",
  "persistentvolumes",
  "poddisruptionbudgets",
  "pods",
  "replicasets",
  "replicationcontrollers",
  "resourcequotas",
  "services",
  "statefulsets",
  "storageclasses",
  "volumeattachments",
];

/** The rights to watch these and nothing else, one rule for each API group. */
export function watchRules(resources: readonly ObservedResource[]): ClusterRule[] {
  const groups = [...new Set(resources.map((resource) => API_GROUPS[resource]))].sort();
  return groups.map((group) => ({
    apiGroups: [group],
    resources: resources.filter((resource) => API_GROUPS[resource] === group),
    verbs: ["list", "watch"],
  }));
}
