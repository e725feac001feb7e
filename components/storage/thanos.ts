import type { Config } from "../shared/merge";
import { AZURE_KEY_VARIABLE, CA_FOLDER } from "./access";
import type { BucketStorage } from "./object-storage";

/** Name of the client in the configuration of Loki, Mimir and Pyroscope. */
export type ThanosBackend = "s3" | "gcs" | "azure";

export function thanosBackend(storage: BucketStorage): ThanosBackend {
  return storage.kind === "s3-compatible" ? "s3" : storage.kind;
}

/**
 * A bucket as the client spells it that Loki (`object_store`), Mimir (`common.storage`) and Pyroscope (`storage`)
 * share: `{ s3: … }`, `{ gcs: … }` or `{ azure: … }`. Pure: equal storages give equal configurations.
 */
export function thanosStore(storage: BucketStorage): Config {
  switch (storage.kind) {
    case "s3":
      return {
        s3: {
          bucket_name: storage.bucket,
          endpoint: `s3.${storage.region}.amazonaws.com`,
          region: storage.region,
          // Roles come through the SDK's own chain; the client's older one does not know Pod Identity.
          ...(storage.credentials.kind !== "keys" && { native_aws_auth_enabled: true }),
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
          ...(storage.ca && { http: { tls_ca_path: `${CA_FOLDER}/${storage.ca.key}` } }),
        },
      };
    case "gcs":
      return { gcs: { bucket_name: storage.bucket } };
    case "azure":
      return {
        azure: {
          account_name: storage.account,
          container_name: storage.bucket,
          ...(storage.credentials.kind === "key" && { account_key: `\${${AZURE_KEY_VARIABLE}}` }),
        },
      };
  }
}
