import type { PlacementArgs } from "../shared/component-args";
import type { Config } from "../shared/merge";
import { integer } from "../shared/fields";
import { type Place, object, withDefault } from "../shared/shape";
import { type StoreArgs, type StoreSpec, readStore, storeFields } from "../shared/store";
import { Topology, topologyOf } from "../shared/topology";
import type { Duration } from "../shared/units";
import type { PersistenceArgs, WorkloadArgs } from "../shared/workload-args";

/** How much Pyroscope takes before it refuses more: what protects its memory. */
export interface PyroscopeLimits {
  /** Megabytes of profiles a second, twice as many in a burst. Defaults to 16. */
  ingestionRate?: number;
  /** Megabytes of one profile, uncompressed. Defaults to 16. */
  maxProfileSize?: number;
}

/** What you can say about Pyroscope. */
export interface PyroscopeArgs extends WorkloadArgs, PlacementArgs, StoreArgs {
  /** How it runs. Defaults to "single". */
  topology?: Topology;
  /** How long profiles are kept and how far back queries reach, at least 24h. Defaults to 7 days. */
  retention?: Duration;
  /** Its volume. Defaults to 10Gi of the cluster's default class, retained. */
  persistence?: PersistenceArgs;
  /** What it takes before it refuses more. Each limit has its own default. */
  limits?: PyroscopeLimits;
  /** Laid over Pyroscope's configuration file as the last thing; `null` removes a key. Defaults to nothing. */
  config?: Config;
}

/** Pyroscope with every default filled in. */
export interface PyroscopeSpec extends StoreSpec {
  limits: Required<PyroscopeLimits>;
}

/** Reads and checks the args. */
export function resolvePyroscope(name: string, args: unknown, place: Place): PyroscopeSpec {
  return readStore<PyroscopeSpec>(
    {
      ...storeFields(name, topologyOf([Topology.Single]), {
        name: "pyroscope",
        image: "pyroscope",
        resources: { cpu: "100m", memory: "256Mi", memoryLimit: "2Gi" },
        minMemoryLimit: "256Mi",
        // The index goes in parts of six hours, six hours after they are due: shorter periods mean nothing to it.
        minRetention: "24h",
        size: "10Gi",
      }),
      limits: object<Required<PyroscopeLimits>>({
        ingestionRate: withDefault(integer({ min: 1 }), 16),
        maxProfileSize: withDefault(integer({ min: 1 }), 16),
      }),
    },
    args,
    place,
  );
}
