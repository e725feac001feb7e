import { KAFKA_PASSWORD_VARIABLE } from "../kafka/kafka-client";
import type { KafkaConsumer } from "../kafka/kafka-topics";
import { PORTS, serviceHost } from "../shared/endpoints";
import type { Config } from "../shared/merge";
import { POD_ADDRESS } from "../shared/pod-address";
import { Topology } from "../shared/topology";
import { type TempoPart, partService } from "./parts";
import type { TempoSpec } from "./tempo-args";

/** Port at which the parts tell each other who is there. */
const GOSSIP_PORT = 7946;

/** Seconds before a shutdown in which a distributor is no longer ready but still receives: senders move on. */
export const SHUTDOWN_DELAY = 10;

/** What the parts need to find each other, and Kafka. */
export function distributedConfig(spec: TempoSpec): Config {
  const { name, namespace } = spec;
  // By default a part looks for its address at the interfaces eth0 and en0, which not every network plugin has.
  const ring = { kvstore: { store: "memberlist" }, instance_addr: POD_ADDRESS };
  const at = (part: TempoPart, suffix = "") =>
    `${serviceHost({ ...spec, name: `${partService(name, part)}${suffix}` })}:${PORTS.tempo.grpc}`;
  const gossip = serviceHost({ ...spec, name: `${name}-gossip-ring` });
  return {
    memberlist: {
      bind_port: GOSSIP_PORT,
      advertise_addr: POD_ADDRESS,
      // Pods get addresses that others had: without a name of its own one Tempo would join another's ring.
      cluster_label: `${name}.${namespace}`,
      join_members: [`dns+${gossip}:${GOSSIP_PORT}`],
      // The first pod finds nobody.
      abort_if_cluster_join_fails: false,
    },
    distributor: {
      ring,
      receivers: {
        otlp: {
          protocols: {
            grpc: {
              // Who must connect again asks again who is there: so new distributors are found.
              keepalive: {
                server_parameters: { max_connection_age: "1m", max_connection_age_grace: "30s" },
              },
            },
          },
        },
      },
    },
    // Of all distributors together: by default each of them would take as much.
    overrides: { defaults: { ingestion: { rate_strategy: "global" } } },
    live_store: {
      ring,
      // A pod starts without what the one before it had, and reads it again from Kafka: until it has, searches
      // would miss the last half hour, and the next pod of a rollout must not stop.
      readiness_target_lag: "30s",
      readiness_max_wait: "10m",
    },
    block_builder: { partitions_per_instance: 1 },
    backend_worker: {
      backend_scheduler_addr: at("backendScheduler"),
      // Polling for new blocks is shared out among the workers.
      ring,
    },
    // The Service without an address of its own: every querier works for every frontend.
    querier: { frontend_worker: { frontend_address: at("queryFrontend", "-discovery") } },
    ...(spec.remoteWriteUrl !== undefined && { metrics_generator: { ring } }),
    ingest: { kafka: kafka(spec) },
    ...cache(spec),
  };
}

function kafka({ kafka: client, topic }: TempoSpec): Config {
  return {
    address: client?.address,
    topic,
    // Created by Tempo, the topic would have as many partitions as the brokers give any, for which Tempo would
    // even change the brokers.
    auto_create_topic_enabled: false,
    ...(client?.sasl && { sasl_username: client.sasl.username }),
  };
}

/** The password as a flag: in the file its special letters would be YAML's. */
export function kafkaFlags({ kafka: client }: TempoSpec): string[] {
  return client?.sasl ? [`-ingest.sasl-password=$(${KAFKA_PASSWORD_VARIABLE})`] : [];
}

/** What many blocks' searches read again and again. Without pods for it, nothing. */
function cache(spec: TempoSpec): Config {
  if (spec.cache.replicas === 0) return {};
  const memcached = {
    host: serviceHost({ ...spec, name: `${spec.name}-memcached` }),
    service: "memcached-client",
    consistent_hash: true,
    timeout: "500ms",
  };
  const roles = [
    "bloom",
    "trace-id-index",
    "parquet-footer",
    "parquet-column-idx",
    "parquet-offset-idx",
    "frontend-search",
  ];
  return { cache: { caches: [{ memcached, roles }] } };
}

/** What a distributed Tempo asks of Kafka. Pure, for whoever makes the topic. */
export function tempoKafkaConsumer(spec: TempoSpec): KafkaConsumer | undefined {
  if (spec.topology !== Topology.Distributed) return undefined;
  return {
    topic: spec.topic,
    partitions: spec.partitions,
    // Block builders write every five minutes. Should they stop, there is a day to mend it before spans are lost.
    replay: "24h",
    podLabels: { "app.kubernetes.io/instance": spec.name },
  };
}
