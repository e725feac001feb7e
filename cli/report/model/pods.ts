import type { KubernetesObject } from "../../render/render";
import { mapsAt, textAt, valueAt } from "./lookup";
import { type Resources, NOTHING, amount, sum } from "./quantities";

/** How many pods of a kind there are. */
export interface PodCount {
  least: number;
  /** More than `least` where an autoscaler chooses. */
  most: number;
  /** "node" where it is that many on every node, "job" where they run once and end. */
  per?: "node" | "job";
}

/** A volume that each pod of a group keeps. */
export interface PodVolume {
  name: string;
  size: string;
  /** Nothing where it is the cluster's default. */
  storageClass?: string;
  /** What becomes of it when the workload is deleted. */
  whenDeleted: "Retain" | "Delete";
}

/** Pods that are all alike. */
export interface PodGroup {
  name: string;
  kind: string;
  count: PodCount;
  /** Of one pod. */
  requests: Resources;
  /** Of one pod; 0 is no limit. */
  limits: Resources;
  volumes: PodVolume[];
}

const ONE: PodCount = { least: 1, most: 1 };

/** The pods that an object makes, an autoscaler among the others taken into account. */
export function podsOfObject(
  object: KubernetesObject,
  all: readonly KubernetesObject[],
): PodGroup[] {
  switch (object.kind) {
    case "StatefulSet":
    case "Deployment":
      return [workload(object, scaledCount(object, all))];
    case "DaemonSet":
      return [workload(object, { ...ONE, per: "node" })];
    case "Job":
      return [workload(object, { ...ONE, per: "job" })];
    case "KafkaNodePool":
      return [kafkaPool(object)];
    case "Kafka":
      return kafkaOperators(object);
    default:
      return [];
  }
}

function workload(object: KubernetesObject, count: PodCount): PodGroup {
  const containers = mapsAt(object, "spec", "template", "spec", "containers");
  const resources = containers.map((container) => container.resources);
  return {
    name: object.metadata.name,
    kind: object.kind,
    count,
    requests: requestsOf(resources),
    limits: limitsOf(resources),
    volumes: mapsAt(object, "spec", "volumeClaimTemplates").map((claim) =>
      claimedVolume(claim, object),
    ),
  };
}

function claimedVolume(claim: unknown, set: KubernetesObject): PodVolume {
  const storageClass = textAt(claim, "spec", "storageClassName");
  const policy = valueAt(set, "spec", "persistentVolumeClaimRetentionPolicy");
  return {
    name: textAt(claim, "metadata", "name") ?? "",
    size: textAt(claim, "spec", "resources", "requests", "storage") ?? "",
    ...(storageClass && { storageClass }),
    whenDeleted: retention(textAt(policy, "whenDeleted")),
  };
}

/** Kubernetes retains what nobody says anything about. */
export function retention(whenDeleted: string | undefined): PodVolume["whenDeleted"] {
  return whenDeleted === "Delete" ? "Delete" : "Retain";
}

function scaledCount(object: KubernetesObject, all: readonly unknown[]): PodCount {
  const { replicas } = object.spec as { replicas?: number };
  return autoscalerOf(object.metadata.name, all) ?? { least: replicas ?? 1, most: replicas ?? 1 };
}

/** The bounds of the autoscaler of a workload, where there is one among these objects. */
export function autoscalerOf(name: string, objects: readonly unknown[]): PodCount | undefined {
  const found = objects.find(
    (object) =>
      valueAt(object, "kind") === "HorizontalPodAutoscaler" &&
      valueAt(object, "spec", "scaleTargetRef", "name") === name,
  );
  if (found === undefined) return undefined;
  const least = amount(textAt(found, "spec", "minReplicas")) || 1;
  return { least, most: amount(textAt(found, "spec", "maxReplicas")) || least };
}

/** Brokers or controllers, of which Strimzi makes the pods. */
function kafkaPool(pool: KubernetesObject): PodGroup {
  const replicas = amount(textAt(pool, "spec", "replicas"));
  return {
    name: pool.metadata.name,
    kind: pool.kind,
    count: { least: replicas, most: replicas },
    requests: requestsOf([valueAt(pool, "spec", "resources")]),
    limits: limitsOf([valueAt(pool, "spec", "resources")]),
    volumes: mapsAt(pool, "spec", "storage", "volumes").map((volume) => {
      const storageClass = textAt(volume, "class");
      return {
        name: `data-${textAt(volume, "id") ?? "0"}`,
        size: textAt(volume, "size") ?? "",
        ...(storageClass && { storageClass }),
        whenDeleted: volume.deleteClaim === true ? "Delete" : "Retain",
      };
    }),
  };
}

/** The pod in which Strimzi runs what looks after topics and users. */
function kafkaOperators(kafka: KubernetesObject): PodGroup[] {
  const operators = ["topicOperator", "userOperator"].flatMap((operator) => {
    const found = valueAt(kafka, "spec", "entityOperator", operator);
    return found === undefined ? [] : [valueAt(found, "resources")];
  });
  if (operators.length === 0) return [];
  return [
    {
      name: `${kafka.metadata.name}-entity-operator`,
      kind: "Deployment",
      count: ONE,
      requests: requestsOf(operators),
      limits: limitsOf(operators),
      volumes: [],
    },
  ];
}

/** What the containers of a pod ask for together. */
export function requestsOf(resources: readonly unknown[]): Resources {
  return sum(resources.map((each) => amounts(valueAt(each, "requests"))));
}

/** Their limits together. */
export function limitsOf(resources: readonly unknown[]): Resources {
  return sum(resources.map((each) => amounts(valueAt(each, "limits"))));
}

function amounts(quantities: unknown): Resources {
  if (quantities === undefined) return NOTHING;
  return {
    cpu: amount(textAt(quantities, "cpu")),
    memory: amount(textAt(quantities, "memory")),
  };
}
