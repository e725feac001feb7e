import type { types } from "@pulumi/kubernetes";
import type { ImageName } from "../versions";
import {
  type ImageArgs,
  type ImageDigests,
  type ImageSettings,
  imageDigestsField,
  imageField,
} from "./images";
import type { StringMap } from "./labels";
import {
  annotationMap,
  boolean,
  objectName,
  workloadName,
  labelMap,
  ownLabelMap,
  oneOf,
  quantity,
} from "./fields";
import type { Place } from "./place";
import { type Field, type Fields, listOf, object, optional, withDefault } from "./shape";
import { affinityField } from "./affinity";
import { tolerationsField } from "./tolerations";
import { type Quantity, quantityValue } from "./units";

/** What becomes of a volume when its owner is destroyed. */
export const ReclaimPolicy = { Retain: "Retain", Delete: "Delete" } as const;
export type ReclaimPolicy = (typeof ReclaimPolicy)[keyof typeof ReclaimPolicy];

/** CPU and memory of a container. */
export interface ResourceArgs {
  /** Requested CPU, by which the scheduler places the pod. Defaults to what the component needs when small. */
  cpu?: Quantity;
  /** Requested memory. Defaults to what the component needs when small. */
  memory?: Quantity;
  /** CPU at which the container is slowed down. Defaults to none: throttling hurts ingestion more than it helps. */
  cpuLimit?: Quantity;
  /** Memory above which the container is killed. Defaults to what the component needs under load. */
  memoryLimit?: Quantity;
}

/** What every component lets you say about its pods and objects. */
export interface WorkloadArgs {
  /** Name of the Kubernetes objects and so of the Service. Defaults to the component's own name, such as "loki". */
  name?: string;
  /** Labels added to every object and pod. Defaults to none. */
  labels?: StringMap;
  /** Annotations added to every object and pod. Defaults to none. */
  annotations?: StringMap;
  /** Nodes on which the pods may run. Defaults to every Linux node. */
  nodeSelector?: StringMap;
  /** Taints that the pods tolerate. Defaults to none; agents that belong on every node tolerate all. */
  tolerations?: types.input.core.v1.Toleration[];
  /** Affinity of the pods, as Kubernetes takes it. Defaults to none. */
  affinity?: types.input.core.v1.Affinity;
  /** CPU and memory. Each value has its own default. */
  resources?: ResourceArgs;
  /** Image of the main container. Each part has its own default. */
  image?: ImageArgs;
  /** Tags and digests of images, such as `TAG@sha256:…`, by their names in `IMAGES`: the component's own and those of what runs beside it. Those of others are left alone. Defaults to none. */
  imageDigests?: ImageDigests;
  /** Names of Secrets with registry credentials, in the pod's namespace. Defaults to none. */
  imagePullSecrets?: string[];
  /** Name of a PriorityClass. Defaults to none. */
  priorityClassName?: string;
}

/**
 * The disk of a component that keeps state. Kubernetes cannot change size and class of a StatefulSet's volumes:
 * a later change replaces the StatefulSet, which keeps a retained volume as it was (enlarge the claim by
 * hand first) and loses one that is deleted with it.
 */
export interface PersistenceArgs {
  /** Size of the volume. Defaults to what the component needs when small. */
  size?: Quantity;
  /** StorageClass of the volume. Defaults to the cluster's default class. */
  storageClass?: string;
  /** What becomes of the volume when the component is destroyed: "Retain" or "Delete". Defaults to "Retain", for which a namespace that the stack made is left standing too. */
  whenDeleted?: ReclaimPolicy;
  /** Whether Pulumi refuses to destroy or replace what owns the volume until it is unprotected. Defaults to false. */
  protect?: boolean;
}

export interface ResourceSettings {
  cpu: Quantity;
  memory: Quantity;
  cpuLimit?: Quantity;
  memoryLimit: Quantity;
}

export interface PersistenceSettings {
  size: Quantity;
  storageClass?: string;
  whenDeleted: ReclaimPolicy;
  protect: boolean;
}

/** Workload args with every default filled in. */
export interface WorkloadSettings {
  name: string;
  labels: StringMap;
  annotations: StringMap;
  nodeSelector: StringMap;
  tolerations: types.input.core.v1.Toleration[];
  affinity?: types.input.core.v1.Affinity;
  resources: ResourceSettings;
  image: ImageSettings;
  imageDigests: ImageDigests;
  imagePullSecrets: string[];
  priorityClassName?: string;
}

/** A component's own defaults for the args that have no common one. */
export interface WorkloadDefaults {
  name: string;
  image: ImageName;
  resources: { cpu: Quantity; memory: Quantity; cpuLimit?: Quantity; memoryLimit: Quantity };
  /** The memory limit below which it does not even start. Defaults to 32Mi. */
  minMemoryLimit?: Quantity;
  tolerations?: types.input.core.v1.Toleration[];
}

/** Tolerations of an agent that belongs on every node, whatever its taints. */
export const EVERY_NODE: types.input.core.v1.Toleration[] = [{ operator: "Exists" }];

/** The fields that read `WorkloadArgs` with a component's defaults. */
export function workloadFields(defaults: WorkloadDefaults): Fields<WorkloadSettings> {
  return {
    name: withDefault(workloadName(defaults.name), defaults.name),
    labels: ownLabelMap(),
    annotations: annotationMap(),
    nodeSelector: labelMap(),
    tolerations: withDefault(tolerationsField(), defaults.tolerations ?? []),
    affinity: affinityField(),
    resources: resourceFields(defaults),
    image: imageField(defaults.image),
    imageDigests: imageDigestsField(),
    imagePullSecrets: listOf(objectName("registry-credentials")),
    priorityClassName: optional(objectName("system-cluster-critical")),
  };
}

/** The fields that read `PersistenceArgs`. */
export function persistenceFields(size: Quantity): Field<PersistenceSettings> {
  return object<PersistenceSettings>({
    size: withDefault(quantity(size, { min: "100Mi" }), size),
    storageClass: optional(objectName("standard")),
    whenDeleted: withDefault(oneOf(Object.values(ReclaimPolicy)), ReclaimPolicy.Retain),
    protect: withDefault(boolean(), false),
  });
}

/** The fields that read `ResourceArgs`. */
export function resourceFields({
  resources: defaults,
  minMemoryLimit = "32Mi",
}: Pick<WorkloadDefaults, "resources" | "minMemoryLimit">): Field<ResourceSettings> {
  const fields = object<ResourceSettings>({
    cpu: withDefault(quantity(defaults.cpu), defaults.cpu),
    memory: withDefault(quantity(defaults.memory), defaults.memory),
    cpuLimit: optional(quantity("2")),
    memoryLimit: withDefault(
      quantity(defaults.memoryLimit, { min: minMemoryLimit }),
      defaults.memoryLimit,
    ),
  });
  return {
    keys: fields.keys,
    read(value, place) {
      const resources = fields.read(value, place);
      refuseRequestAboveLimit(resources.cpu, resources.cpuLimit, place.at("cpu"));
      refuseRequestAboveLimit(resources.memory, resources.memoryLimit, place.at("memory"));
      return resources;
    },
  };
}

function refuseRequestAboveLimit(request: Quantity, limit: Quantity | undefined, place: Place) {
  if (limit === undefined || (quantityValue(request) ?? 0) <= (quantityValue(limit) ?? 0)) return;
  place.refuse(request, `at most its limit, ${limit}`, `a higher ${place.key}Limit as well`);
}
