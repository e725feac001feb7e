import type { PlacementArgs } from "../shared/component-args";
import { mimirEndpoints } from "../shared/endpoints";
import type { Config } from "../shared/merge";
import { duration, integer, text } from "../shared/fields";
import { type Place, object, optional, withDefault } from "../shared/shape";
import { type StoreArgs, type StoreSpec, readStore, storeFields } from "../shared/store";
import { Topology, topologyOf } from "../shared/topology";
import type { Duration } from "../shared/units";
import type { PersistenceArgs, WorkloadArgs } from "../shared/workload-args";

/** How much Mimir takes before it refuses more: what protects its memory. */
export interface MimirLimits {
  /** Samples a second, ten times as many in a burst. Defaults to 50000. */
  ingestionRate?: number;
  /** Series in memory; 300000 of them take about 2.5Gi. Defaults to 300000. */
  maxSeries?: number;
  /** Exemplars in memory, about 100 bytes each; 0 keeps none. Defaults to 100000. */
  maxExemplars?: number;
  /** Labels of one series. Defaults to 60, for promoted resource attributes add to the program's own. */
  maxLabels?: number;
}

/** What you can say about Mimir. */
export interface MimirArgs extends WorkloadArgs, PlacementArgs, StoreArgs {
  /** How it runs. Defaults to "single". */
  topology?: Topology;
  /** How long metrics are kept, at least 24h: a block covers up to a day. Defaults to 7 days. */
  retention?: Duration;
  /** Its volume. Defaults to 20Gi of the cluster's default class, retained. */
  persistence?: PersistenceArgs;
  /** How late a sample may come in after newer ones of its series. Defaults to 10 minutes. */
  outOfOrderWindow?: Duration;
  /** What it takes before it refuses more. Each limit has its own default. */
  limits?: MimirLimits;
  /** URL under which people reach the Alertmanager, for the links in notifications; its path is /alertmanager. Defaults to the address in the cluster. */
  alertmanagerUrl?: string;
  /** Laid over Mimir's configuration file as the last thing; `null` removes a key. Defaults to nothing. */
  config?: Config;
}

/** Mimir with every default filled in. */
export interface MimirSpec extends StoreSpec {
  outOfOrderWindow: Duration;
  limits: Required<MimirLimits>;
  alertmanagerUrl: string;
}

/** Reads and checks the args. */
export function resolveMimir(name: string, args: unknown, place: Place): MimirSpec {
  const spec = readStore<Omit<MimirSpec, "alertmanagerUrl"> & { alertmanagerUrl?: string }>(
    {
      ...storeFields(name, topologyOf([Topology.Single]), {
        name: "mimir",
        image: "mimir",
        resources: { cpu: "200m", memory: "512Mi", memoryLimit: "3Gi" },
        minMemoryLimit: "256Mi",
        // The compactor deletes whole blocks, the biggest of which cover a day.
        minRetention: "24h",
        size: "20Gi",
      }),
      outOfOrderWindow: withDefault(duration({ example: "10m" }), "10m"),
      limits: object<Required<MimirLimits>>({
        ingestionRate: withDefault(integer({ min: 1 }), 50_000),
        maxSeries: withDefault(integer({ min: 1 }), 300_000),
        maxExemplars: withDefault(integer({ min: 0 }), 100_000),
        maxLabels: withDefault(integer({ min: 1 }), 60),
      }),
      alertmanagerUrl: optional(
        text({
          // The path is also where Mimir's own router expects the requests.
          pattern: /^https?:\/\/[^\s/@?#]+\/alertmanager$/,
          allowed: "an http or https URL whose path is /alertmanager",
          example: "https://metrics.example.com/alertmanager",
        }),
      ),
    },
    args,
    place,
  );
  return { ...spec, alertmanagerUrl: spec.alertmanagerUrl ?? mimirEndpoints(spec).alertmanager };
}
