import type { KafkaConsumer } from "../kafka/kafka-topics";
import { Topology } from "../shared/topology";
import { Architecture } from "./distributed-args";
import type { MimirSpec } from "./mimir-args";

/** What Mimir keeps in Kafka, where it is its ingest storage. Pure. */
export function mimirKafkaConsumer(spec: MimirSpec): KafkaConsumer | undefined {
  const { topology, architecture, topic } = spec;
  if (topology !== Topology.Distributed || architecture !== Architecture.IngestStorage) {
    return undefined;
  }
  return {
    topic: topic.name,
    partitions: topic.partitions,
    // An ingester that was away for a night reads the night again.
    replay: "12h",
    podLabels: { "app.kubernetes.io/name": "mimir", "app.kubernetes.io/instance": spec.name },
  };
}
