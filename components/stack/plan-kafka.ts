import { kafkaClient } from "../kafka/kafka";
import { type KafkaArgs, type KafkaSpec, resolveKafka } from "../kafka/kafka-args";
import type { KafkaClient } from "../kafka/kafka-client";
import type { KafkaConsumer } from "../kafka/kafka-topics";
import type { PlannedPart } from "./part";
import { type PlanContext, STORE, delivered } from "./wiring";

export type PlannedKafka = PlannedPart<KafkaArgs, KafkaSpec>;

/**
 * Kafka as it is without its consumers, whose readers need its address first. What is wrong with it is told when
 * it is planned with them.
 */
export function kafkaAddress(context: PlanContext): KafkaClient | undefined {
  const kafka = planKafka(context, []);
  return kafka && kafkaClient(kafka.spec);
}

/** Kafka with a topic for each of its consumers. */
export function planKafka(
  context: PlanContext,
  consumers: readonly (KafkaConsumer | undefined)[],
): PlannedKafka | undefined {
  const { settings, reader, central } = context;
  if (!settings.kafka) return undefined;
  const known = consumers.filter((consumer) => consumer !== undefined);
  if (settings.kafka.kind !== "incluster") return external(context, settings.kafka, known);
  const base = delivered(context);
  const wiring = {
    ...base,
    fixed: { ...central.fixed, ...base.fixed, consumers: known, zones: settings.zones },
    written: { ...base.written, zones: context.place.at("zones") },
  };
  return reader.readGiven<KafkaArgs, KafkaSpec>(
    "kafka",
    settings.kafka,
    STORE,
    wiring,
    resolveKafka,
  );
}

/** Nothing of it is ours: what holds for all our pods is not for its. */
function external(
  { place, central }: PlanContext,
  given: object,
  consumers: KafkaConsumer[],
): PlannedKafka {
  const args = { ...given, ...central.fixed, consumers } as unknown as KafkaArgs;
  const hidden = [...Object.keys(central.fixed), "consumers"];
  const spec = resolveKafka("kafka", args, place.at("kafka").with(central.written ?? {}, hidden));
  return { name: "kafka", args, spec };
}
