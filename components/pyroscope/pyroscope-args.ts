import type { PlacementArgs } from "../shared/component-args";
import { integer } from "../shared/fields";
import type { Config } from "../shared/merge";
import {
  Autoscaling,
  type PartSize,
  type PartSizeArgs,
  autoscalingField,
  checkPartArgs,
  checkPartName,
  partSizesField,
} from "../shared/part-sizes";
import type { Place } from "../shared/place";
import { object, withDefault } from "../shared/shape";
import { type StoreArgs, type StoreSpec, readStore, storeFields } from "../shared/store";
import { Topology, topologyOf } from "../shared/topology";
import type { Duration } from "../shared/units";
import { StorageKind } from "../storage/object-storage";
import { type StorageMove, storageMoveField } from "../storage/storage-move";
import type { PersistenceArgs, WorkloadArgs } from "../shared/workload-args";
import { PYROSCOPE_PARTS, type PyroscopePart } from "./parts";

/** How much Pyroscope takes before it refuses more: what protects its memory. */
export interface PyroscopeLimits {
  /** Megabytes of profiles a second, twice as many in a burst. Defaults to 16. */
  ingestionRate?: number;
  /** Megabytes of one profile, uncompressed. Defaults to 16. */
  maxProfileSize?: number;
}

/** What you can say about Pyroscope. */
export interface PyroscopeArgs extends WorkloadArgs, PlacementArgs, StoreArgs {
  /** How it runs: "single" or "distributed", for which it needs `objectStorage`. Defaults to "single". */
  topology?: Topology;
  /** How long profiles are kept and how far back queries reach, at least 24h. Defaults to 7 days. */
  retention?: Duration;
  /** Its volume. Defaults to 10Gi of the cluster's default class, retained. Of a distributed Pyroscope only the metastores have volumes, which stay whatever is said. */
  persistence?: PersistenceArgs;
  /** What it takes before it refuses more. Each limit has its own default. */
  limits?: PyroscopeLimits;
  /** Who changes the number of distributors, query frontends, query backends and compaction workers: "none" or "hpa". Defaults to "none". */
  autoscaling?: Autoscaling;
  /** How big each part of a distributed Pyroscope is. Each part has its own defaults; `tenantSettings`, `adHocProfiles` and `admin`, which no data source asks, have no pods. */
  components?: Partial<Record<PyroscopePart, PartSizeArgs>>;
  /** What you have moved by hand, after the steps that a refused preview printed: "storage". Defaults to nothing. */
  moved?: StorageMove[];
  /** Laid over Pyroscope's configuration file as the last thing; `null` removes a key. Of a distributed Pyroscope it may name environment variables as `${NAME}`. Defaults to nothing. */
  config?: Config;
}

/** Pyroscope with every default filled in. */
export interface PyroscopeSpec extends StoreSpec {
  moved: StorageMove[];
  limits: Required<PyroscopeLimits>;
  autoscaling: Autoscaling;
  components: Record<PyroscopePart, PartSize>;
}

/** What the longest name of a part, "-compaction-worker-headless", leaves of the 63 letters of a Service. */
const LONGEST_NAME = 36;

/** Reads and checks the args. */
export function resolvePyroscope(name: string, args: unknown, place: Place): PyroscopeSpec {
  const spec = readStore<PyroscopeSpec>(
    {
      ...storeFields(name, pyroscopeTopology(), {
        name: "pyroscope",
        image: "pyroscope",
        resources: { cpu: "100m", memory: "256Mi", memoryLimit: "2Gi" },
        minMemoryLimit: "256Mi",
        // The index goes in parts of six hours, six hours after they are due: shorter periods mean nothing to it.
        minRetention: "24h",
        size: "10Gi",
      }),
      moved: storageMoveField(),
      limits: object<Required<PyroscopeLimits>>({
        ingestionRate: withDefault(integer({ min: 1 }), 16),
        maxProfileSize: withDefault(integer({ min: 1 }), 16),
      }),
      autoscaling: autoscalingField(),
      components: partSizesField(PYROSCOPE_PARTS),
    },
    args,
    place,
  );
  checkPartArgs(args, spec, ["autoscaling", "components"], place);
  checkStorageClass(spec, place.at("objectStorage").at("storageClass"));
  if (spec.topology === Topology.Distributed) {
    checkPartName(spec.name, LONGEST_NAME, place.at("name"));
    checkParts(spec, place);
  }
  return spec;
}

/** Why there is no Pyroscope 2 of several equal processes, and the three ways out. */
function pyroscopeTopology() {
  const refused = {
    why: '"single" or "distributed": Pyroscope 2 runs as one process, or as parts that share a bucket',
    write:
      '"single", or "distributed" with a bucket; several equal processes are Pyroscope 1, which this package does not deploy',
  };
  return topologyOf([Topology.Single, Topology.Distributed], {
    [Topology.Replicated]: refused,
    [Topology.SimpleScalable]: refused,
  });
}

/** Of a class for the whole stack the other backends make use. */
function checkStorageClass({ objectStorage }: PyroscopeSpec, place: Place): void {
  if (objectStorage.kind !== StorageKind.S3 || !objectStorage.storageClass) return;
  const why = "nothing: Pyroscope's client cannot choose a storage class";
  place.refuse(objectStorage.storageClass, why, "nothing here, but a lifecycle rule of the bucket");
}

function checkParts({ autoscaling, components }: PyroscopeSpec, place: Place): void {
  if (autoscaling === Autoscaling.Keda) {
    const why = '"none" or "hpa": the chart has nothing for KEDA';
    place.at("autoscaling").refuse(autoscaling, why, `"${Autoscaling.Hpa}"`);
  }
  const { replicas } = components.metastore;
  const at = place.at("components").at("metastore").at("replicas");
  if (at.isBad || replicas % 2 === 1) return;
  const why = "an odd number: with one more than that no more of them may fail";
  at.refuse(replicas, why, `${replicas - 1} or ${replicas + 1}`);
}
