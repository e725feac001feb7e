import type { StringMap } from "../shared/labels";
import type { Duration } from "../shared/units";

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
