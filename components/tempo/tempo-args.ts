import type { PlacementArgs } from "../shared/component-args";
import type { Config } from "../shared/merge";
import { integer, text, url } from "../shared/fields";
import { type Place, object, optional, withDefault } from "../shared/shape";
import { type StoreArgs, type StoreSpec, readStore, storeFields } from "../shared/store";
import { Topology, topologyOf } from "../shared/topology";
import type { Duration } from "../shared/units";
import type { PersistenceArgs, WorkloadArgs } from "../shared/workload-args";

/** How much Tempo takes before it refuses more: what protects its memory. */
export interface TempoLimits {
  /** Megabytes of spans a second. Defaults to 30. */
  ingestionRate?: number;
  /** Traces that are being written at one time. Defaults to 10000. */
  maxTraces?: number;
  /** Megabytes of one trace. Defaults to 5. */
  maxTraceSize?: number;
  /** Series that the metrics generator makes of spans. Defaults to 100000. */
  maxGeneratedSeries?: number;
}

/** What you can say about Tempo. */
export interface TempoArgs extends WorkloadArgs, PlacementArgs, StoreArgs {
  /** How it runs. Defaults to "single". */
  topology?: Topology;
  /** How long traces are kept, at least 1h. Defaults to 7 days. */
  retention?: Duration;
  /** Its volume. Defaults to 10Gi of the cluster's default class, retained. */
  persistence?: PersistenceArgs;
  /** Remote write URL for span metrics and the service graph. Defaults to none: no metrics are made of spans. */
  remoteWriteUrl?: string;
  /** Value of the label `cluster` on those metrics. Defaults to what each span says. */
  cluster?: string;
  /** What it takes before it refuses more. Each limit has its own default. */
  limits?: TempoLimits;
  /** Laid over Tempo's configuration file as the last thing; `null` removes a key. Defaults to nothing. */
  config?: Config;
}

/** Tempo with every default filled in. */
export interface TempoSpec extends StoreSpec {
  remoteWriteUrl?: string;
  cluster?: string;
  limits: Required<TempoLimits>;
}

/** Reads and checks the args. */
export function resolveTempo(name: string, args: unknown, place: Place): TempoSpec {
  return readStore<TempoSpec>(
    {
      ...storeFields(name, topologyOf([Topology.Single]), {
        name: "tempo",
        image: "tempo",
        resources: { cpu: "100m", memory: "256Mi", memoryLimit: "2Gi" },
        minMemoryLimit: "256Mi",
        // Blocks are written within half an hour; what is deleted sooner was never to be found.
        minRetention: "1h",
        size: "10Gi",
      }),
      remoteWriteUrl: optional(url("http://mimir.monitoring.svc.cluster.local:8080/api/v1/push")),
      cluster: optional(text()),
      limits: object<Required<TempoLimits>>({
        ingestionRate: withDefault(integer({ min: 1 }), 30),
        maxTraces: withDefault(integer({ min: 1 }), 10_000),
        maxTraceSize: withDefault(integer({ min: 1 }), 5),
        maxGeneratedSeries: withDefault(integer({ min: 1 }), 100_000),
      }),
    },
    args,
    place,
  );
}
