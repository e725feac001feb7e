import { kafkaClient } from "../kafka/kafka";
import { type KafkaArgs, type KafkaSpec, resolveKafka } from "../kafka/kafka-args";
import type { KafkaClient } from "../kafka/kafka-client";
import type { KafkaConsumer } from "../kafka/kafka-topics";
import type { Place } from "../shared/place";
import type { PlannedPart } from "./part";
import { type PlanContext, STORE, delivered } from "./wiring";

export type PlannedKafka = PlannedPart<KafkaArgs, KafkaSpec>;

/**
 * Kafka as it is without its consumers, whose readers need its address first. What is wrong with it is told when
 * it is planned with them.
 */
export function kafkaAddress(context: PlanContext): KafkaClient | undefined {
  const kafka = planKafka(context, {});
  return kafka && kafkaClient(kafka.spec);
}

/** Who reads from the stack's Kafka. */
interface Consumers {
  mimir?: KafkaConsumer;
  tempo?: KafkaConsumer;
}

/** The consumers, and where the user wrote what they want. */
function told({ mimir, tempo }: Consumers, place: Place) {
  const all = [
    {
      consumer: mimir,
      at: place.at("mimir").with({ topic: place.at("mimir").at("topic").at("name") }),
    },
    { consumer: tempo, at: place.at("tempo") },
  ].filter(({ consumer }) => consumer !== undefined);
  return {
    known: all.flatMap(({ consumer }) => consumer ?? []),
    written: place.at("kafka").with(Object.fromEntries(all.map(({ at }, i) => [i, at]))),
  };
}

/** Kafka with a topic for each of its consumers. */
export function planKafka(context: PlanContext, consumers: Consumers): PlannedKafka | undefined {
  const { settings, reader, central, place } = context;
  if (!settings.kafka) return undefined;
  const { known, written } = told(consumers, place);
  if (settings.kafka.kind !== "incluster") return external(context, settings.kafka, known, written);
  const base = delivered(context);
  const wiring = {
    ...base,
    fixed: { ...central.fixed, ...base.fixed, consumers: known, zones: settings.zones },
    written: { ...base.written, consumers: written, zones: place.at("zones") },
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
  written: Place,
): PlannedKafka {
  const args = { ...given, ...central.fixed, consumers } as unknown as KafkaArgs;
  const hidden = [...Object.keys(central.fixed), "consumers"];
  const spec = resolveKafka(
    "kafka",
    args,
    place.at("kafka").with({ ...central.written, consumers: written }, hidden),
  );
  return { name: "kafka", args, spec };
}
