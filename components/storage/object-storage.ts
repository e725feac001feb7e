import { type SecretRef, secretRefField } from "../shared/credentials";
import { boolean, objectName, text } from "../shared/fields";
import { type Field, type Fields, byKind, object, optional, withDefault } from "../shared/shape";

/** Where a backend keeps what it has written. */
export const StorageKind = {
  /** The backend's own volume. Only where one replica sees it. */
  Filesystem: "filesystem",
  /** Amazon S3. */
  S3: "s3",
  /** Anything that speaks S3, at an address of its own. */
  S3Compatible: "s3-compatible",
  /** Google Cloud Storage. */
  Gcs: "gcs",
  /** Azure Blob Storage. */
  Azure: "azure",
} as const;
export type StorageKind = (typeof StorageKind)[keyof typeof StorageKind];

/** Access keys in a Secret of yours, in the namespace of the backends. */
export interface AccessKeys {
  kind: "keys";
  /** Name of the Secret. */
  secret: string;
  /** Key of the access key id in it. Defaults to "access-key-id". */
  accessKeyId?: string;
  /** Key of the secret access key in it. Defaults to "secret-access-key". */
  secretAccessKey?: string;
}

/** A role for the backend's service account (IRSA). */
export interface IrsaRole {
  kind: "irsa";
  /** ARN of the role, which trusts the cluster's OIDC provider for this service account. */
  roleArn: string;
}

/** EKS Pod Identity: an association that you make names the backend's service account. */
export interface PodIdentity {
  kind: "pod-identity";
}

/** Workload identity of GKE. */
export interface GcpWorkloadIdentity {
  kind: "workload-identity";
  /** E-mail address of the Google service account that the backend's may act as. */
  serviceAccount: string;
}

/** Workload identity of AKS. */
export interface AzureWorkloadIdentity {
  kind: "workload-identity";
  /** Client id of the managed identity, which has a federated credential for the backend's service account. */
  clientId: string;
}

/** A key in a Secret of yours, in the namespace of the backends. */
export interface KeyInSecret {
  kind: "key";
  /** The Secret and its key: the JSON key file of a Google service account, or an Azure storage account key. */
  secret: SecretRef;
}

export interface FilesystemStorage {
  kind: "filesystem";
}

export interface S3Storage {
  kind: "s3";
  /** Name of the bucket. */
  bucket: string;
  /** Region of the bucket, such as "eu-west-1". */
  region: string;
  /** How the backend proves who it is: "keys", "irsa" or "pod-identity". */
  credentials: Required<AccessKeys> | IrsaRole | PodIdentity;
}

/** A file of certificates that signed the storage's own. */
export interface CaSource {
  /** Name of a Secret of yours, in the namespace of the backends. */
  secret: string;
  /** Key of the PEM file in it. Defaults to "ca.crt". */
  key?: string;
}

export interface S3CompatibleStorage {
  kind: "s3-compatible";
  bucket: string;
  /** `host` or `host:port`, without https://. */
  endpoint: string;
  /** Region that requests are signed for. Defaults to "us-east-1", which most take. */
  region: string;
  /** Whether the bucket stands in the path and not in the host name. Defaults to true. */
  pathStyle: boolean;
  /** Whether it speaks plain HTTP. Defaults to false. */
  insecure: boolean;
  /** Certificates to trust beyond the public ones. Defaults to none. */
  ca?: Required<CaSource>;
  credentials: Required<AccessKeys>;
}

export interface GcsStorage {
  kind: "gcs";
  bucket: string;
  credentials: GcpWorkloadIdentity | KeyInSecret;
}

export interface AzureStorage {
  kind: "azure";
  /** Name of the storage account. */
  account: string;
  /** Name of the container. */
  bucket: string;
  credentials: AzureWorkloadIdentity | KeyInSecret;
}

/** A bucket, with every default filled in. */
export type BucketStorage = S3Storage | S3CompatibleStorage | GcsStorage | AzureStorage;

/** Where one backend keeps what it has written, with every default filled in. */
export type ObjectStorage = FilesystemStorage | BucketStorage;

