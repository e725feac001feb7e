import type { Config } from "../shared/merge";
import { AZURE_KEY_VARIABLE } from "./access";
import { s3Endpoint } from "./aws";
import { blobHost } from "./azure";
import type { BucketStorage, S3Storage } from "./object-storage";

/** Name of the client in the configuration of Loki, Mimir and Pyroscope. */
export type ThanosBackend = "s3" | "gcs" | "azure";

export function thanosBackend(storage: BucketStorage): ThanosBackend {
  return storage.kind === "s3-compatible" ? "s3" : storage.kind;
}

/**
 * A bucket as Loki (`object_store`) and Mimir (`common.storage`) spell it: `{ s3: … }`, `{ gcs: … }` or
 * `{ azure: … }`. Pure: equal storages give equal configurations.
 *
 * No credentials stand in it. The client looks for keys, then for a web identity (IRSA), then for an agent (Pod
 * Identity) in its environment; `native_aws_auth_enabled` would be another way to the same, and is experimental.
 * A CA is no setting either, see `storageAccess`.
 */
export function thanosStore(storage: BucketStorage): Config {
  switch (storage.kind) {
    case "s3":
      return {
        s3: {
          bucket_name: storage.bucket,
          endpoint: s3Endpoint(storage.region),
          region: storage.region,
          ...encryption(storage),
          ...(storage.storageClass && { storage_class: storage.storageClass }),
        },
      };
    case "s3-compatible":
      return {
        s3: {
          bucket_name: storage.bucket,
          endpoint: storage.endpoint,
          region: storage.region,
          insecure: storage.insecure,
          bucket_lookup_type: storage.pathStyle ? "path" : "virtual-hosted",
        },
      };
    case "gcs":
      return { gcs: { bucket_name: storage.bucket } };
    case "azure":
      return {
        azure: {
          account_name: storage.account,
          container_name: storage.bucket,
          ...blobHost(storage.cloud),
          // Without a key the client asks for the pod's workload identity. `user_assigned_id` would make it ask
          // for the node's instead.
          ...(storage.credentials.kind === "key" && { account_key: `\${${AZURE_KEY_VARIABLE}}` }),
        },
      };
  }
}

/** What all four backends call `sse`. */
export function encryption({ encryption }: S3Storage): Config {
  switch (encryption?.kind) {
    case undefined:
      return {};
    case "aes256":
      return { sse: { type: "SSE-S3" } };
    case "kms":
      return { sse: { type: "SSE-KMS", kms_key_id: encryption.keyId } };
  }
}
