import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { StringMap } from "./labels";
import type { WorkloadSpec } from "./workload-spec";

/** Gives the workload's service account its rights. Nothing is created for a workload that needs none. */
export function grantClusterRules(
  name: string,
  spec: WorkloadSpec,
  metadata: { labels: StringMap; annotations?: StringMap },
  options: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  if (!spec.clusterRules || spec.clusterRules.length === 0) return [];
  const account = spec.settings.name;
  // These objects have no namespace: its name in theirs keeps two stacks in one cluster apart.
  const roleName = `${spec.namespace}-${account}`;
  const meta = { ...metadata, name: roleName, namespace: undefined };
  const role = new k8s.rbac.v1.ClusterRole(
    name,
    { metadata: meta, rules: spec.clusterRules },
    options,
  );
  const binding = new k8s.rbac.v1.ClusterRoleBinding(
    name,
    {
      metadata: meta,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: roleName },
      subjects: [{ kind: "ServiceAccount", name: account, namespace: spec.namespace }],
    },
    options,
  );
  return [role, binding];
}