/** What you write: the same with every default left out. */
export type ObjectStorageArgs =
  | FilesystemStorage
  | (Omit<S3Storage, "credentials"> & { credentials: AccessKeys | IrsaRole | PodIdentity })
  | S3CompatibleArgs
  | GcsStorage
  | AzureStorage;

export interface S3CompatibleArgs extends Pick<
  S3CompatibleStorage,
  "kind" | "bucket" | "endpoint"
> {
  /** Region that requests are signed for. Defaults to "us-east-1", which most take. */
  region?: string;
  /** Whether the bucket stands in the path and not in the host name. Defaults to true. */
  pathStyle?: boolean;
  /** Whether it speaks plain HTTP. Defaults to false. */
  insecure?: boolean;
  /** Certificates to trust beyond the public ones. Defaults to none. */
  ca?: CaSource;
  credentials: AccessKeys;
}

/** Reads one backend's storage. Nothing given is its own volume. */
export function objectStorageField(): Field<ObjectStorage> {
  return withDefault(
    byKind<ObjectStorage>({
      filesystem: {},
      s3: {
        bucket: bucketName(),
        region: region(),
        credentials: byKind<S3Storage["credentials"]>({
          keys: accessKeyFields(),
          irsa: { roleArn: roleArn() },
          "pod-identity": {},
        }),
      },
      "s3-compatible": {
        bucket: bucketName(),
        endpoint: endpoint(),
        region: withDefault(region(), "us-east-1"),
        pathStyle: withDefault(boolean(), true),
        insecure: withDefault(boolean(), false),
        ca: optional(
          object<Required<CaSource>>({
            secret: objectName("storage-ca"),
            key: withDefault(text(), "ca.crt"),
          }),
        ),
        credentials: byKind<Required<AccessKeys>>({ keys: accessKeyFields() }),
      },
      gcs: {
        bucket: bucketName(),
        credentials: byKind<GcsStorage["credentials"]>({
          "workload-identity": { serviceAccount: googleServiceAccount() },
          key: { secret: secretRefField({ name: "gcs", key: "key.json" }) },
        }),
      },
      azure: {
        account: storageAccount(),
        bucket: bucketName(),
        credentials: byKind<AzureStorage["credentials"]>({
          "workload-identity": { clientId: clientId() },
          key: { secret: secretRefField({ name: "azure", key: "account-key" }) },
        }),
      },
    }),
    { kind: "filesystem" },
  );
}

function accessKeyFields(): Fields<Omit<Required<AccessKeys>, "kind">> {
  return {
    secret: objectName("object-storage"),
    accessKeyId: withDefault(text(), "access-key-id"),
    secretAccessKey: withDefault(text(), "secret-access-key"),
  };
}

function bucketName(): Field<string> {
  return text({
    pattern: /^[a-z0-9]([-a-z0-9._]{1,61}[a-z0-9])$/,
    allowed: "the name of a bucket: 3 to 63 lower-case letters, digits, dashes and dots",
    example: "acme-prod-logs",
  });
}

function region(): Field<string> {
  return text({
    pattern: /^[a-z0-9]+(-[a-z0-9]+)*$/,
    allowed: "a region in lower case",
    example: "eu-west-1",
  });
}

function roleArn(): Field<string> {
  return text({
    pattern: /^arn:aws[-a-z]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
    allowed: "the ARN of an IAM role",
    example: "arn:aws:iam::123456789012:role/loki",
  });
}

function endpoint(): Field<string> {
  return text({
    pattern: /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:\d{1,5})?$/i,
    allowed: "host or host:port, without https:// and without a path",
    example: "s3.example.com:9000",
  });
}

function googleServiceAccount(): Field<string> {
  return text({
    pattern: /^[a-z0-9-]+@[a-z0-9-]+\.iam\.gserviceaccount\.com$/,
    allowed: "the e-mail address of a Google service account",
    example: "loki@acme-prod.iam.gserviceaccount.com",
  });
}

function storageAccount(): Field<string> {
  return text({
    pattern: /^[a-z0-9]{3,24}$/,
    allowed: "the name of a storage account: 3 to 24 lower-case letters and digits",
    example: "acmeprodlogs",
  });
}

function clientId(): Field<string> {
  return text({
    pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
    allowed: "the client id of a managed identity, a UUID",
    example: "00000000-0000-0000-0000-000000000000",
  });
}
