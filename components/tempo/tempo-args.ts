import {
  KAFKA_CLIENT_FIELDS,
  type KafkaClient,
  SaslMechanism,
  refuseUnable,
} from "../kafka/kafka-client";
import { topicName } from "../kafka/kafka-topics";
import { type CacheSize, type CacheSizeArgs, cacheSizeField } from "../shared/cache-sizes";
import type { PlacementArgs } from "../shared/component-args";
import { integer, text, url } from "../shared/fields";
import type { Config } from "../shared/merge";
import { isGiven } from "../shared/given";
import {
  Autoscaling,
  type PartSize,
  type PartSizeArgs,
  autoscalingField,
  checkPartArgs,
  checkPartName,
  partSizesField,
} from "../shared/part-sizes";
import type { Place } from "../shared/place";
import { object, optional, withDefault } from "../shared/shape";
import { type StoreArgs, type StoreSpec, readStore, storeFields } from "../shared/store";
import { Topology, topologyOf } from "../shared/topology";
import type { Duration } from "../shared/units";
import { IMAGES } from "../versions";
import { type StorageMove, storageMoveField } from "../storage/storage-move";
import type { PersistenceArgs, WorkloadArgs } from "../shared/workload-args";
import { TEMPO_PARTS, type TempoPart } from "./parts";

/** How much Tempo takes before it refuses more: what protects its memory. */
export interface TempoLimits {
  /** Megabytes of spans a second, of all distributors together. Defaults to 30. */
  ingestionRate?: number;
  /** Traces that are being written at one time, of a distributed Tempo in each live store. Defaults to 10000. */
  maxTraces?: number;
  /** Megabytes of one trace. Defaults to 5. */
  maxTraceSize?: number;
  /** Series that each metrics generator makes of spans. Defaults to 100000. */
  maxGeneratedSeries?: number;
}

/** What you can say about Tempo. */
export interface TempoArgs extends WorkloadArgs, PlacementArgs, StoreArgs {
  /** How it runs: "single" or "distributed", for which it needs `kafka` and `objectStorage`. Defaults to "single". */
  topology?: Topology;
  /** How long traces are kept, at least 1h. Defaults to 7 days. */
  retention?: Duration;
  /** Its volume. Defaults to 10Gi of the cluster's default class, retained. A distributed Tempo has none: what is not in the bucket yet is in Kafka. */
  persistence?: PersistenceArgs;
  /** Remote write URL for span metrics and the service graph. Defaults to none: no metrics are made of spans. */
  remoteWriteUrl?: string;
  /** Value of the label `cluster` on those metrics. Defaults to what each span says. */
  cluster?: string;
  /** What it takes before it refuses more. Each limit has its own default. */
  limits?: TempoLimits;
  /** How a distributed Tempo reaches Kafka, where its topic must be with exactly as many partitions as said under `partitions`. Tempo 3.0 speaks to it without TLS, and knows of users only PLAIN. Defaults to none; in a stack, to its `kafka`. */
  kafka?: KafkaClient;
  /** Name of its topic in Kafka. Defaults to "tempo-traces". */
  topic?: string;
  /** Partitions of that topic, each with a block builder and a live store of its own; about one for every 8 MB of spans a second. Defaults to 3. */
  partitions?: number;
  /** Who changes the number of distributors, queriers, query frontends and backend workers: "none" or "hpa". Defaults to "none". */
  autoscaling?: Autoscaling;
  /** How big each part of a distributed Tempo is. Each part has its own defaults. */
  components?: Partial<Record<TempoPart, PartSizeArgs>>;
  /** Memcached for indexes, bloom filters and results of searches, in a distributed Tempo. Defaults to one pod with 1Gi. */
  cache?: CacheSizeArgs;
  /** What you have moved by hand, after the steps that a refused preview printed: "storage". Defaults to nothing. */
  moved?: StorageMove[];
  /** Laid over Tempo's configuration file as the last thing; `null` removes a key. Of a distributed Tempo it may name environment variables as `${NAME}`. Defaults to nothing. */
  config?: Config;
}

/** Tempo with every default filled in. */
export interface TempoSpec extends StoreSpec {
  moved: StorageMove[];
  remoteWriteUrl?: string;
  cluster?: string;
  limits: Required<TempoLimits>;
  /** There in topology distributed. */
  kafka?: KafkaClient;
  topic: string;
  partitions: number;
  autoscaling: Autoscaling;
  components: Record<TempoPart, PartSize>;
  cache: CacheSize;
}

/** Args that mean something where the chart makes the pods, and nothing elsewhere. */
const CHART_ARGS = ["kafka", "topic", "partitions", "autoscaling", "components", "cache"];

const PARTITIONS = 3;

