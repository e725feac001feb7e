import type { Config } from "../shared/merge";
import { bucketOf } from "../shared/store";
import { thanosBackend, thanosStore } from "../storage/thanos";
import type { LokiSpec } from "./loki-args";
import { LOKI_DATA } from "./paths";
import { schemaConfig } from "./schema";

/** Which logs lie where, and how they are deleted there. */
export function storageConfig(spec: LokiSpec): Config {
  const bucket = bucketOf(spec);
  const files = { filesystem: { dir: `${LOKI_DATA}/chunks` } };
  // What was written before there was a bucket stays readable where it is.
  const needsFiles = spec.schema.some(({ objectStore }) => objectStore === "filesystem");
  return {
    schema_config: schemaConfig(spec.schema),
    storage_config: {
      use_thanos_objstore: true,
      object_store: { ...(needsFiles && files), ...(bucket && thanosStore(bucket)) },
      tsdb_shipper: {
        active_index_directory: `${LOKI_DATA}/tsdb-index`,
        cache_location: `${LOKI_DATA}/tsdb-cache`,
      },
    },
    compactor: {
      working_directory: `${LOKI_DATA}/compactor`,
      // Both are needed: without them retention_period deletes nothing.
      retention_enabled: true,
      delete_request_store: bucket ? thanosBackend(bucket) : "filesystem",
      // By default on its own disk, where the next compactor does not look for what is still to be deleted.
      ...(bucket && { deletion_marker_object_store_prefix: "deletion-markers/" }),
    },
    // At the top level: with use_thanos_objstore Loki reads the store from here and ignores ruler.storage.
    ruler_storage: bucket
      ? { backend: thanosBackend(bucket), ...thanosStore(bucket) }
      : { backend: "filesystem", filesystem: { dir: `${LOKI_DATA}/rules` } },
  };
}
