import type { PlacementArgs } from "../shared/component-args";
import type { Config } from "../shared/merge";
import { integer, url } from "../shared/fields";
import { type Place, object, optional, withDefault } from "../shared/shape";
import { type StoreArgs, type StoreSpec, readStore, storeFields } from "../shared/store";
import { Topology, topologyOf } from "../shared/topology";
import type { Duration } from "../shared/units";
import type { PersistenceArgs, WorkloadArgs } from "../shared/workload-args";

/** How much Loki takes before it refuses more: what protects its memory. */
export interface LokiLimits {
  /** Megabytes of lines a second, twice as many in a burst. Defaults to 16. */
  ingestionRate?: number;
  /** Streams (different sets of labels) that are written at one time. Defaults to 10000. */
  maxStreams?: number;
}

/** What you can say about Loki. */
export interface LokiArgs extends WorkloadArgs, PlacementArgs, StoreArgs {
  /** How it runs. Defaults to "single". */
  topology?: Topology;
  /** How long logs are kept, at least 24h. Older ones are deleted from disk. Defaults to 7 days. */
  retention?: Duration;
  /** Its volume. Defaults to 10Gi of the cluster's default class, retained. */
  persistence?: PersistenceArgs;
  /** Base URL of the Alertmanager API that the ruler sends alerts to. Defaults to none: rules are evaluated, alerts go nowhere. */
  alertmanagerUrl?: string;
  /** What it takes before it refuses more. Each limit has its own default. */
  limits?: LokiLimits;
  /** Laid over Loki's configuration file as the last thing; `null` removes a key. Defaults to nothing. */
  config?: Config;
}

/** Loki with every default filled in. */
export interface LokiSpec extends StoreSpec {
  alertmanagerUrl?: string;
  limits: Required<LokiLimits>;
}

/** Reads and checks the args. */
export function resolveLoki(name: string, args: unknown, place: Place): LokiSpec {
  return readStore<LokiSpec>(
    {
      ...storeFields(name, topologyOf([Topology.Single]), {
        name: "loki",
        image: "loki",
        resources: { cpu: "100m", memory: "256Mi", memoryLimit: "1Gi" },
        minMemoryLimit: "256Mi",
        // The compactor works on whole days of index: less than one would be rounded away.
        minRetention: "24h",
        size: "10Gi",
      }),
      alertmanagerUrl: optional(url("http://mimir.monitoring.svc.cluster.local:8080/alertmanager")),
      limits: object<Required<LokiLimits>>({
        ingestionRate: withDefault(integer({ min: 1 }), 16),
        maxStreams: withDefault(integer({ min: 1 }), 10_000),
      }),
    },
    args,
    place,
  );
}
