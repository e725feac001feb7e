import type { Config } from "../shared/merge";
import { s3Endpoint } from "./aws";
import { blobHost } from "./azure";
import type { BucketStorage } from "./object-storage";
import { encryption } from "./thanos";

/** How Tempo's client numbers addressing by host name; 0 would be by path for every host that is not of AWS. */
const VIRTUAL_HOSTED = 1;

/**
 * A bucket as Tempo spells it (`storage.trace`): `backend` and the client's block. Pure. Credentials and a CA come
 * by environment, see `storageAccess`; `native_aws_auth_enabled` is deprecated and does nothing.
 */
export function tempoStore(storage: BucketStorage): Config {
  switch (storage.kind) {
    case "s3":
      return {
        backend: "s3",
        s3: {
          bucket: storage.bucket,
          endpoint: s3Endpoint(storage.region),
          region: storage.region,
          ...encryption(storage),
          ...(storage.storageClass && { storage_class: storage.storageClass }),
        },
      };
    case "s3-compatible":
      return {
        backend: "s3",
        s3: {
          bucket: storage.bucket,
          endpoint: storage.endpoint,
          region: storage.region,
          insecure: storage.insecure,
          ...(storage.pathStyle
            ? { forcepathstyle: true }
            : { bucket_lookup_type: VIRTUAL_HOSTED }),
        },
      };
    case "gcs":
      return { backend: "gcs", gcs: { bucket_name: storage.bucket } };
    case "azure":
      return {
        backend: "azure",
        azure: {
          storage_account_name: storage.account,
          container_name: storage.bucket,
          ...blobHost(storage.cloud),
          // Without it Tempo takes a key, which it finds in AZURE_STORAGE_KEY by itself.
          ...(storage.credentials.kind === "workload-identity" && { use_federated_token: true }),
        },
      };
  }
}
