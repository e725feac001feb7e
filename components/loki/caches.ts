import { type CacheSize, type CacheSizeArgs, cacheSizeField } from "../shared/cache-sizes";
import { type ServiceAddress, serviceHost } from "../shared/endpoints";
import type { Config } from "../shared/merge";
import { type Field, object } from "../shared/shape";

/** The memcached of topologies "simple-scalable" and "distributed". */
export interface LokiCachesArgs {
  /** Chunks from the bucket, by which ingesters see too what another has already written. Defaults to 2 pods of 2Gi. */
  chunks?: CacheSizeArgs;
  /** Answers to queries. Defaults to 2 pods of 512Mi. */
  results?: CacheSizeArgs;
}

export type LokiCaches = Record<keyof LokiCachesArgs, CacheSize>;

export function cachesField(): Field<LokiCaches> {
  return object<LokiCaches>({
    chunks: cacheSizeField({ replicas: 2, memory: "2Gi" }),
    results: cacheSizeField({ replicas: 2, memory: "512Mi" }),
  });
}

/** What Loki is told of its caches. One with no pods it is not told of. */
export function cachesConfig(loki: ServiceAddress & { caches: LokiCaches }): Config {
  const { chunks, results } = loki.caches;
  return {
    ...(chunks.replicas > 0 && {
      chunk_store_config: { chunk_cache_config: chunkCache(loki) },
    }),
    query_range: {
      align_queries_with_step: true,
      ...(results.replicas > 0 && {
        cache_results: true,
        results_cache: { cache: resultsCache(loki) },
      }),
    },
  };
}

function chunkCache(loki: ServiceAddress): Config {
  return {
    // Chunks never change.
    default_validity: "0s",
    memcached: { batch_size: 4, parallelism: 5 },
    memcached_client: { ...client(loki, "chunks-cache"), timeout: "2s", max_idle_conns: 72 },
  };
}

function resultsCache(loki: ServiceAddress): Config {
  return {
    default_validity: "12h",
    memcached_client: { ...client(loki, "results-cache"), timeout: "500ms" },
  };
}

/** All pods of a cache by their Service's records, each of which holds a share of the keys. */
function client(loki: ServiceAddress, cache: string): Config {
  const host = serviceHost({ ...loki, name: `${loki.name}-${cache}` });
  return { addresses: `dnssrvnoa+_memcached-client._tcp.${host}`, consistent_hash: true };
}
