import { integer, objectName, oneOf, quantity } from "./fields";
import { isGiven } from "./given";
import type { Place } from "./place";
import { type Field, type Fields, object, optional, withDefault } from "./shape";
import { CHART_TOPOLOGIES, type Topology } from "./topology";
import type { Quantity } from "./units";
import { type ResourceArgs, type ResourceSettings, resourceFields } from "./workload-args";

/** Who changes the number of pods while a stack runs. Only for parts that keep nothing. */
export const Autoscaling = {
  /** Nobody. */
  None: "none",
  /** Kubernetes, by CPU. It needs the metrics server. */
  Hpa: "hpa",
  /** KEDA, by CPU. It needs KEDA in the cluster. */
  Keda: "keda",
} as const;
export type Autoscaling = (typeof Autoscaling)[keyof typeof Autoscaling];

/** The volume of each pod of a part. */
export interface PartPersistenceArgs {
  /** Size of the volume. Each part has its own default. */
  size?: Quantity;
  /** StorageClass of the volume. Defaults to that of the whole backend. */
  storageClass?: string;
}

/** The bounds of a part that is scaled. */
export interface PartAutoscalingArgs {
  /** Fewest pods. Defaults to the part's `replicas`. */
  min?: number;
  /** Most pods. Each part has its own default. */
  max?: number;
  /** CPU in percent of what is requested, above which there are more pods. Defaults to 70. */
  targetCpu?: number;
}

/** How big one part of a backend is. */
export interface PartSizeArgs {
  /** Number of pods. Each part has its own default. */
  replicas?: number;
  /** CPU and memory of each pod. Each part has its own defaults. */
  resources?: ResourceArgs;
  /** The volume of each pod, only for parts that have one. Each part has its own size; the class is the backend's. */
  persistence?: PartPersistenceArgs;
  /** Bounds of the number of pods; only for parts that can be scaled, and only with `autoscaling` "hpa" or "keda". Each part has its own defaults. */
  autoscaling?: PartAutoscalingArgs;
}

/** The same with every default filled in. */
export interface PartSize {
  replicas: number;
  resources: ResourceSettings;
  /** There where the part has a volume. */
  persistence?: { size: Quantity; storageClass?: string };
  /** There where the part can be scaled, whether or not it is. */
  autoscaling?: Required<PartAutoscalingArgs>;
}

/** What one part is when nothing is said of it. */
export interface PartDefaults {
  replicas: number;
  /** Fewest pods that work. Defaults to 1. */
  minReplicas?: number;
  /** Most pods that work. Defaults to any number. */
  maxReplicas?: number;
  resources: { cpu: Quantity; memory: Quantity; memoryLimit: Quantity };
  /** The memory limit below which it does not even start. Defaults to 32Mi. */
  minMemoryLimit?: Quantity;
  /** Size of its volume. Defaults to none: the part keeps nothing. */
  size?: Quantity;
  /** Most pods, of a part that can be scaled. Defaults to none: its number is fixed. */
  scalesTo?: number;
}

/** Reads the sizes of all parts of a backend. */
export function partSizesField<P extends string>(
  parts: Readonly<Record<P, PartDefaults>>,
): Field<Record<P, PartSize>> {
  const fields = Object.entries<PartDefaults>(parts).map(([part, defaults]) => [
    part,
    partSizeField(defaults),
  ]);
  return object(Object.fromEntries(fields) as Fields<Record<P, PartSize>>);
}

function partSizeField(defaults: PartDefaults): Field<PartSize> {
  const { replicas, minReplicas: min = 1, maxReplicas: max, size, scalesTo } = defaults;
  const fields = object({
    replicas: withDefault(integer({ min, ...(max && { max }) }), replicas),
    resources: resourceFields(defaults),
    ...(size && { persistence: partPersistenceField(size) }),
    ...(scalesTo && {
      autoscaling: object<PartAutoscalingArgs>({
        min: optional(integer({ min })),
        max: optional(integer({ min })),
        targetCpu: withDefault(integer({ min: 1, max: 100 }), 70),
      }),
    }),
  } as Fields<Omit<PartSize, "autoscaling"> & { autoscaling?: PartAutoscalingArgs }>);
  return {
    read(value, place) {
      const { autoscaling, ...part } = fields.read(value, place);
      if (!scalesTo || !autoscaling) return part;
      return { ...part, autoscaling: settledBounds(autoscaling, part.replicas, scalesTo, place) };
    },
  };
}

function settledBounds(
  { min: least, max: most, targetCpu = 70 }: PartAutoscalingArgs,
  replicas: number,
  scalesTo: number,
  place: Place,
): Required<PartAutoscalingArgs> {
  const min = least ?? replicas;
  // Whoever wants many pods at least has said nothing about fewer.
  const max = most ?? Math.max(scalesTo, min);
  if (max < min) {
    place.at("autoscaling").at("max").refuse(max, `at least min, ${min}`, `${min} or more`);
  }
  return { min, max, targetCpu };
}

function partPersistenceField(size: Quantity): Field<NonNullable<PartSize["persistence"]>> {
  return object({
    size: withDefault(quantity(size, { min: "100Mi" }), size),
    storageClass: optional(objectName("standard")),
  });
}

export function autoscalingField(): Field<Autoscaling> {
  return withDefault(oneOf(Object.values(Autoscaling)), Autoscaling.None);
}

/** Services of parts are named after their backend, and may have 63 letters. */
export function checkPartName(name: string, longest: number, place: Place): void {
  if (name.length <= longest) return;
  const allowed = `at most ${longest} letters where the names of parts are added`;
  place.refuse(name, allowed, "a shorter name");
}

/** Refuses what was written and means nothing: the parts' own args in raw topologies, those of the whole where a chart makes the parts. */
export function checkPartArgs(
  args: unknown,
  spec: { topology: Topology; autoscaling: Autoscaling; components: object },
  chartOnly: readonly string[],
  place: Place,
): void {
  const { topology } = spec;
  if (!CHART_TOPOLOGIES.includes(topology)) {
    for (const key of chartOnly.filter((k) => isGiven(args, k))) {
      const allowed = `nothing in topology ${topology}, which is not made by a chart`;
      place.at(key).refuse(key, allowed, 'topology "distributed", or remove it');
    }
    return;
  }
  for (const path of [["resources"], ["persistence", "size"]]) {
    if (!isGiven(args, ...path)) continue;
    const allowed = `nothing in topology ${topology}, in which every part has its own`;
    place.at(...path).refuse(path.at(-1), allowed, "it under `components`");
  }
  if (spec.autoscaling !== Autoscaling.None) return;
  for (const part of Object.keys(spec.components)) {
    if (!isGiven(args, "components", part, "autoscaling")) continue;
    place
      .at("components")
      .at(part)
      .at("autoscaling")
      .refuse(
        "autoscaling",
        'nothing while `autoscaling` is "none"',
        '`autoscaling: "hpa"` as well',
      );
  }
}
