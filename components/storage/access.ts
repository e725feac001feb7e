import type { types } from "@pulumi/kubernetes";
import type { StringMap } from "../shared/labels";
import type { MountedSecret } from "../shared/workload-spec";
import type { ObjectStorage } from "./object-storage";

/** What a pod needs so that the program in it may use its bucket. */
export interface StorageAccess {
  /** Environment variables, from Secrets. */
  env: types.input.core.v1.EnvVar[];
  /** Key files and certificates. */
  secrets: MountedSecret[];
  /** Annotations of its service account. */
  serviceAccountAnnotations: StringMap;
  /** Labels of its pods. */
  podLabels: StringMap;
}

/** Where a CA file is mounted. */
export const CA_FOLDER = "/etc/object-storage/ca";

/** Where a key file is mounted. */
export const KEY_FOLDER = "/etc/object-storage/key";

/** Environment variable of an Azure account key, for configuration files that must name it. */
export const AZURE_KEY_VARIABLE = "AZURE_STORAGE_KEY";

const NOTHING: StorageAccess = {
  env: [],
  secrets: [],
  serviceAccountAnnotations: {},
  podLabels: {},
};

/** Pure: equal storages give equal access. */
export function storageAccess(storage: ObjectStorage): StorageAccess {
  switch (storage.kind) {
    case "filesystem":
      return NOTHING;
    case "s3":
    case "s3-compatible":
      return withCa(storage, { ...NOTHING, ...s3Access(storage.credentials) });
    case "gcs":
      return { ...NOTHING, ...gcsAccess(storage.credentials) };
    case "azure":
      return { ...NOTHING, ...azureAccess(storage.credentials) };
  }
}

type Of<K extends ObjectStorage["kind"]> = Extract<ObjectStorage, { kind: K }>;

function s3Access(credentials: Of<"s3">["credentials"]): Partial<StorageAccess> {
  switch (credentials.kind) {
    case "keys":
      // The clients of all four backends read these where their configuration names no keys (seen with Loki and Mimir).
      return {
        env: [
          fromSecret("AWS_ACCESS_KEY_ID", credentials.secret, credentials.accessKeyId),
          fromSecret("AWS_SECRET_ACCESS_KEY", credentials.secret, credentials.secretAccessKey),
        ],
      };
    case "irsa":
      return { serviceAccountAnnotations: { "eks.amazonaws.com/role-arn": credentials.roleArn } };
    case "pod-identity":
      // An association of yours names the service account; nothing stands in the cluster.
      return {};
  }
}

/**
 * The CA is trusted beside the public ones: Go reads the folders of SSL_CERT_DIR after the image's own bundle, while
 * `tls_ca_path` would take its place, and Pyroscope has no such key.
 */
function withCa(storage: Of<"s3"> | Of<"s3-compatible">, access: StorageAccess): StorageAccess {
  if (storage.kind === "s3" || !storage.ca) return access;
  return {
    ...access,
    env: [...access.env, { name: "SSL_CERT_DIR", value: CA_FOLDER }],
    secrets: [{ secret: storage.ca.secret, directory: CA_FOLDER, keys: [storage.ca.key] }],
  };
}

function gcsAccess(credentials: Of<"gcs">["credentials"]): Partial<StorageAccess> {
  if (credentials.kind === "workload-identity") {
    return {
      serviceAccountAnnotations: { "iam.gke.io/gcp-service-account": credentials.serviceAccount },
    };
  }
  const { name, key } = credentials.secret;
  return {
    env: [{ name: "GOOGLE_APPLICATION_CREDENTIALS", value: `${KEY_FOLDER}/${key}` }],
    secrets: [{ secret: name, directory: KEY_FOLDER, keys: [key] }],
  };
}

function azureAccess(credentials: Of<"azure">["credentials"]): Partial<StorageAccess> {
  if (credentials.kind === "workload-identity") {
    return {
      serviceAccountAnnotations: { "azure.workload.identity/client-id": credentials.clientId },
      podLabels: { "azure.workload.identity/use": "true" },
    };
  }
  return { env: [fromSecret(AZURE_KEY_VARIABLE, credentials.secret.name, credentials.secret.key)] };
}

function fromSecret(name: string, secret: string, key: string): types.input.core.v1.EnvVar {
  return { name, valueFrom: { secretKeyRef: { name: secret, key } } };
}

/** Whether the configuration file names an environment variable, so that the program must be told to expand them. */
export function expandsEnv(storage: ObjectStorage): boolean {
  return storage.kind === "azure" && storage.credentials.kind === "key";
}
