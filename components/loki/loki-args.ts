import type { PlacementArgs } from "../shared/component-args";
import { boolean, integer, url } from "../shared/fields";
import type { Config } from "../shared/merge";
import { isGiven } from "../shared/given";
import {
  type Autoscaling,
  autoscalingField,
  checkPartArgs,
  checkPartName,
  partSizesField,
} from "../shared/part-sizes";
import type { Place } from "../shared/place";
import { type Fields, object, optional, withDefault } from "../shared/shape";
import { type StoreArgs, type StoreSpec, readStore, storeFields } from "../shared/store";
import { CHART_TOPOLOGIES, Topology, topologyOf } from "../shared/topology";
import type { Duration } from "../shared/units";
import { type StorageMove, storageMoveField } from "../storage/storage-move";
import type { PersistenceArgs, WorkloadArgs } from "../shared/workload-args";
import { type LokiCaches, type LokiCachesArgs, cachesField } from "./caches";
import { LOKI_PARTS, type LokiComponents, type LokiComponentsArgs, partsOf } from "./parts";
import { type SchemaPeriod, type SchemaPeriodArgs, schemaField, settledSchema } from "./schema";

/** How much Loki takes before it refuses more: what protects its memory. */
export interface LokiLimits {
  /** Megabytes of lines a second, twice as many in a burst. Defaults to 16. */
  ingestionRate?: number;
  /** Streams (different sets of labels) that are written at one time. Defaults to 10000. */
  maxStreams?: number;
}

/** What you can say about Loki. */
export interface LokiArgs extends WorkloadArgs, PlacementArgs, StoreArgs {
  /** How it runs: "single", "replicated", "distributed", or "simple-scalable", which Loki 4 removes. Defaults to "single". */
  topology?: Topology;
  /** How long logs are kept, at least 24h. Older ones are deleted from disk or bucket. Defaults to 7 days. */
  retention?: Duration;
  /** The volume of each replica. Defaults to 10Gi of the cluster's default class, retained; where a chart makes the pods every part has its own size under `components`. */
  persistence?: PersistenceArgs;
  /** Since when logs are written in which way and where. A live Loki's list only grows, by days that are still to come: to move from the volume to a bucket, keep the period as it is with `objectStore: "filesystem"`, add one from a later day, and take the old one out when all of its logs are older than the retention. Defaults to one period from 2024-04-01, in `objectStorage`. */
  schema?: SchemaPeriodArgs[];
  /** Base URL of the Alertmanager API that the ruler sends alerts to. Defaults to none: rules are evaluated, alerts go nowhere. */
  alertmanagerUrl?: string;
  /** What it takes before it refuses more. Each limit has its own default. */
  limits?: LokiLimits;
  /** Sizes of the parts in topologies "distributed" and "simple-scalable". Each part has its own defaults. */
  components?: LokiComponentsArgs;
  /** The caches of topologies "distributed" and "simple-scalable". Each has its own default. */
  caches?: LokiCachesArgs;
  /** Who changes the number of the parts that keep nothing, in topologies "distributed" and "simple-scalable": "none", "hpa" or "keda". Defaults to "none". */
  autoscaling?: Autoscaling;
  /** Whether a proxy stands before the parts in topologies "distributed" and "simple-scalable"; without it Grafana cannot edit rules. Defaults to true there. */
  gateway?: boolean;
  /** Whether a canary writes lines through the gateway and looks whether they can be read, in topologies "distributed" and "simple-scalable". Defaults to false. */
  canary?: boolean;
  /** What you have moved by hand, after the steps that a refused preview printed: "storage". Defaults to nothing. */
  moved?: StorageMove[];
  /** Laid over Loki's configuration file as the last thing; `null` removes a key. Defaults to nothing. */
  config?: Config;
}

/** Loki with every default filled in. */
export interface LokiSpec extends StoreSpec {
  schema: SchemaPeriod[];
  alertmanagerUrl?: string;
  limits: Required<LokiLimits>;
  components: LokiComponents;
  caches: LokiCaches;
  autoscaling: Autoscaling;
  gateway: boolean;
  canary: boolean;
  moved: StorageMove[];
}

/** The same before what depends on something else is settled. */
type Given = Omit<LokiSpec, "gateway" | "schema"> &
  Pick<LokiArgs, "gateway"> & { schema: SchemaPeriodArgs[] };

/** What belongs to the topologies of charts alone. */
const CHART_ONLY = ["components", "caches", "autoscaling", "gateway", "canary"];

/** Reads and checks the args. */
export function resolveLoki(name: string, args: unknown, place: Place): LokiSpec {
  const given = readStore<Given>(lokiFields(name), args, place);
  checkPartArgs(args, given, CHART_ONLY, place);
  const isChart = CHART_TOPOLOGIES.includes(given.topology);
  if (isChart) {
    checkPartName(given.name, LONGEST_NAME, place.at("name"));
    checkParts(args, given, place.at("components"));
  }
  if (isGiven(args, "config", "schema_config")) {
    place
      .at("config")
      .at("schema_config")
      .refuse("schema_config", "no schema beside `schema`, which keeps its past", "it as `schema`");
  }
  const spec = {
    ...given,
    schema: settledSchema(given.schema, given, place.at("schema")),
    gateway: isChart && (given.gateway ?? true),
  };
  if (spec.canary && isChart && !spec.gateway) {
    place
      .at("canary")
      .refuse(true, "a canary where there is a gateway, as it writes and reads", "gateway: true");
  }
  return spec;
}

function lokiFields(name: string): Fields<Given> {
  return {
    ...storeFields(name, topologyOf(Object.values(Topology)), {
      name: "loki",
      image: "loki",
      resources: { cpu: "100m", memory: "256Mi", memoryLimit: "1Gi" },
      minMemoryLimit: "256Mi",
      // The compactor works on whole days of index: less than one would be rounded away.
      minRetention: "24h",
      size: "10Gi",
    }),
    schema: schemaField(),
    alertmanagerUrl: optional(url("http://mimir.monitoring.svc.cluster.local:8080/alertmanager")),
    moved: storageMoveField(),
    limits: object<Required<LokiLimits>>({
      ingestionRate: withDefault(integer({ min: 1 }), 16),
      maxStreams: withDefault(integer({ min: 1 }), 10_000),
    }),
    components: partSizesField(LOKI_PARTS),
    caches: cachesField(),
    autoscaling: autoscalingField(),
    gateway: optional(boolean()),
    canary: withDefault(boolean(), false),
  };
}

/** What the longest name of a part, "-query-scheduler-discovery", leaves of the 63 letters of a Service. */
const LONGEST_NAME = 37;

/** The chart has exactly three zones of ingesters, each as big as the others. */
const INGESTER_ZONES = 3;

function checkParts(args: unknown, spec: Given, place: Place): void {
  const { topology, zones } = spec;
  const known = partsOf(topology);
  for (const part of Object.keys(LOKI_PARTS).filter((p) => !known.some((k) => k === p))) {
    if (!isGiven(args, "components", part)) continue;
    place
      .at(part)
      .refuse(
        part,
        `a part of topology ${topology}: ${known.join(", ")}`,
        "one of these, or remove it",
      );
  }
  const { replicas } = spec.components.ingester;
  if (topology !== Topology.Distributed || zones.length === 0 || replicas % INGESTER_ZONES === 0) {
    return;
  }
  const next = Math.ceil(replicas / INGESTER_ZONES) * INGESTER_ZONES;
  place
    .at("ingester")
    .at("replicas")
    .refuse(replicas, "a multiple of three, as each of three zones has as many", String(next));
}
