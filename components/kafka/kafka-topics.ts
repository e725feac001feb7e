import { text } from "../shared/fields";
import { duration, integer, labelMap } from "../shared/fields";
import type { StringMap } from "../shared/labels";
import type { Config } from "../shared/merge";
import type { Place } from "../shared/place";
import { type Field, listOf, object, optional } from "../shared/shape";
import { type Duration, durationSeconds } from "../shared/units";

/** A backend that keeps what is new in Kafka until it has written it into its bucket. */
export interface KafkaConsumer {
  /** Its topic, such as "tempo-traces". */
  topic: string;
  /** As many as readers that each own one: Tempo's block builders and live stores, Mimir's ingesters of one zone. */
  partitions: number;
  /** How far back it may have to read again after an outage. */
  replay: Duration;
  /** Labels of its pods, so that nobody else reaches Kafka. Defaults to none: every pod of the namespace may. */
  podLabels?: StringMap;
}

/** A topic as it must be, whoever makes it. */
export interface KafkaTopic {
  name: string;
  /** As many as readers that each own one. */
  partitions: number;
  /** Copies, in as many brokers. */
  replicas: number;
  /** Its settings, by Kafka's own names. */
  config: Config;
}

/** The largest batch that the clients of Tempo and Mimir write, which Kafka's own default refuses. */
export const LARGEST_MESSAGE = 16_000_000;

/** Nothing younger is ever deleted: an outage over night must lose nothing. */
const LEAST_RETENTION: Duration = "24h";

/** The name of a topic that is an object of Kubernetes too. */
export function objectTopic(): Field<string> {
  return text({
    pattern: /^[a-z0-9]([-a-z0-9.]{0,247}[a-z0-9])?$/,
    allowed:
      "1 to 249 lower-case letters, digits, dashes and dots in a Kafka of the cluster, with a letter or digit at both ends",
    example: "tempo-traces",
  });
}

/** The name of a topic, as Kafka takes it. */
export function topicName(example: string): Field<string> {
  return text({
    pattern: /^(?!\.{1,2}$)[a-zA-Z0-9._-]{1,249}$/,
    allowed:
      "the name of a topic: 1 to 249 letters, digits, dots, underscores and dashes, and not only dots",
    example,
  });
}

/** The fields that read `KafkaConsumer`s. */
export function consumersField(topic: Field<string>): Field<KafkaConsumer[]> {
  const consumers = listOf(
    object<KafkaConsumer>({
      topic,
      partitions: integer({ min: 1 }),
      replay: duration({ example: "12h" }),
      podLabels: optional(labelMap()),
    }),
  );
  return {
    read(value, place) {
      const read = consumers.read(value, place);
      if (!place.isBad) refuseShared(read, place);
      return read;
    },
  };
}

/** Two consumers of one topic would read each other's data as their own. */
function refuseShared(consumers: KafkaConsumer[], place: Place): void {
  for (const [i, { topic }] of consumers.entries()) {
    if (consumers.findIndex((other) => other.topic === topic) === i) continue;
    place.at(i).at("topic").refuse(topic, "a topic that no other consumer has", "another name");
  }
}

/** What is written three times at least where there are three brokers, and acknowledged when it is there twice. */
export function copies(brokers: number): { replicas: number; inSync: number } {
  return brokers >= 3 ? { replicas: 3, inSync: 2 } : { replicas: 1, inSync: 1 };
}

/**
 * The topics of these consumers. Pure. Each has exactly the partitions that its readers own: one more would be
 * read by nobody, one less leaves a reader idle or, with Tempo, broken.
 */
export function kafkaTopics(
  consumers: readonly KafkaConsumer[],
  { brokers, retention }: { brokers: number; retention?: Duration },
): KafkaTopic[] {
  const { replicas, inSync } = copies(brokers);
  return consumers.map((consumer) => ({
    name: consumer.topic,
    partitions: consumer.partitions,
    replicas,
    config: {
      "cleanup.policy": "delete",
      "retention.ms": retentionSeconds(consumer, retention) * 1000,
      // Kafka deletes whole segments only, and one that is being written never.
      "segment.ms": (durationSeconds("1h") ?? 0) * 1000,
      "min.insync.replicas": inSync,
      "max.message.bytes": LARGEST_MESSAGE,
    },
  }));
}

/** Twice what may have to be read again, so that a second failure while it is read loses nothing either. */
function retentionSeconds({ replay }: KafkaConsumer, retention: Duration | undefined): number {
  const given = durationSeconds(retention ?? "");
  if (given !== undefined) return given;
  return Math.max(2 * (durationSeconds(replay) ?? 0), durationSeconds(LEAST_RETENTION) ?? 0);
}
