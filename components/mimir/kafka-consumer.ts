import type { KafkaConsumer } from "../kafka/kafka-topics";
import { Topology } from "../shared/topology";
import { Architecture } from "./distributed-args";
import type { MimirSpec } from "./mimir-args";

/** What a Mimir with ingest storage asks of Kafka; nothing of a classic one. Pure, for whoever makes the topic. */
export function mimirKafkaConsumer(spec: MimirSpec): KafkaConsumer | undefined {
  if (spec.topology !== Topology.Distributed) return undefined;
  if (spec.architecture !== Architecture.IngestStorage) return undefined;
  return {
    topic: spec.topic.name,
    partitions: spec.topic.partitions,
    // Ingesters write a block every two hours. Should they stop, there is a day to mend it before samples are lost.
    replay: "24h",
    podLabels: { "app.kubernetes.io/instance": spec.name },
  };
}
