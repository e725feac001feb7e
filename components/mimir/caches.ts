import { type ServiceAddress, serviceHost } from "../shared/endpoints";
import { type Field, object } from "../shared/shape";
import { type CacheSize, type CacheSizeArgs, cacheSizeField } from "../shared/cache-sizes";

/** The memcached of topology "distributed": answers that would be fetched or computed again. */
export interface MimirCachesArgs {
  /** Pieces of series from the bucket. Defaults to 2 pods of 2Gi. */
  chunks?: CacheSizeArgs;
  /** What the store gateways look up in blocks' indexes. Defaults to 2 pods of 1Gi. */
  index?: CacheSizeArgs;
  /** Which blocks and rules there are in the bucket. Defaults to 2 pods of 256Mi. */
  metadata?: CacheSizeArgs;
  /** Answers to queries. Defaults to 2 pods of 512Mi. */
  results?: CacheSizeArgs;
}

export type CacheName = keyof MimirCachesArgs;
export type MimirCaches = Record<CacheName, CacheSize>;

/** The largest item that each cache takes, in MiB. */
export const CACHES = {
  chunks: { itemMegabytes: 1 },
  index: { itemMegabytes: 5 },
  metadata: { itemMegabytes: 1 },
  results: { itemMegabytes: 5 },
} as const satisfies Record<CacheName, object>;

const PORT = 11211;

export function cachesField(): Field<MimirCaches> {
  return object<MimirCaches>({
    chunks: cacheSizeField({ replicas: 2, memory: "2Gi" }),
    index: cacheSizeField({ replicas: 2, memory: "1Gi" }),
    metadata: cacheSizeField({ replicas: 2, memory: "256Mi" }),
    results: cacheSizeField({ replicas: 2, memory: "512Mi" }),
  });
}

/** Where a cache is, as the chart and Mimir's discovery write it. */
export function cacheAddress(mimir: ServiceAddress, cache: CacheName): string {
  return `dnssrvnoa+${serviceHost({ ...mimir, name: `${mimir.name}-${cache}-cache` })}.:${PORT}`;
}
