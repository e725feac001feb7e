import type { CoreV1Api, V1Pod, V1PodSpec } from "@kubernetes/client-node";
import type { KubernetesObject } from "../render/render";

/** A port of the nodes themselves that a DaemonSet is going to open. */
interface WantedPort {
  port: number;
  namespace: string;
  daemonSet: string;
}

/** A port of the nodes that somebody else has. */
export interface TakenPort extends WantedPort {
  /** `kube-system/node-exporter-abcde`. */
  pod: string;
}

const PAGE = 500;

/**
 * Finds the ports of the nodes that pods of ours would wait for, because others have them. Kubernetes says so only of each
 * pod, when it is not scheduled.
 */
export async function takenPorts(
  core: CoreV1Api,
  objects: readonly KubernetesObject[],
): Promise<TakenPort[]> {
  const wanted = objects.filter(({ kind }) => kind === "DaemonSet").flatMap(portsOf);
  if (wanted.length === 0) return [];
  const taken = new Map<number, TakenPort>();
  for await (const pod of allPods(core)) {
    const ports = pod.spec ? hostPorts(pod.spec) : [];
    for (const want of wanted) {
      if (taken.has(want.port) || !ports.includes(want.port) || isOf(pod, want)) continue;
      const { metadata } = pod;
      const by = `${metadata?.namespace ?? ""}/${metadata?.name ?? ""}`;
      taken.set(want.port, { ...want, pod: by });
    }
  }
  return [...taken.values()];
}

async function* allPods(core: CoreV1Api): AsyncGenerator<V1Pod> {
  let next: string | undefined;
  do {
    const { items, metadata } = await core.listPodForAllNamespaces({
      limit: PAGE,
      // Those that have ended are listed still, and hold nothing.
      fieldSelector: "status.phase!=Succeeded,status.phase!=Failed",
      ...(next !== undefined && { _continue: next }),
    });
    yield* items;
    next = metadata?._continue;
  } while (next !== undefined && next !== "");
}

function portsOf({ metadata, spec }: KubernetesObject): WantedPort[] {
  const { template } = spec as { template: { spec: V1PodSpec } };
  const { namespace = "", name } = metadata;
  return hostPorts(template.spec).map((port) => ({ port, namespace, daemonSet: name }));
}

/** With the network of the node, every port of a container is one of the node. */
function hostPorts({ hostNetwork, containers }: V1PodSpec): number[] {
  return containers
    .flatMap(({ ports }) => ports ?? [])
    .flatMap(({ hostPort, containerPort }) => hostPort ?? (hostNetwork ? containerPort : []));
}

function isOf({ metadata }: V1Pod, { namespace, daemonSet }: WantedPort): boolean {
  return (
    metadata?.namespace === namespace &&
    (metadata.ownerReferences ?? []).some(
      ({ kind, name }) => kind === "DaemonSet" && name === daemonSet,
    )
  );
}
