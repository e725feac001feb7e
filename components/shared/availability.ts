import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { types } from "@pulumi/kubernetes";
import { type StringMap, selectorLabels } from "./labels";
import { WorkloadKind, type WorkloadSpec } from "./workload-spec";

/** Where replicas must not all be: each with the worse failure first. */
const FAILURE_DOMAINS = ["topology.kubernetes.io/zone", "kubernetes.io/hostname"];

/** Keeps replicas apart where the cluster can. A preference: a cluster of one node must still run them all. */
export function spreadConstraints(
  spec: WorkloadSpec,
): Pick<types.input.core.v1.PodSpec, "topologySpreadConstraints"> {
  if (!isReplicated(spec)) return {};
  return {
    topologySpreadConstraints: FAILURE_DOMAINS.map((topologyKey) => ({
      topologyKey,
      maxSkew: 1,
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector: { matchLabels: selector(spec) },
    })),
  };
}

/** Lets a drained node take one replica at a time. A single replica gets none: it would block every drain. */
export function createDisruptionBudget(
  name: string,
  spec: WorkloadSpec,
  metadata: { name: string; namespace: string; labels: StringMap; annotations?: StringMap },
  options: pulumi.CustomResourceOptions,
): void {
  if (!isReplicated(spec)) return;
  new k8s.policy.v1.PodDisruptionBudget(
    name,
    {
      metadata,
      spec: {
        maxUnavailable: 1,
        selector: { matchLabels: selector(spec) },
        // A pod that does not work protects nothing, and must not hold up the node's maintenance.
        unhealthyPodEvictionPolicy: "AlwaysAllow",
      },
    },
    options,
  );
}

function isReplicated({ kind, replicas = 1 }: WorkloadSpec): boolean {
  return kind !== WorkloadKind.DaemonSet && replicas > 1;
}

function selector(spec: WorkloadSpec): StringMap {
  return selectorLabels({ name: spec.settings.name, instance: spec.instance });
}
