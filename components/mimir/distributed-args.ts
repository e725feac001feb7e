import { type KafkaClient, refuseUnable, SaslMechanism } from "../kafka/kafka-client";
import { topicName } from "../kafka/kafka-topics";
import { integer } from "../shared/fields";
import { isGiven } from "../shared/given";
import {
  Autoscaling,
  type PartDefaults,
  type PartSize,
  type PartSizeArgs,
} from "../shared/part-sizes";
import type { Place } from "../shared/place";
import { type Field, object, optional, withDefault } from "../shared/shape";
import { REPLICATION_FACTOR } from "../shared/zones";
import { IMAGES } from "../versions";

/** How samples reach the ingesters. */
export const Architecture = {
  /** The distributors bring each sample to three ingesters. */
  Classic: "classic",
  /** The distributors write to Kafka, and the ingesters read from it. */
  IngestStorage: "ingest-storage",
} as const;
export type Architecture = (typeof Architecture)[keyof typeof Architecture];

/** The parts that topology "distributed" consists of. */
export interface MimirComponentsArgs {
  /** Takes samples in. Defaults to 3 pods. */
  distributor?: PartSizeArgs;
  /** Holds the newest samples; at least 3, and as many in every zone. Defaults to 3 pods with 50Gi each. */
  ingester?: PartSizeArgs;
  /** Computes queries. Defaults to 2 pods. */
  querier?: PartSizeArgs;
  /** Takes queries in, splits them and keeps answers. Defaults to 2 pods. */
  queryFrontend?: PartSizeArgs;
  /** Hands queries to whoever is free. Defaults to 2 pods. */
  queryScheduler?: PartSizeArgs;
  /** Reads blocks from the bucket; at least 3, and as many in every zone. Defaults to 3 pods with 20Gi each. */
  storeGateway?: PartSizeArgs;
  /** Evaluates rules. Defaults to 2 pods. */
  ruler?: PartSizeArgs;
  /** Routes alerts; at least 3, and as many in every zone. Defaults to 3 pods with 5Gi each. */
  alertmanager?: PartSizeArgs;
  /** Merges blocks and deletes old ones; 0 only while another Mimir does so in the same bucket. Defaults to 1 pod with 50Gi. */
  compactor?: PartSizeArgs;
  /** Tells the limits as metrics. Defaults to 1 pod. */
  overridesExporter?: PartSizeArgs;
  /** The proxy in front of all. Defaults to 2 pods. */
  gateway?: PartSizeArgs;
}

export type MimirPart = keyof MimirComponentsArgs;
export type MimirComponents = Record<MimirPart, PartSize>;

/** For about a million series; the limits on what is taken are those of `limits`. */
export const MIMIR_PARTS: Readonly<Record<MimirPart, PartDefaults>> = {
  distributor: {
    replicas: 3,
    resources: { cpu: "500m", memory: "1Gi", memoryLimit: "3Gi" },
    scalesTo: 10,
  },
  ingester: {
    replicas: REPLICATION_FACTOR,
    minReplicas: REPLICATION_FACTOR,
    resources: { cpu: "1", memory: "4Gi", memoryLimit: "8Gi" },
    minMemoryLimit: "512Mi",
    size: "50Gi",
  },
  querier: {
    replicas: 2,
    resources: { cpu: "500m", memory: "1Gi", memoryLimit: "4Gi" },
    scalesTo: 10,
  },
  queryFrontend: {
    replicas: 2,
    resources: { cpu: "250m", memory: "512Mi", memoryLimit: "2Gi" },
    scalesTo: 5,
  },
  queryScheduler: {
    replicas: 2,
    resources: { cpu: "100m", memory: "128Mi", memoryLimit: "512Mi" },
  },
  storeGateway: {
    replicas: REPLICATION_FACTOR,
    minReplicas: REPLICATION_FACTOR,
    resources: { cpu: "500m", memory: "1Gi", memoryLimit: "3Gi" },
    minMemoryLimit: "256Mi",
    size: "20Gi",
  },
  ruler: {
    replicas: 2,
    resources: { cpu: "250m", memory: "512Mi", memoryLimit: "3Gi" },
  },
  alertmanager: {
    replicas: REPLICATION_FACTOR,
    minReplicas: REPLICATION_FACTOR,
    resources: { cpu: "100m", memory: "128Mi", memoryLimit: "1Gi" },
    size: "5Gi",
  },
  compactor: {
    replicas: 1,
    minReplicas: 0,
    resources: { cpu: "500m", memory: "1Gi", memoryLimit: "4Gi" },
    minMemoryLimit: "256Mi",
    size: "50Gi",
  },
  overridesExporter: {
    replicas: 1,
    resources: { cpu: "50m", memory: "64Mi", memoryLimit: "256Mi" },
  },
  gateway: {
    replicas: 2,
    resources: { cpu: "100m", memory: "64Mi", memoryLimit: "256Mi" },
    scalesTo: 6,
  },
};

