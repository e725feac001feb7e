import { bucketOf } from "../shared/store";
import type { Config } from "../shared/merge";
import { thanosBackend, thanosStore } from "../storage/thanos";
import type { MimirSpec } from "./mimir-args";
import { PATHS } from "./paths";

/** What lies where in the bucket. Mimir refuses to start when two of them share a prefix. */
const PREFIXES = { blocks: "blocks", ruler: "ruler", alertmanager: "alertmanager" } as const;

/** Where blocks, rules and Alertmanager configurations are kept, and the folders that each process needs beside. */
export function storageConfig(spec: MimirSpec): Config {
  const local = { tsdb: { dir: PATHS.tsdb }, bucket_store: { sync_dir: PATHS.indexes } };
  const bucket = bucketOf(spec);
  if (!bucket) {
    return {
      blocks_storage: { backend: "filesystem", filesystem: { dir: PATHS.blocks }, ...local },
      // Writable, unlike stores of type "local".
      ruler_storage: { backend: "filesystem", filesystem: { dir: PATHS.rules } },
      alertmanager_storage: { backend: "filesystem", filesystem: { dir: PATHS.alertStore } },
    };
  }
  return {
    common: { storage: { backend: thanosBackend(bucket), ...thanosStore(bucket) } },
    blocks_storage: { storage_prefix: PREFIXES.blocks, ...local },
    ruler_storage: { storage_prefix: PREFIXES.ruler },
    alertmanager_storage: { storage_prefix: PREFIXES.alertmanager },
  };
}