/** What the longest name of a part, "-metrics-generator-discovery", leaves of the 63 letters of a Service. */
const LONGEST_NAME = 35;

/** Reads and checks the args. */
export function resolveTempo(name: string, args: unknown, place: Place): TempoSpec {
  const spec = readStore<TempoSpec>(
    {
      ...storeFields(name, tempoTopology(), {
        name: "tempo",
        image: "tempo",
        resources: { cpu: "100m", memory: "256Mi", memoryLimit: "2Gi" },
        minMemoryLimit: "256Mi",
        // Blocks are written within half an hour; what is deleted sooner was never to be found.
        minRetention: "1h",
        size: "10Gi",
      }),
      remoteWriteUrl: optional(url("http://mimir.monitoring.svc.cluster.local:8080/api/v1/push")),
      cluster: optional(text()),
      moved: storageMoveField(),
      limits: object<Required<TempoLimits>>({
        ingestionRate: withDefault(integer({ min: 1 }), 30),
        maxTraces: withDefault(integer({ min: 1 }), 10_000),
        maxTraceSize: withDefault(integer({ min: 1 }), 5),
        maxGeneratedSeries: withDefault(integer({ min: 1 }), 100_000),
      }),
      kafka: optional(object<KafkaClient>(KAFKA_CLIENT_FIELDS)),
      topic: withDefault(topicName("tempo-traces"), "tempo-traces"),
      partitions: withDefault(integer({ min: 1 }), PARTITIONS),
      autoscaling: autoscalingField(),
      components: partSizesField(TEMPO_PARTS),
      cache: cacheSizeField({ replicas: 1, memory: "1Gi" }),
    },
    args,
    place,
  );
  checkPartArgs(args, spec, CHART_ARGS, place);
  if (spec.topology !== Topology.Distributed) return spec;
  checkPartName(spec.name, LONGEST_NAME, place.at("name"));
  checkKafka(spec, place);
  checkAutoscaling(spec, place);
  return { ...spec, components: checkedParts(args, spec, place) };
}

/** Why there is no Tempo 3 of several equal processes, and the three ways out. */
function tempoTopology() {
  const refused = {
    why: '"single" or "distributed": Tempo 3 runs as one process, or as parts with Kafka between them',
    write:
      '"single", or "distributed" with `kafka`; several equal processes without Kafka are Tempo 2.10, which this package does not deploy',
  };
  return topologyOf([Topology.Single, Topology.Distributed], {
    [Topology.Replicated]: refused,
    [Topology.SimpleScalable]: refused,
  });
}

function checkKafka({ kafka }: TempoSpec, place: Place): void {
  if (kafka === undefined) {
    const why = "Kafka in topology distributed: Tempo 3 hands every span from part to part by it";
    place
      .at("kafka")
      .refuse(
        kafka,
        why,
        '{ address: "host:9092" }, in a stack `kafka: { kind: "incluster" }`, or topology "single"',
      );
    return;
  }
  const abilities = {
    program: `Tempo ${IMAGES.tempo.tag}`,
    mechanisms: [SaslMechanism.Plain],
    tls: false,
    addresses: false,
  };
  refuseUnable(kafka, abilities, place.at("kafka"));
}

function checkAutoscaling({ autoscaling }: TempoSpec, place: Place): void {
  if (autoscaling !== Autoscaling.Keda) return;
  const why = '"none" or "hpa": by KEDA the chart scales backend workers alone';
  place.at("autoscaling").refuse(autoscaling, why, `"${Autoscaling.Hpa}"`);
}

/** One block builder and one live store own each partition: one too many does not start, one too few loses traces. */
function checkedParts(args: unknown, spec: TempoSpec, place: Place): TempoSpec["components"] {
  const { partitions, components } = spec;
  const parts = place.at("components");
  const own = (part: TempoPart) => {
    const { replicas } = components[part];
    if (isGiven(args, "components", part, "replicas") && replicas !== partitions) {
      const why = `${partitions}, as many as partitions: each owns one`;
      parts.at(part).at("replicas").refuse(replicas, why, "nothing here, but `partitions`");
    }
    return { ...components[part], replicas: partitions };
  };
  const generators = components.metricsGenerator;
  const given = isGiven(args, "components", "metricsGenerator", "replicas");
  if (given && generators.replicas > partitions) {
    const why = `at most ${partitions}: as many as partitions, of which the others would get none`;
    const at = parts.at("metricsGenerator").at("replicas");
    at.refuse(generators.replicas, why, String(partitions));
  }
  return {
    ...components,
    blockBuilder: own("blockBuilder"),
    liveStore: own("liveStore"),
    metricsGenerator: {
      ...generators,
      replicas: Math.min(generators.replicas, partitions),
    },
  };
}
