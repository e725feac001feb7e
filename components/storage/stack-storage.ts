import type { Quantity } from "../shared/units";
import type {
  AccessKeys,
  AzureArgs,
  AzureStorage,
  FilesystemStorage,
  GcsStorage,
  KeyInSecret,
  PodIdentity,
  S3Args,
  S3CompatibleArgs,
  S3CompatibleStorage,
  S3Storage,
} from "./object-storage";

/** Backends that keep what they have written in a bucket. */
export const STORAGE_BACKENDS = ["loki", "mimir", "tempo", "pyroscope"] as const;
export type StorageBackend = (typeof STORAGE_BACKENDS)[number];

/** One text for each backend. */
export type PerBackend = Partial<Record<StorageBackend, string>>;

/** What stands in the place of `bucket` where all backends are meant. */
export interface BucketsArgs {
  /** Names of the buckets, under "loki", "mimir", "tempo" and "pyroscope": one of its own for each backend that names no storage itself. */
  buckets: PerBackend;
}

/** Roles for the backends' service accounts (IRSA). */
export interface StackIrsa {
  kind: "irsa";
  /** ARN of one role for all backends. Defaults to none: then `roleArns` has one for each. */
  roleArn?: string;
  /** ARN of a backend's own role, so that it cannot read what another wrote. Defaults to `roleArn`. */
  roleArns?: PerBackend;
}

/** Workload identity of GKE. */
export interface StackGcpIdentity {
  kind: "workload-identity";
  /** E-mail address of one Google service account for all backends. Defaults to none: then `serviceAccounts` has one for each. */
  serviceAccount?: string;
  /** E-mail address of a backend's own Google service account. Defaults to `serviceAccount`. */
  serviceAccounts?: PerBackend;
}

/** Workload identity of AKS. */
export interface StackAzureIdentity {
  kind: "workload-identity";
  /** Client id of one managed identity for all backends. Defaults to none: then `clientIds` has one for each. */
  clientId?: string;
  /** Client id of a backend's own managed identity. Defaults to `clientId`. */
  clientIds?: PerBackend;
}

export interface StackS3Args extends BucketsArgs, Omit<S3Args, "bucket" | "credentials"> {
  /** How the backends prove who they are: "keys", "irsa" or "pod-identity". */
  credentials: AccessKeys | StackIrsa | PodIdentity;
}

export interface StackS3CompatibleArgs extends BucketsArgs, Omit<S3CompatibleArgs, "bucket"> {}

export interface StackGcsArgs extends BucketsArgs, Omit<GcsStorage, "bucket" | "credentials"> {
  /** How the backends prove who they are: "workload-identity" or "key". */
  credentials: StackGcpIdentity | KeyInSecret;
}

export interface StackAzureArgs extends BucketsArgs, Omit<AzureArgs, "bucket" | "credentials"> {
  /** How the backends prove who they are: "workload-identity" or "key". */
  credentials: StackAzureIdentity | KeyInSecret;
}

/** SeaweedFS in the cluster, for trials: one pod, one volume, a bucket for each backend. */
export interface InClusterStorageArgs {
  kind: "incluster";
  /** Size of its volume. Defaults to 50Gi. */
  size?: Quantity;
  /** Class of its volume. Defaults to the cluster's default class. */
  storageClass?: string;
}

/** Where all backends keep what they have written. */
export type StackStorageArgs =
  | FilesystemStorage
  | StackS3Args
  | StackS3CompatibleArgs
  | StackGcsArgs
  | StackAzureArgs
  | InClusterStorageArgs;

export interface StackS3Storage extends BucketsArgs, Omit<S3Storage, "bucket" | "credentials"> {
  credentials: Required<AccessKeys> | StackIrsa | PodIdentity;
}

export interface StackS3CompatibleStorage
  extends BucketsArgs, Omit<S3CompatibleStorage, "bucket"> {}

export interface StackAzureStorage
  extends BucketsArgs, Omit<AzureStorage, "bucket" | "credentials"> {
  credentials: StackAzureIdentity | KeyInSecret;
}

export interface InClusterStorage {
  kind: "incluster";
  size: Quantity;
  storageClass?: string;
}

/** The same, with every default filled in. */
export type StackStorage =
  | FilesystemStorage
  | StackS3Storage
  | StackS3CompatibleStorage
  | StackGcsArgs
  | StackAzureStorage
  | InClusterStorage;
