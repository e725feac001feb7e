import { type KafkaClient, kafkaClientField } from "../kafka/kafka-client";
import type { PlacementArgs } from "../shared/component-args";
import { mimirEndpoints } from "../shared/endpoints";
import type { Config } from "../shared/merge";
import { boolean, duration, integer, oneOf, url } from "../shared/fields";
import {
  type Autoscaling,
  autoscalingField,
  checkPartArgs,
  checkPartName,
  partSizesField,
} from "../shared/part-sizes";
import type { Place } from "../shared/place";
import { type Fields, listOf, object, optional, withDefault } from "../shared/shape";
import { type StoreArgs, type StoreSpec, readStore, storeFields } from "../shared/store";
import { Topology, topologyOf } from "../shared/topology";
import type { Duration } from "../shared/units";
import type { PersistenceArgs, WorkloadArgs } from "../shared/workload-args";
import { type MimirCaches, type MimirCachesArgs, cachesField } from "./caches";
import {
  Architecture,
  MIMIR_PARTS,
  type MimirComponents,
  type MimirComponentsArgs,
  type MimirTopicArgs,
  checkArchitecture,
  settledComponents,
  settledTopic,
  topicField,
} from "./distributed-args";

/** What only hands can bring from one place to another. */
export const Move = {
  /** Blocks, rules and Alertmanager configurations, to another bucket or from the volume into one. */
  Storage: "storage",
  /** Everything, to another Mimir of the other architecture. */
  Architecture: "architecture",
  /** The newest samples, from the volumes of ingesters that go away into the bucket. */
  Ingesters: "ingesters",
} as const;
export type Move = (typeof Move)[keyof typeof Move];

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
  /** How it runs: "single", "replicated" or "distributed". Defaults to "single". */
  topology?: Topology;
  /** How long metrics are kept, at least 24h: a block covers up to a day. Defaults to 7 days. */
  retention?: Duration;
  /** The volume of each replica. Defaults to 20Gi of the cluster's default class, retained; in topology "distributed" every part has its own size under `components`. */
  persistence?: PersistenceArgs;
  /** How late a sample may come in after newer ones of its series. Defaults to 10 minutes. */
  outOfOrderWindow?: Duration;
  /** What it takes before it refuses more. Each limit has its own default. */
  limits?: MimirLimits;
  /** Whether of two Prometheus servers that send the same only one is listened to at a time: series with the labels `cluster` and `__replica__`. Defaults to false. */
  haDeduplication?: boolean;
  /** URL under which people reach the Alertmanager, for the links in notifications; its path is /alertmanager. Defaults to the address in the cluster. */
  alertmanagerUrl?: string;
  /** How samples reach the ingesters in topology "distributed": "classic" or, through Kafka, "ingest-storage". It cannot be switched on a live Mimir. Defaults to "classic". */
  architecture?: Architecture;
  /** How it reaches Kafka, for ingest storage, where the topic must exist. Defaults to none. */
  kafka?: KafkaClient;
  /** The topic of ingest storage. Each value has its own default. */
  topic?: MimirTopicArgs;
  /** Sizes of the parts in topology "distributed". Each part has its own defaults. */
  components?: MimirComponentsArgs;
  /** The caches of topology "distributed". Each has its own default. */
  caches?: MimirCachesArgs;
  /** Who changes the number of distributors, queriers, query frontends and gateways in topology "distributed": "none", "hpa" or, by Mimir's own metrics, "keda". Defaults to "none". */
  autoscaling?: Autoscaling;
  /** Whether a proxy stands before the parts in topology "distributed"; without it Grafana cannot edit rules. Defaults to true there. */
  gateway?: boolean;
  /** What you have moved by hand, after the steps that a refused preview printed: "storage", "architecture" or "ingesters". Defaults to nothing. */
  moved?: Move[];
  /** Laid over Mimir's configuration file as the last thing; `null` removes a key. Defaults to nothing. */
  config?: Config;
}

