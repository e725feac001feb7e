import type { SecretRef } from "../shared/credentials";

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

/** S3 encrypts with a key of its own. */
export interface Aes256 {
  kind: "aes256";
}

/** S3 encrypts with a key of KMS, which the backend's role must be allowed to use. */
export interface KmsKey {
  kind: "kms";
  /** ARN or id of the key, or the ARN of its alias. */
  keyId: string;
}

/** Storage classes whose objects can be read at once. */
export const S3StorageClass = {
  Standard: "STANDARD",
  StandardIa: "STANDARD_IA",
  OneZoneIa: "ONEZONE_IA",
  IntelligentTiering: "INTELLIGENT_TIERING",
  GlacierInstantRetrieval: "GLACIER_IR",
} as const;
export type S3StorageClass = (typeof S3StorageClass)[keyof typeof S3StorageClass];

export interface S3Storage {
  kind: "s3";
  /** Name of the bucket. */
  bucket: string;
  /** Region of the bucket, such as "eu-west-1". Its partition is known by it: "cn-…" is China, "us-gov-…" GovCloud. */
  region: string;
  /** How the backend proves who it is: "keys", "irsa" or "pod-identity". */
  credentials: Required<AccessKeys> | IrsaRole | PodIdentity;
  /** What new objects are encrypted with. Defaults to what the bucket does by itself. */
  encryption?: Aes256 | KmsKey;
  /** Storage class of new objects; Pyroscope cannot choose one. Defaults to "STANDARD". */
  storageClass?: S3StorageClass;
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
  /** Name of the bucket. */
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
  /** Access keys; nothing else speaks for a backend outside of AWS. */
  credentials: Required<AccessKeys>;
}

export interface GcsStorage {
  kind: "gcs";
  /** Name of the bucket. */
  bucket: string;
  /** How the backend proves who it is: "workload-identity" or "key". */
  credentials: GcpWorkloadIdentity | KeyInSecret;
}

/** Clouds of Azure, each with host names of its own. */
export const AzureCloud = {
  Public: "public",
  UsGovernment: "us-government",
  China: "china",
} as const;
export type AzureCloud = (typeof AzureCloud)[keyof typeof AzureCloud];

export interface AzureStorage {
  kind: "azure";
  /** Name of the storage account. */
  account: string;
  /** Name of the container. */
  bucket: string;
  /** Which Azure: "public", "us-government" or "china". Defaults to "public". */
  cloud: AzureCloud;
  /** How the backend proves who it is: "workload-identity" or "key". */
  credentials: AzureWorkloadIdentity | KeyInSecret;
}

/** A bucket, with every default filled in. */
export type BucketStorage = S3Storage | S3CompatibleStorage | GcsStorage | AzureStorage;

/** Where one backend keeps what it has written, with every default filled in. */
export type ObjectStorage = FilesystemStorage | BucketStorage;

/** What you write: the same with every default left out. */
export type ObjectStorageArgs =
  FilesystemStorage | S3Args | S3CompatibleArgs | GcsStorage | AzureArgs;

export interface S3Args extends Omit<S3Storage, "credentials"> {
  /** How the backend proves who it is: "keys", "irsa" or "pod-identity". */
  credentials: AccessKeys | IrsaRole | PodIdentity;
}

export interface AzureArgs extends Omit<AzureStorage, "cloud"> {
  /** Which Azure: "public", "us-government" or "china". Defaults to "public". */
  cloud?: AzureCloud;
}

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
  /** Access keys; nothing else speaks for a backend outside of AWS. */
  credentials: AccessKeys;
}
