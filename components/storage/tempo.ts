import type { Config } from "../shared/merge";
import { AZURE_KEY_VARIABLE, CA_FOLDER } from "./access";
import type { BucketStorage } from "./object-storage";

/** A bucket as Tempo spells it (`storage.trace`): `backend` and the client's block. Pure. */
export function tempoStore(storage: BucketStorage): Config {
  switch (storage.kind) {
    case "s3":
      return {
        backend: "s3",
        s3: {
          bucket: storage.bucket,
          endpoint: `s3.${storage.region}.amazonaws.com`,
          region: storage.region,
          ...(storage.credentials.kind !== "keys" && { native_aws_auth_enabled: true }),
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
          forcepathstyle: storage.pathStyle,
          ...(storage.ca && { tls_ca_path: `${CA_FOLDER}/${storage.ca.key}` }),
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
          ...(storage.credentials.kind === "key"
            ? { storage_account_key: `\${${AZURE_KEY_VARIABLE}}` }
            : { use_federated_token: true }),
        },
      };
  }
}
