import { objectLabels } from "../shared/labels";
import { type Config, merge } from "../shared/merge";
import { imageReference, ownImage } from "../shared/images";
import { PORTS } from "../shared/endpoints";
import type { ResourceSettings } from "../shared/workload-args";
import { ZONE_LABEL } from "../shared/zones";
import type { InClusterKafkaSpec } from "./kafka-args";
import { LARGEST_MESSAGE, type KafkaTopic, copies } from "./kafka-topics";
import { RESTRICTED_CONTAINER, podTemplate, spread } from "./pods";

/** Everything of Strimzi has this version. */
export const STRIMZI_API = "kafka.strimzi.io/v1";

/** An object of Strimzi's kinds. Plain data. */
export interface StrimziObject {
  kind: "KafkaNodePool" | "Kafka" | "KafkaTopic";
  name: string;
  labels: Record<string, string>;
  spec: Config;
}

/** Port of the metrics that Strimzi opens on every node of Kafka. */
const METRICS_PORT = 9404;

/** Port of the topic operator's health and metrics. */
const ENTITY_OPERATOR_PORT = 8080;

/** What is worth keeping of the thousands of metrics of a broker: its health, its load and its lag behind others. */
const METRICS = [
  "kafka_cluster_partition.*",
  "kafka_controller_.*",
  "kafka_log_log_size.*",
  "kafka_network_requestmetrics_(requests|errors|totaltimems).*",
  "kafka_server_(brokertopicmetrics|kafkarequesthandlerpool|raft|replicafetchermanager|replicamanager).*",
];

/** The pools of nodes: brokers, and apart from them the controllers, of which there are always three. Pure. */
export function nodePools(spec: InClusterKafkaSpec): StrimziObject[] {
  const { brokers, controllers, persistence, resources } = spec;
  if (brokers === 1) {
    const roles = ["controller", "broker"];
    return [nodePool(spec, "broker", { replicas: 1, roles, resources, size: persistence.size })];
  }
  return [
    nodePool(spec, "controller", {
      replicas: 3,
      roles: ["controller"],
      resources: controllers.resources,
      size: controllers.persistence.size,
    }),
    nodePool(spec, "broker", {
      replicas: brokers,
      roles: ["broker"],
      resources,
      size: persistence.size,
    }),
  ];
}

interface Pool {
  replicas: number;
  roles: string[];
  resources: ResourceSettings;
  size: string;
}

function nodePool(spec: InClusterKafkaSpec, role: string, pool: Pool): StrimziObject {
  const { storageClass, whenDeleted } = spec.persistence;
  const name = `${spec.name}-${role}`;
  return {
    kind: "KafkaNodePool",
    name,
    labels: labels(spec, name),
    spec: {
      replicas: pool.replicas,
      roles: pool.roles,
      resources: requirements(pool.resources),
      storage: {
        type: "jbod",
        volumes: [
          {
            id: 0,
            type: "persistent-claim",
            size: pool.size,
            ...(storageClass && { class: storageClass }),
            deleteClaim: whenDeleted === "Delete",
            kraftMetadata: "shared",
          },
        ],
      },
      template: { pod: { ...podTemplate(spec, METRICS_PORT), ...spread(spec, name) } },
    },
  };
}

/** Kafka itself. Pure. */
export function kafkaCluster(spec: InClusterKafkaSpec): StrimziObject {
  return {
    kind: "Kafka",
    name: spec.name,
    labels: objectLabels({ name: spec.name, instance: spec.instance }, spec.labels),
    spec: {
      kafka: {
        version: spec.image.tag.split("-kafka-")[1],
        image: imageReference(ownImage(spec)),
        listeners: [listener(spec)],
        config: merge<Config>(brokerConfig(spec), spec.config),
        ...(spec.zones.length > 0 && { rack: { topologyKey: ZONE_LABEL } }),
        metricsConfig: { type: "strimziMetricsReporter", values: { allowList: METRICS } },
        template: {
          kafkaContainer: { securityContext: RESTRICTED_CONTAINER },
          initContainer: { securityContext: RESTRICTED_CONTAINER },
          // Of brokers and controllers together one at a time.
          podDisruptionBudget: { maxUnavailable: 1 },
        },
      },
      entityOperator: {
        topicOperator: {
          resources: { requests: { cpu: "50m", memory: "256Mi" }, limits: { memory: "384Mi" } },
        },
        template: {
          pod: podTemplate(spec, ENTITY_OPERATOR_PORT),
          topicOperatorContainer: { securityContext: RESTRICTED_CONTAINER },
        },
      },
    },
  };
}

/** A topic as an object of Strimzi's, whose operator makes it and keeps it so. Pure. */
export function topicObject(
  spec: InClusterKafkaSpec,
  { name, partitions, replicas, config }: KafkaTopic,
): StrimziObject {
  return {
    kind: "KafkaTopic",
    name,
    labels: labels(spec, name),
    spec: { partitions, replicas, config },
  };
}

/** Without TLS and without users, since Tempo's client has neither: who may come is the network policy's. */
function listener({ consumers }: InClusterKafkaSpec): Config {
  const everybody = consumers.some(({ podLabels }) => podLabels === undefined);
  const peers =
    everybody || consumers.length === 0
      ? [{ podSelector: {} }]
      : consumers.map(({ podLabels }) => ({ podSelector: { matchLabels: podLabels } }));
  return {
    name: "plain",
    port: PORTS.kafka.plain,
    type: "internal",
    tls: false,
    configuration: { useServiceDnsDomain: true },
    networkPolicyPeers: peers,
  };
}

function brokerConfig({ brokers }: InClusterKafkaSpec): Config {
  const { replicas, inSync } = copies(brokers);
  return {
    // Tempo and Mimir would both change the brokers' default number of partitions, each to its own.
    "auto.create.topics.enable": false,
    "default.replication.factor": replicas,
    "min.insync.replicas": inSync,
    "offsets.topic.replication.factor": replicas,
    "transaction.state.log.replication.factor": replicas,
    "transaction.state.log.min.isr": inSync,
    "message.max.bytes": LARGEST_MESSAGE,
    "replica.fetch.max.bytes": LARGEST_MESSAGE,
  };
}

/** Labels of what belongs to the cluster and is no part of its object. */
function labels(spec: InClusterKafkaSpec, name: string): Record<string, string> {
  const identity = { name, instance: spec.instance };
  return { ...objectLabels(identity, spec.labels), "strimzi.io/cluster": spec.name };
}

function requirements({ cpu, memory, cpuLimit, memoryLimit }: ResourceSettings): Config {
  return {
    requests: { cpu, memory },
    limits: { memory: memoryLimit, ...(cpuLimit && { cpu: cpuLimit }) },
  };
}
