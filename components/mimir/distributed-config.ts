import { PORTS, serviceHost } from "../shared/endpoints";
import { type Config, merge } from "../shared/merge";
import { kafkaAccess } from "../kafka/kafka-client";
import { CACHES, type CacheName, cacheAddress } from "./caches";
import { Architecture } from "./distributed-args";
import type { MimirSpec } from "./mimir-args";

/** Where the chart mounts what it mounts. */
const CHART = {
  activity: "/active-query-tracker/activity.log",
  fallback: "/configs/alertmanager_fallback_config.yaml",
  runtime: "/var/mimir/runtime.yaml",
} as const;

/** What the parts need to know of each other where each is a workload of its own. */
export function distributedConfig(spec: MimirSpec): Config {
  const scheduler = `${host(spec, "query-scheduler-headless")}:${PORTS.mimir.grpc}`;
  const alertmanagers = `_http-metrics._tcp.${host(spec, "alertmanager-headless")}`;
  return [cachesConfig(spec), ingestConfig(spec)].reduce<Config>(merge, {
    activity_tracker: { filepath: CHART.activity },
    runtime_config: { file: CHART.runtime },
    frontend: { scheduler_address: scheduler, parallelize_shardable_queries: true },
    frontend_worker: {
      scheduler_address: scheduler,
      // Results that a frontend would take and a querier could not send.
      grpc_client_config: { max_send_msg_size: 400 * 2 ** 20 },
    },
    // One query becomes hundreds of small ones: 16 shards of each of 15 days.
    query_scheduler: { max_outstanding_requests_per_tenant: 800 },
    limits: { max_query_parallelism: 240 },
    querier: { max_concurrent: 8 },
    ruler: { alertmanager_url: `dnssrvnoa+http://${alertmanagers}/alertmanager` },
    alertmanager: { fallback_config_file: CHART.fallback },
  });
}

/** Host of a part's Service, with the dot at the end that keeps search domains out of it. */
function host(spec: MimirSpec, part: string): string {
  return `${serviceHost({ ...spec, name: `${spec.name}-${part}` })}.`;
}

function cachesConfig(spec: MimirSpec): Config {
  const { chunks, index, metadata, results } = spec.caches;
  const cache = (name: CacheName, further: Config = {}): Config => ({
    backend: "memcached",
    memcached: {
      // The chart refuses any other spelling.
      addresses: cacheAddress(spec, name),
      max_item_size: CACHES[name].itemMegabytes * 2 ** 20,
      ...further,
    },
  });
  const big = { timeout: "750ms", max_idle_connections: 150 };
  const bucketStore: Config = {
    ...(chunks.replicas > 0 && { chunks_cache: cache("chunks", big) }),
    ...(index.replicas > 0 && { index_cache: cache("index", big) }),
    ...(metadata.replicas > 0 && { metadata_cache: cache("metadata") }),
  };
  return {
    blocks_storage: { bucket_store: bucketStore },
    ...(metadata.replicas > 0 && { ruler_storage: { cache: cache("metadata") } }),
    ...(results.replicas > 0 && {
      frontend: {
        cache_results: true,
        results_cache: cache("results"),
        query_sharding_target_series_per_shard: 2500,
      },
    }),
  };
}

/** How samples come to the ingesters: from the distributors, or from Kafka. */
function ingestConfig(spec: MimirSpec): Config {
  const { architecture, kafka, topic } = spec;
  if (architecture === Architecture.Classic || !kafka)
    return { ingest_storage: { enabled: false } };
  const { files } = kafkaAccess(kafka);
  return {
    ingest_storage: {
      enabled: true,
      kafka: {
        address: kafka.address,
        topic: topic.name,
        // Every part would try to make it with its own idea of it, and set the default of the whole Kafka.
        auto_create_topic_enabled: false,
        ...(kafka.sasl && {
          sasl_mechanism: kafka.sasl.mechanism,
          sasl_username: kafka.sasl.username,
        }),
        ...(kafka.tls && {
          tls_enabled: true,
          ...(files.ca && { tls_ca_path: files.ca }),
          ...(files.certificate && { tls_cert_path: files.certificate }),
          ...(files.key && { tls_key_path: files.key }),
        }),
      },
    },
    // Kafka takes longer than an ingester.
    distributor: { remote_timeout: "5s" },
    // What came by another way than Kafka would be lost with the ingester.
    ingester: { push_grpc_method_enabled: false },
    // Only the frontend knows how far a rule's own writes have been read again.
    ruler: {
      query_frontend: { address: `dns:///${host(spec, "query-frontend")}:${PORTS.mimir.grpc}` },
    },
  };
}
