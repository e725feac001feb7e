import { isObject, type Json, type JsonObject, listAt, numberAt, stringAt } from "./json";

export type Readiness =
  | { state: "ready" }
  | { state: "waiting"; reason: string }
  /** It will not become ready by waiting. */
  | { state: "failed"; reason: string };

const READY: Readiness = { state: "ready" };

/** Whether the object is what it was made for. Kinds that are not in the table are ready once they exist. */
export function readiness(object: JsonObject): Readiness {
  if (stringAt(object, "metadata", "annotations", "pulumi.com/skipAwait") === "true") return READY;
  const kind = stringAt(object, "kind") ?? "";
  return CONDITIONS[kind]?.(object) ?? READY;
}

// Services and Ingresses of type LoadBalancer are not waited for: no embedded cluster has a load balancer that would answer.
const CONDITIONS: Readonly<Record<string, (object: JsonObject) => Readiness>> = {
  Deployment: deployment,
  StatefulSet: statefulSet,
  DaemonSet: daemonSet,
  Job: job,
  Pod: pod,
  Namespace: (object) =>
    stringAt(object, "status", "phase") === "Active" ? READY : waiting("it is not active yet"),
  CustomResourceDefinition: (object) =>
    isTrue(object, "Established") && isTrue(object, "NamesAccepted")
      ? READY
      : waiting("the API server does not serve it yet"),
};

function deployment(object: JsonObject): Readiness {
  const failure = condition(object, "Progressing");
  if (stringAt(failure, "reason") === "ProgressDeadlineExceeded") {
    return { state: "failed", reason: stringAt(failure, "message") ?? "no progress" };
  }
  if (!observed(object)) return waiting("the controller has not seen it yet");
  const wanted = numberAt(object, "spec", "replicas") ?? 1;
  const { updated, available, all } = counts(object);
  if (updated < wanted) return waiting(`${updated} of ${wanted} pods are of the new revision`);
  if (all > updated) return waiting(`${all - updated} pods of the old revision are still there`);
  return available >= wanted ? READY : waiting(`${available} of ${wanted} pods are available`);
}

function statefulSet(object: JsonObject): Readiness {
  if (!observed(object)) return waiting("the controller has not seen it yet");
  const wanted = numberAt(object, "spec", "replicas") ?? 1;
  const { updated, available } = counts(object);
  if (stringAt(object, "spec", "updateStrategy", "type") !== "OnDelete") {
    const partition = numberAt(object, "spec", "updateStrategy", "rollingUpdate", "partition") ?? 0;
    const updating = Math.max(0, wanted - partition);
    if (updated < updating)
      return waiting(`${updated} of ${updating} pods are of the new revision`);
  }
  return available >= wanted ? READY : waiting(`${available} of ${wanted} pods are available`);
}

function daemonSet(object: JsonObject): Readiness {
  if (!observed(object)) return waiting("the controller has not seen it yet");
  const wanted = numberAt(object, "status", "desiredNumberScheduled") ?? 0;
  const available = numberAt(object, "status", "numberAvailable") ?? 0;
  const updated = numberAt(object, "status", "updatedNumberScheduled") ?? 0;
  const onDelete = stringAt(object, "spec", "updateStrategy", "type") === "OnDelete";
  if (!onDelete && updated < wanted) {
    return waiting(`${updated} of ${wanted} nodes run the new revision`);
  }
  return available >= wanted ? READY : waiting(`${available} of ${wanted} nodes have it available`);
}

function job(object: JsonObject): Readiness {
  const failed = condition(object, "Failed");
  if (stringAt(failed, "status") === "True") {
    return { state: "failed", reason: stringAt(failed, "message") ?? "the job failed" };
  }
  if (isTrue(object, "Complete") || isTrue(object, "Suspended")) return READY;
  const succeeded = numberAt(object, "status", "succeeded") ?? 0;
  return waiting(`${succeeded} of ${numberAt(object, "spec", "completions") ?? 1} runs completed`);
}

function pod(object: JsonObject): Readiness {
  const phase = stringAt(object, "status", "phase");
  if (phase === "Succeeded" || isTrue(object, "Ready")) return READY;
  if (phase === "Failed") {
    return { state: "failed", reason: stringAt(object, "status", "message") ?? "the pod failed" };
  }
  return waiting(podTrouble(object) ?? "it is not ready");
}

/** Why a pod is not ready, in the words of what knows best: a container, the scheduler, the kubelet. */
export function podTrouble(object: Json): string | undefined {
  const containers = [
    ...listAt(object, "status", "initContainerStatuses"),
    ...listAt(object, "status", "containerStatuses"),
  ];
  for (const container of containers) {
    for (const phase of ["waiting", "terminated"]) {
      const reason = stringAt(container, "state", phase, "reason");
      if (reason === undefined || reason === "Completed") continue;
      const message = stringAt(container, "state", phase, "message");
      const said = message === undefined ? reason : `${reason}: ${message}`;
      return `container ${stringAt(container, "name") ?? "?"}: ${said}`;
    }
  }
  if (!isObject(object)) return undefined;
  const scheduled = condition(object, "PodScheduled");
  if (stringAt(scheduled, "status") === "False") {
    return `not scheduled: ${stringAt(scheduled, "message") ?? "no node fits"}`;
  }
  if (isTrue(object, "Ready")) return undefined;
  return stringAt(condition(object, "Ready"), "message") ?? "not ready";
}

function observed(object: JsonObject): boolean {
  const generation = numberAt(object, "metadata", "generation") ?? 0;
  return (numberAt(object, "status", "observedGeneration") ?? -1) >= generation;
}

function counts(object: JsonObject): { updated: number; available: number; all: number } {
  return {
    updated: numberAt(object, "status", "updatedReplicas") ?? 0,
    available: numberAt(object, "status", "availableReplicas") ?? 0,
    all: numberAt(object, "status", "replicas") ?? 0,
  };
}

function condition(object: JsonObject, type: string): Json | undefined {
  return listAt(object, "status", "conditions").find((entry) => stringAt(entry, "type") === type);
}

function isTrue(object: JsonObject, type: string): boolean {
  return stringAt(condition(object, type), "status") === "True";
}

function waiting(reason: string): Readiness {
  return { state: "waiting", reason };
}
