import type { V1ContainerStatus, V1Pod } from "@kubernetes/client-node";

/** Why a pod is not ready, in the words of what knows best: a container, the scheduler, the kubelet. */
export function podTrouble({ status, metadata }: V1Pod): string | undefined {
  if (status?.phase === "Succeeded") return undefined;
  const conditions = new Map(status?.conditions?.map((c) => [c.type, c]));
  if (metadata?.deletionTimestamp !== undefined) {
    return `ending, for at most ${metadata.deletionGracePeriodSeconds ?? 0} s`;
  }
  if (conditions.get("Ready")?.status === "True") return undefined;
  const containers = [
    ...(status?.initContainerStatuses ?? []),
    ...(status?.containerStatuses ?? []),
  ];
  const told = containers.map(containerTrouble).find((trouble) => trouble !== undefined);
  if (told !== undefined) return told;
  const scheduled = conditions.get("PodScheduled");
  if (scheduled?.status === "False") {
    return `not scheduled: ${scheduled.message ?? "no node fits"}`;
  }
  return conditions.get("Ready")?.message ?? "not ready yet";
}

function containerTrouble({ name, state, lastState }: V1ContainerStatus): string | undefined {
  const waiting = state?.waiting;
  const failed = state?.terminated?.reason === "Completed" ? undefined : state?.terminated;
  const reason = waiting?.reason ?? failed?.reason;
  const message = waiting?.message ?? failed?.message;
  if (reason === undefined) return undefined;
  // Of one that is started again and again, the end before says more than that it waits.
  const before = lastState?.terminated;
  const ended = before ? `; it ended with ${before.reason ?? "?"} (${before.exitCode})` : "";
  return `container ${name}: ${reason}${message ? `: ${message}` : ""}${ended}`;
}
