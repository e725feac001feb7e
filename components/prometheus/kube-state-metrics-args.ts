import { type Placement, type PlacementArgs, placementFields } from "../shared/component-args";
import { type FlagChanges, flagChanges } from "../shared/flags";
import { oneOf } from "../shared/fields";
import type { Place } from "../shared/place";
import { type Field, listOf, object } from "../shared/shape";
import { singleReplica } from "../shared/replicas";
import { type WorkloadArgs, type WorkloadSettings, workloadFields } from "../shared/workload-args";
import {
  DEFAULT_RESOURCES,
  OBSERVED_RESOURCES,
  type ObservedResource,
} from "./kube-state-metrics-resources";

/** What you can say about kube-state-metrics. */
export interface KubeStateMetricsArgs extends WorkloadArgs, PlacementArgs {
  /** Number of replicas. Defaults to 1, and can be no other: a second one would tell everything twice. */
  replicas?: number;
  /** Kinds of objects that it tells about and may read. Defaults to workloads, nodes, volumes and what limits them, without `secrets` and `configmaps`. */
  observe?: ObservedResource[];
  /** Laid over its command-line flags as the last thing: name without dashes to value; `null` removes one. Defaults to nothing. */
  config?: FlagChanges;
}

/** kube-state-metrics with every default filled in. */
export interface KubeStateMetricsSpec extends WorkloadSettings, Placement {
  replicas: number;
  observe: ObservedResource[];
  config?: FlagChanges;
}

/** Reads and checks the args. */
export function resolveKubeStateMetrics(
  name: string,
  args: unknown,
  place: Place,
): KubeStateMetricsSpec {
  return object<KubeStateMetricsSpec>({
    ...placementFields(name),
    ...workloadFields({
      name: "kube-state-metrics",
      image: "kubeStateMetrics",
      resources: { cpu: "20m", memory: "64Mi", memoryLimit: "256Mi" },
    }),
    replicas: singleReplica("1: a second one would tell everything twice"),
    observe: observeField(),
    config: flagChanges(),
  }).read(args, place);
}

/** Each kind once, and at least one: without any the program would read all that it knows, secrets included. */
function observeField(): Field<ObservedResource[]> {
  const kinds = listOf(oneOf(OBSERVED_RESOURCES));
  return {
    read(value, place) {
      const read = kinds.read(value ?? DEFAULT_RESOURCES, place);
      const again = read.find((kind, i) => read.indexOf(kind) !== i);
      if (place.isBad) return read;
      if (read.length === 0) place.refuse(value, "at least one kind", "which, or leave it out");
      if (again) place.refuse(again, "each kind once", "it only once");
      return read;
    },
  };
}
