import { type ChartSettings, type ChartsArgs, chartsField } from "../shared/charts";
import { type Placement, type PlacementArgs, placementFields } from "../shared/component-args";
import { boolean, duration, integer, oneOf, quantity } from "../shared/fields";
import type { Config } from "../shared/merge";
import { IN_FILE, IN_VALUES, plainMap } from "../shared/plain-data";
import type { Place } from "../shared/place";
import { type Field, byKind, object, optional, unlessGiven, withDefault } from "../shared/shape";
import { type Duration, type Quantity, durationSeconds } from "../shared/units";
import {
  type PersistenceArgs,
  type PersistenceSettings,
  type ResourceArgs,
  type ResourceSettings,
  type WorkloadArgs,
  type WorkloadSettings,
  persistenceFields,
  resourceFields,
  workloadFields,
} from "../shared/workload-args";
import { zonesField } from "../shared/zones";
import { KAFKA_CLIENT_FIELDS, type KafkaClient } from "./kafka-client";
import { type KafkaConsumer, consumersField, objectTopic, topicName } from "./kafka-topics";

/** Who brings Strimzi, the operator that runs Kafka. */
export const KafkaOperator = {
  /** We, by its chart, in the same namespace. */
  Managed: "managed",
  /** Somebody else: one that watches the namespace is there already. */
  External: "external",
} as const;
export type KafkaOperator = (typeof KafkaOperator)[keyof typeof KafkaOperator];

/** Kafka that is there already. Its topics must be as the component's output `topics` says. */
export interface ExternalKafkaArgs extends PlacementArgs, KafkaClient {
  kind: "external";
  /** Who keeps what in it. Defaults to nobody. */
  consumers?: KafkaConsumer[];
}

/** The three processes that agree on what Kafka consists of. Their number is fixed. */
export interface KafkaControllersArgs {
  /** CPU and memory of each. Defaults to 100m and 1Gi. */
  resources?: ResourceArgs;
  /** The volume of each. Defaults to 5Gi; class and end are those of the brokers. */
  persistence?: Pick<PersistenceArgs, "size">;
}

/** Kafka in the cluster, run by the operator Strimzi. `resources` and `persistence` are those of a broker. */
export interface InClusterKafkaArgs extends WorkloadArgs, PlacementArgs {
  kind: "incluster";
  /** Number of brokers: at least 3, or 1 for trials, which is its own controller and keeps one copy. Defaults to 3, or one a zone. */
  brokers?: number;
  /** Zones of the nodes, none or at least three: the copies of what is written are kept in different ones. Defaults to none: brokers are kept on different nodes where the cluster can. */
  zones?: string[];
  /** The controllers. Each of their args has its own default. */
  controllers?: KafkaControllersArgs;
  /** The volume of a broker. Defaults to 50Gi of the cluster's default class, retained. */
  persistence?: PersistenceArgs;
  /** Who keeps what in it: each gets a topic. Defaults to nobody. */
  consumers?: KafkaConsumer[];
  /** How long what was written is kept, at least as long as any consumer may have to read it again. Defaults to twice that, and at least 24 hours. */
  retention?: Duration;
  /** Who brings Strimzi: "managed" or "external". Its chart has cluster roles of fixed names, so only one stack of a cluster can manage it. Defaults to "managed". */
  operator?: KafkaOperator;
  /** Whether what depends on Kafka waits until the operator says that it is ready. Defaults to true. */
  awaitReady?: boolean;
  /** Where the operator's chart comes from and how it is installed. Defaults to a Helm release from the official repository. */
  charts?: ChartsArgs;
  /** Laid over the operator's chart values as the last thing. Defaults to nothing. */
  values?: Config;
  /** Laid over the brokers' configuration as the last thing; `null` removes a key. Defaults to nothing. */
  config?: Config;
}

/** What you can say about Kafka. */
export type KafkaArgs = ExternalKafkaArgs | InClusterKafkaArgs;

export interface ExternalKafkaSpec extends Placement, KafkaClient {
  kind: "external";
  consumers: KafkaConsumer[];
}

export interface InClusterKafkaSpec extends WorkloadSettings, Placement {
  kind: "incluster";
  brokers: number;
  zones: string[];
  controllers: { resources: ResourceSettings; persistence: { size: Quantity } };
  persistence: PersistenceSettings;
  consumers: KafkaConsumer[];
  retention?: Duration;
  operator: KafkaOperator;
  awaitReady: boolean;
  charts: ChartSettings;
  values?: Config;
  config?: Config;
}