/** Parts that keep copies of the same data, of which every zone has its own. */
export const COPIED_PARTS = ["ingester", "storeGateway", "alertmanager"] as const;

/** The topic that samples go through. */
export interface MimirTopicArgs {
  /** Its name. Defaults to "mimir-ingest". */
  name?: string;
  /** Its partitions, at least as many as ingesters in a zone; more let ingesters be added without a change of the topic. Defaults to 12, or as many as ingesters in a zone. */
  partitions?: number;
}

const PARTITIONS = 12;

export function topicField(): Field<MimirTopicArgs> {
  return object<MimirTopicArgs>({
    name: withDefault(topicName("mimir-ingest"), "mimir-ingest"),
    partitions: optional(integer({ min: 1 })),
  });
}

/** What can only be said when the whole is known. */
interface Whole {
  zones: string[];
  architecture: Architecture;
  autoscaling: Autoscaling;
  kafka?: KafkaClient;
  components: MimirComponents;
}

/** Every zone gets as many of a part as every other. Where nobody said how many, that is settled here. */
export function settledComponents(args: unknown, { zones, components }: Whole, place: Place) {
  if (zones.length === 0) return components;
  const settled = COPIED_PARTS.map((part) => {
    const { replicas } = components[part];
    const even = Math.ceil(replicas / zones.length) * zones.length;
    if (even !== replicas && isGiven(args, "components", part, "replicas")) {
      const there = place.at("components").at(part).at("replicas");
      there.refuse(replicas, `a multiple of the ${zones.length} zones`, String(even));
    }
    return [part, { ...components[part], replicas: even }] as const;
  });
  return { ...components, ...Object.fromEntries(settled) };
}

/** The topic with as many partitions as the ingesters of one zone need: each owns one. */
export function settledTopic(
  topic: MimirTopicArgs,
  { zones, components }: Whole,
  place: Place,
): Required<MimirTopicArgs> {
  const { replicas } = components.ingester;
  const least = zones.length > 0 ? Math.ceil(replicas / zones.length) : replicas;
  const { name = "", partitions = Math.max(PARTITIONS, least) } = topic;
  if (partitions < least) {
    const allowed = `at least ${least}, one for every ingester of a zone`;
    place.at("topic").at("partitions").refuse(partitions, allowed, String(least));
  }
  return { name, partitions };
}

/** What belongs to one architecture and not to the other. */
export function checkArchitecture(args: unknown, spec: Whole, place: Place): void {
  const { architecture, kafka, zones } = spec;
  if (architecture === Architecture.Classic) {
    for (const key of ["kafka", "topic"].filter((k) => isGiven(args, k))) {
      place
        .at(key)
        .refuse(
          key,
          "nothing in the classic architecture",
          'architecture "ingest-storage", or remove it',
        );
    }
    return;
  }
  if (!kafka) {
    place
      .at("kafka")
      .refuse(undefined, "an address of Kafka for ingest storage", '{ address: "host:port" }');
  } else {
    refuseUnable(
      kafka,
      {
        program: `Mimir ${IMAGES.mimir.tag}`,
        mechanisms: Object.values(SaslMechanism),
        tls: true,
        addresses: true,
      },
      place.at("kafka"),
    );
  }
  if (zones.length === 0 && !place.at("zones").isBad) {
    place
      .at("zones")
      .refuse(
        undefined,
        "three zones or more with ingest storage: only the ingesters of different zones read the same partition",
        "the zones of the cluster's nodes",
      );
  }
}