/** Mimir with every default filled in. */
export interface MimirSpec extends StoreSpec {
  outOfOrderWindow: Duration;
  limits: Required<MimirLimits>;
  haDeduplication: boolean;
  alertmanagerUrl: string;
  architecture: Architecture;
  kafka?: KafkaClient;
  topic: Required<MimirTopicArgs>;
  components: MimirComponents;
  caches: MimirCaches;
  autoscaling: Autoscaling;
  gateway: boolean;
  moved: Move[];
}

/** The same before what depends on something else is settled. */
type Given = Omit<MimirSpec, "alertmanagerUrl" | "gateway" | "topic"> &
  Pick<MimirArgs, "alertmanagerUrl" | "gateway"> & { topic: MimirTopicArgs };

/** What belongs to topology "distributed" alone. */
const CHART_ONLY = [
  "architecture",
  "kafka",
  "topic",
  "components",
  "caches",
  "autoscaling",
  "gateway",
];

/** What the longest name of a part, "-query-scheduler-headless", leaves of the 63 letters of a Service. */
const LONGEST_NAME = 38;

/** Reads and checks the args. */
export function resolveMimir(name: string, args: unknown, place: Place): MimirSpec {
  const given = readStore<Given>(mimirFields(name), args, place);
  checkPartArgs(args, given, CHART_ONLY, place);
  const isDistributed = given.topology === Topology.Distributed;
  if (isDistributed) {
    checkPartName(given.name, LONGEST_NAME, place.at("name"));
    checkArchitecture(args, given, place);
  }
  const components = settledComponents(args, given, place);
  const spec = {
    ...given,
    components,
    topic: settledTopic(given.topic, { ...given, components }, place),
    gateway: isDistributed && (given.gateway ?? true),
  };
  return { ...spec, alertmanagerUrl: given.alertmanagerUrl ?? mimirEndpoints(spec).alertmanager };
}

function mimirFields(name: string): Fields<Given> {
  return {
    ...storeFields(
      name,
      topologyOf([Topology.Single, Topology.Replicated, Topology.Distributed], OTHERS),
      {
        name: "mimir",
        image: "mimir",
        resources: { cpu: "200m", memory: "512Mi", memoryLimit: "3Gi" },
        minMemoryLimit: "256Mi",
        // The compactor deletes whole blocks, the biggest of which cover a day.
        minRetention: "24h",
        size: "20Gi",
      },
    ),
    outOfOrderWindow: withDefault(duration({ example: "10m" }), "10m"),
    limits: object<Required<MimirLimits>>({
      ingestionRate: withDefault(integer({ min: 1 }), 50_000),
      maxSeries: withDefault(integer({ min: 1 }), 300_000),
      maxExemplars: withDefault(integer({ min: 0 }), 100_000),
      maxLabels: withDefault(integer({ min: 1 }), 60),
    }),
    haDeduplication: withDefault(boolean(), false),
    alertmanagerUrl: optional(
      url("https://metrics.example.com/alertmanager", {
        // The path is also where Mimir's own router expects the requests.
        pattern: /^https?:\/\/[^\s/@?#]+\/alertmanager$/,
        allowed:
          "an http:// or https:// URL whose path is /alertmanager, without a slash at its end",
      }),
    ),
    architecture: withDefault(oneOf(Object.values(Architecture)), Architecture.Classic),
    kafka: optional(kafkaClientField()),
    topic: topicField(),
    components: partSizesField(MIMIR_PARTS),
    caches: cachesField(),
    autoscaling: autoscalingField(),
    gateway: optional(boolean()),
    moved: listOf(oneOf(Object.values(Move))),
  };
}

/** Loki has it, and removes it. */
const OTHERS = {
  [Topology.SimpleScalable]: {
    why: "a topology that Mimir has: it never had this one",
    write: '"replicated", or "distributed"',
  },
};