/** Kafka with every default filled in. */
export type KafkaSpec = ExternalKafkaSpec | InClusterKafkaSpec;

/** Copies of what is written, and controllers that agree on it. */
const QUORUM = 3;

/** Reads and checks the args. */
export function resolveKafka(name: string, args: unknown, place: Place): KafkaSpec {
  const controllers = resourceFields({
    resources: { cpu: "100m", memory: "1Gi", memoryLimit: "1Gi" },
    minMemoryLimit: "512Mi",
  });
  const spec = byKind<KafkaSpec>({
    external: {
      ...placementFields(name),
      ...KAFKA_CLIENT_FIELDS,
      consumers: consumersField(topicName("tempo-traces")),
    },
    incluster: {
      ...placementFields(name),
      ...workloadFields({
        name: "kafka",
        image: "kafka",
        // Half of it is Java's; the rest is the page cache from which consumers read what is new.
        resources: { cpu: "500m", memory: "2Gi", memoryLimit: "2Gi" },
        minMemoryLimit: "1Gi",
      }),
      // Nothing said is 0 here: how many it means depends on the zones.
      brokers: unlessGiven(integer({ min: 1 }), 0),
      zones: zonesField(),
      controllers: object<InClusterKafkaSpec["controllers"]>({
        resources: controllers,
        persistence: object<{ size: Quantity }>({ size: withDefault(quantity("5Gi"), "5Gi") }),
      }),
      persistence: persistenceFields("50Gi"),
      consumers: consumersField(objectTopic()),
      retention: optional(duration({ min: "1h", example: "24h" })),
      operator: withDefault(oneOf(Object.values(KafkaOperator)), KafkaOperator.Managed),
      awaitReady: withDefault(boolean(), true),
      charts: chartsField(),
      values: plainMap(IN_VALUES),
      config: settingsField(),
    },
  }).read(args, place);
  if (spec.kind === "external") return spec;
  checkRetention(spec, place.at("retention"));
  checkValues(spec, place.at("values"));
  return { ...spec, brokers: settledBrokers(spec, place.at("brokers")) };
}

/** What is laid over the brokers' settings: Strimzi takes single values, and tells of others when the cluster is to be made. */
function settingsField(): Field<Config | undefined> {
  const settings = plainMap(IN_FILE);
  return {
    read(value, place) {
      const read = settings.read(value, place);
      for (const [key, setting] of Object.entries(read ?? {})) {
        if (!/^[A-Za-z][-\w.]*$/.test(key)) {
          place.at(key).refuse(key, "the name of a setting", 'for example "message.max.bytes"');
        }
        if (typeof setting !== "object" || setting === null) continue;
        const allowed = "a text, a number, true or false";
        place.at(key).refuse(setting, allowed, "one of these, or null to remove it");
      }
      return read;
    },
  };
}

function settledBrokers({ brokers, zones }: InClusterKafkaSpec, place: Place): number {
  const least = Math.max(QUORUM, zones.length);
  if (brokers === 0) return least;
  const trial = brokers === 1 && zones.length === 0;
  if (brokers < least && !trial && !place.isBad) {
    const allowed =
      zones.length > 0
        ? `at least ${least}: as many as copies and as zones`
        : `1 for trials, or at least ${QUORUM}: as many as copies`;
    place.refuse(brokers, allowed, String(least));
  }
  return brokers;
}

/** What is deleted before it was read again is lost: Kafka is the only place that has it. */
function checkRetention({ retention, consumers }: InClusterKafkaSpec, place: Place): void {
  if (retention === undefined || place.isBad) return;
  const short = consumers.find(
    ({ replay }) => (durationSeconds(replay) ?? 0) > (durationSeconds(retention) ?? 0),
  );
  if (!short) return;
  place.refuse(
    retention,
    `at least ${short.replay}, for which "${short.topic}" may have to be read again`,
    `"${short.replay}", or leave it out`,
  );
}

function checkValues({ operator, values }: InClusterKafkaSpec, place: Place): void {
  if (operator === KafkaOperator.Managed || values === undefined) return;
  place.refuse(
    values,
    "nothing with `operator: external`, whose chart is not ours",
    "nothing here, or `operator: managed`",
  );
}
