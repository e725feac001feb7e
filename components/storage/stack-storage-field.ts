import { quantity, text } from "../shared/fields";
import { type Field, type Fields, byKind, object, optional, withDefault } from "../shared/shape";
import {
  bucketName,
  clientId,
  containerName,
  googleBucketName,
  googleServiceAccount,
  roleArn,
} from "./names";
import {
  accessKeyFields,
  azureFields,
  azureKeyFields,
  checkAuthority,
  checkPartition,
  googleKeyFields,
  s3CompatibleFields,
  s3Fields,
} from "./object-storage-field";
import {
  type PerBackend,
  STORAGE_BACKENDS,
  type StackAzureStorage,
  type StackGcsArgs,
  type StackS3Storage,
  type StackStorage,
} from "./stack-storage";

/** Reads the storage of a whole stack. Nothing given is each backend's own volume. */
export function stackStorageField(): Field<StackStorage> {
  const field = byKind<StackStorage>({
    filesystem: {},
    s3: {
      buckets: perBackend((backend) => bucketName(`acme-prod-${backend}`)),
      ...s3Fields(),
      credentials: byKind<StackS3Storage["credentials"]>({
        keys: accessKeyFields(),
        irsa: { roleArn: optional(roleArn()), roleArns: optional(perBackend(roleArn)) },
        "pod-identity": {},
      }),
    },
    "s3-compatible": {
      buckets: perBackend((backend) => bucketName(backend)),
      ...s3CompatibleFields(),
    },
    gcs: {
      buckets: perBackend((backend) => googleBucketName(`acme-prod-${backend}`)),
      credentials: byKind<StackGcsArgs["credentials"]>({
        "workload-identity": {
          serviceAccount: optional(googleServiceAccount()),
          serviceAccounts: optional(perBackend(googleServiceAccount)),
        },
        key: googleKeyFields(),
      }),
    },
    azure: {
      buckets: perBackend((backend) => containerName(backend)),
      ...azureFields(),
      credentials: byKind<StackAzureStorage["credentials"]>({
        "workload-identity": {
          clientId: optional(clientId()),
          clientIds: optional(perBackend(clientId)),
        },
        key: azureKeyFields(),
      }),
    },
    incluster: {
      size: withDefault(quantity("50Gi", { min: "5Gi" }), "50Gi"),
      storageClass: optional(text()),
    },
  });
  const checked: Field<StackStorage> = {
    read(value, place) {
      const storage = field.read(value, place);
      if (storage.kind === "s3" && storage.credentials.kind === "irsa" && !place.isBad) {
        const roles = place.at("credentials");
        const { roleArn: common, roleArns = {} } = storage.credentials;
        if (common !== undefined) checkPartition(common, storage.region, roles.at("roleArn"));
        for (const backend of STORAGE_BACKENDS) {
          const arn = roleArns[backend];
          if (arn !== undefined) {
            checkPartition(arn, storage.region, roles.at("roleArns").at(backend));
          }
        }
      }
      if (storage.kind === "s3-compatible") checkAuthority(storage, place);
      return storage;
    },
  };
  return withDefault(checked, { kind: "filesystem" });
}

/** A map with a text for any of the backends. */
function perBackend(field: (backend: string) => Field<string>): Field<PerBackend> {
  const fields = STORAGE_BACKENDS.map((backend) => [backend, optional(field(backend))]);
  return object(Object.fromEntries(fields) as Fields<PerBackend>);
}
