import { secretRefField } from "../shared/credentials";
import { boolean, objectName, oneOf } from "../shared/fields";
import type { Place } from "../shared/place";
import { type Field, type Fields, byKind, object, optional, withDefault } from "../shared/shape";
import { partitionOf } from "./aws";
import {
  anyRegion,
  bucketName,
  clientId,
  containerName,
  endpoint,
  googleBucketName,
  googleServiceAccount,
  kmsKeyId,
  region,
  roleArn,
  secretKey,
  storageAccount,
} from "./names";
import {
  type AccessKeys,
  AzureCloud,
  type AzureStorage,
  type CaSource,
  type GcsStorage,
  type KeyInSecret,
  type ObjectStorage,
  type S3CompatibleStorage,
  type S3Storage,
  S3StorageClass,
} from "./object-storage";

/** Reads one backend's storage. Nothing given is its own volume. */
export function objectStorageField(): Field<ObjectStorage> {
  const field = byKind<ObjectStorage>({
    filesystem: {},
    s3: {
      bucket: bucketName(),
      ...s3Fields(),
      credentials: byKind<S3Storage["credentials"]>({
        keys: accessKeyFields(),
        irsa: { roleArn: roleArn() },
        "pod-identity": {},
      }),
    },
    "s3-compatible": { bucket: bucketName(), ...s3CompatibleFields() },
    gcs: {
      bucket: googleBucketName(),
      credentials: byKind<GcsStorage["credentials"]>({
        "workload-identity": { serviceAccount: googleServiceAccount() },
        key: googleKeyFields(),
      }),
    },
    azure: {
      bucket: containerName(),
      ...azureFields(),
      credentials: byKind<AzureStorage["credentials"]>({
        "workload-identity": { clientId: clientId() },
        key: azureKeyFields(),
      }),
    },
  });
  const checked: Field<ObjectStorage> = {
    read(value, place) {
      const storage = field.read(value, place);
      if (storage.kind === "s3" && storage.credentials.kind === "irsa" && !place.isBad) {
        const { roleArn } = storage.credentials;
        checkPartition(roleArn, storage.region, place.at("credentials").at("roleArn"));
      }
      if (storage.kind === "s3-compatible") checkAuthority(storage, place);
      return storage;
    },
  };
  return withDefault(checked, { kind: "filesystem" });
}

/** Without TLS there is no certificate to check. */
export function checkAuthority(
  { insecure, ca }: Pick<S3CompatibleStorage, "insecure" | "ca">,
  place: Place,
) {
  if (!insecure || ca === undefined) return;
  const why = "false beside `ca`, by which a certificate is checked";
  place.at("insecure").refuse(true, why, "false, or leave `ca` out");
}

/** A role of one partition of AWS means nothing in another. */
export function checkPartition(arn: string, region: string, place: Place): void {
  const partition = partitionOf(region);
  if (arn.startsWith(`arn:${partition}:`)) return;
  place.refuse(
    arn,
    `a role of the partition of region ${region}, "${partition}"`,
    `arn:${partition}:iam::…, or a region of the role's own partition`,
  );
}

export function s3Fields(): Fields<Pick<S3Storage, "region" | "encryption" | "storageClass">> {
  return {
    region: region(),
    encryption: optional(
      byKind<NonNullable<S3Storage["encryption"]>>({ aes256: {}, kms: { keyId: kmsKeyId() } }),
    ),
    storageClass: optional(oneOf(Object.values(S3StorageClass))),
  };
}

export function s3CompatibleFields(): Fields<Omit<S3CompatibleStorage, "kind" | "bucket">> {
  return {
    endpoint: endpoint(),
    region: withDefault(anyRegion(), "us-east-1"),
    pathStyle: withDefault(boolean(), true),
    insecure: withDefault(boolean(), false),
    ca: optional(
      object<Required<CaSource>>({
        secret: objectName("storage-ca"),
        key: withDefault(secretKey("ca.crt"), "ca.crt"),
      }),
    ),
    credentials: byKind<Required<AccessKeys>>({ keys: accessKeyFields() }),
  };
}

export function azureFields(): Fields<Pick<AzureStorage, "account" | "cloud">> {
  return {
    account: storageAccount(),
    cloud: withDefault(oneOf(Object.values(AzureCloud)), AzureCloud.Public),
  };
}

export function accessKeyFields(): Fields<Omit<Required<AccessKeys>, "kind">> {
  return {
    secret: objectName("object-storage"),
    accessKeyId: withDefault(secretKey("access-key-id"), "access-key-id"),
    secretAccessKey: withDefault(secretKey("secret-access-key"), "secret-access-key"),
  };
}

export function googleKeyFields(): Fields<Omit<KeyInSecret, "kind">> {
  return { secret: secretRefField({ name: "gcs", key: "key.json" }) };
}

export function azureKeyFields(): Fields<Omit<KeyInSecret, "kind">> {
  return { secret: secretRefField({ name: "azure", key: "account-key" }) };
}
