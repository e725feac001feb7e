import { integer, quantity } from "./fields";
import { type Field, object, withDefault } from "./shape";
import { type Quantity, quantityValue } from "./units";

/** How big one cache is: memcached, which loses nothing but time when it restarts. */
export interface CacheSizeArgs {
  /** Number of pods, over which the keys are spread; 0 for no cache. Each cache has its own default. */
  replicas?: number;
  /** Memory for cached items in each pod. A fifth more is requested for memcached itself. Each cache has its own default. */
  memory?: Quantity;
}

/** The same with every default filled in. */
export type CacheSize = Required<CacheSizeArgs>;

export function cacheSizeField(defaults: CacheSize): Field<CacheSize> {
  return object<CacheSize>({
    replicas: withDefault(integer({ min: 0 }), defaults.replicas),
    memory: withDefault(quantity(defaults.memory, { min: "64Mi" }), defaults.memory),
  });
}

/** Memory for cached items as memcached and the charts take it, in whole MiB. */
export function cacheMegabytes({ memory }: CacheSize): number {
  return Math.floor((quantityValue(memory) ?? 0) / 2 ** 20);
}

/** Memory of a pod with such a cache: the items, and a fifth more for connections and memcached itself. */
export function cachePodMemory(cache: CacheSize): Quantity {
  return `${Math.ceil(cacheMegabytes(cache) * 1.2)}Mi`;
}
