/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment --
   the client's generated classes are plain data, and its own examples pass literals */
import { arch } from "node:os";
import type { V1Node, V1StorageClass } from "@kubernetes/client-node";

/** Storage class that binds every claim that names no other. */
export const SANDBOX_STORAGE_CLASS = "sandbox";

const REGION = "sandbox";

/** Zones of a cluster of which nobody says otherwise. */
export const SANDBOX_ZONES: readonly string[] = ["sandbox-a", "sandbox-b", "sandbox-c"];

/** Roomy enough for the whole stack, and small enough that absurd requests stay unschedulable. */
const CAPACITY = { cpu: "32", memory: "128Gi", "ephemeral-storage": "500Gi", pods: "110" };

/** The nodes of a sandbox, spread over its zones one after the other. */
export function sandboxNodes(
  count: number,
  zones: readonly string[],
  kubernetesVersion: string,
): V1Node[] {
  return Array.from({ length: count }, (_, index) => {
    const zone = zones[index % zones.length] ?? "";
    const name = `${zone}-${Math.floor(index / zones.length) + 1}`;
    return {
      apiVersion: "v1",
      kind: "Node",
      metadata: {
        name,
        labels: {
          "kubernetes.io/hostname": name,
          "kubernetes.io/os": "linux",
          "kubernetes.io/arch": architecture(),
          "node.kubernetes.io/instance-type": "kwok",
          "topology.kubernetes.io/region": REGION,
          "topology.kubernetes.io/zone": zone,
        },
      },
      status: {
        capacity: CAPACITY,
        allocatable: CAPACITY,
        addresses: [
          { type: "InternalIP", address: `10.0.0.${10 + index}` },
          { type: "Hostname", address: name },
        ],
        nodeInfo: {
          architecture: architecture(),
          operatingSystem: "linux",
          kubeletVersion: `v${kubernetesVersion}`,
          kubeProxyVersion: `v${kubernetesVersion}`,
          containerRuntimeVersion: "kwok://simulated",
          kernelVersion: "6.6.0-simulated",
          osImage: "simulated",
          machineID: "",
          systemUUID: "",
          bootID: "",
        },
      },
    };
  });
}

/** As on the big clouds, a claim is bound once its pod is scheduled, and to the place of that pod. */
export function sandboxStorageClass(): V1StorageClass {
  return {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: {
      name: SANDBOX_STORAGE_CLASS,
      annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
    },
    provisioner: "sandbox.pulumi-lgtm/volumes",
    reclaimPolicy: "Delete",
    volumeBindingMode: "WaitForFirstConsumer",
    allowVolumeExpansion: true,
  };
}

function architecture(): string {
  return arch() === "arm64" ? "arm64" : "amd64";
}
