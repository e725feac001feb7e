import type { StorageAccess } from "../../components/storage/access";
import type { ObjectStorageArgs } from "../../components/storage/object-storage";

/** One way to store, and how each part is to spell it. */
export interface StorageCase {
  args: ObjectStorageArgs;
  /** For Loki and Mimir. */
  thanos: object;
  /** For Pyroscope, where it differs. */
  pyroscope?: object;
  tempo: object;
  /** What is not empty of it. */
  access: Partial<StorageAccess>;
  /** Whether the file names environment variables. Defaults to false. */
  expands?: boolean;
}

const ROLE = "arn:aws:iam::123456789012:role/loki";
const KEY = "arn:aws-cn:kms:cn-north-1:123456789012:key/0f0e0d0c-0b0a-0908-0706-050403020100";
const CLIENT = "0f0e0d0c-0b0a-0908-0706-050403020100";

const fromSecret = (name: string, secret: string, key: string) => ({
  name,
  valueFrom: { secretKeyRef: { name: secret, key } },
});
const ireland = (more: object = {}) => ({
  s3: {
    bucket_name: "logs",
    endpoint: "s3.eu-west-1.amazonaws.com",
    region: "eu-west-1",
    ...more,
  },
});
const tempoIreland = {
  backend: "s3",
  s3: { bucket: "logs", endpoint: "s3.eu-west-1.amazonaws.com", region: "eu-west-1" },
};

/** Every kind with every way to prove who one is. */
export const STORAGE_CASES: Readonly<Record<string, StorageCase>> = {
  "S3 with keys": {
    args: {
      kind: "s3",
      bucket: "logs",
      region: "eu-west-1",
      credentials: { kind: "keys", secret: "aws" },
    },
    thanos: ireland(),
    tempo: tempoIreland,
    access: {
      env: [
        fromSecret("AWS_ACCESS_KEY_ID", "aws", "access-key-id"),
        fromSecret("AWS_SECRET_ACCESS_KEY", "aws", "secret-access-key"),
      ],
    },
  },
  "S3 with keys under other names": {
    args: {
      kind: "s3",
      bucket: "logs",
      region: "eu-west-1",
      credentials: { kind: "keys", secret: "aws", accessKeyId: "id", secretAccessKey: "key" },
    },
    thanos: ireland(),
    tempo: tempoIreland,
    access: {
      env: [
        fromSecret("AWS_ACCESS_KEY_ID", "aws", "id"),
        fromSecret("AWS_SECRET_ACCESS_KEY", "aws", "key"),
      ],
    },
  },
  "S3 with a role (IRSA)": {
    args: {
      kind: "s3",
      bucket: "logs",
      region: "eu-west-1",
      credentials: { kind: "irsa", roleArn: ROLE },
    },
    thanos: ireland(),
    tempo: tempoIreland,
    access: { serviceAccountAnnotations: { "eks.amazonaws.com/role-arn": ROLE } },
  },
  "S3 with Pod Identity": {
    args: {
      kind: "s3",
      bucket: "logs",
      region: "eu-west-1",
      credentials: { kind: "pod-identity" },
    },
    thanos: ireland(),
    tempo: tempoIreland,
    access: {},
  },
  "S3 in China, encrypted by KMS": {
    args: {
      kind: "s3",
      bucket: "logs",
      region: "cn-north-1",
      credentials: { kind: "irsa", roleArn: "arn:aws-cn:iam::123456789012:role/loki" },
      encryption: { kind: "kms", keyId: KEY },
    },
    thanos: {
      s3: {
        bucket_name: "logs",
        endpoint: "s3.cn-north-1.amazonaws.com.cn",
        region: "cn-north-1",
        sse: { type: "SSE-KMS", kms_key_id: KEY },
      },
    },
    tempo: {
      backend: "s3",
      s3: {
        bucket: "logs",
        endpoint: "s3.cn-north-1.amazonaws.com.cn",
        region: "cn-north-1",
        sse: { type: "SSE-KMS", kms_key_id: KEY },
      },
    },
    access: {
      serviceAccountAnnotations: {
        "eks.amazonaws.com/role-arn": "arn:aws-cn:iam::123456789012:role/loki",
      },
    },
  },
  "S3 in GovCloud, encrypted by S3, in another storage class": {
    args: {
      kind: "s3",
      bucket: "logs",
      region: "us-gov-west-1",
      credentials: { kind: "pod-identity" },
      encryption: { kind: "aes256" },
      storageClass: "STANDARD_IA",
    },
    thanos: {
      s3: {
        bucket_name: "logs",
        endpoint: "s3.us-gov-west-1.amazonaws.com",
        region: "us-gov-west-1",
        sse: { type: "SSE-S3" },
        storage_class: "STANDARD_IA",
      },
    },
    // Its client has no such key.
    pyroscope: {
      s3: {
        bucket_name: "logs",
        endpoint: "s3.us-gov-west-1.amazonaws.com",
        region: "us-gov-west-1",
        sse: { type: "SSE-S3" },
      },
    },
    tempo: {
      backend: "s3",
      s3: {
        bucket: "logs",
        endpoint: "s3.us-gov-west-1.amazonaws.com",
        region: "us-gov-west-1",
        sse: { type: "SSE-S3" },
        storage_class: "STANDARD_IA",
      },
    },
    access: {},
  },
  "something that speaks S3, over TLS with an authority of its own": {
    args: {
      kind: "s3-compatible",
      bucket: "logs",
      endpoint: "s3.example.com:9000",
      ca: { secret: "storage-ca" },
      credentials: { kind: "keys", secret: "store" },
    },
    thanos: {
      s3: {
        bucket_name: "logs",
        endpoint: "s3.example.com:9000",
        region: "us-east-1",
        insecure: false,
        bucket_lookup_type: "path",
      },
    },
    pyroscope: {
      s3: {
        bucket_name: "logs",
        endpoint: "s3.example.com:9000",
        region: "us-east-1",
        insecure: false,
        bucket_lookup_type: "path-style",
      },
    },
    tempo: {
      backend: "s3",
      s3: {
        bucket: "logs",
        endpoint: "s3.example.com:9000",
        region: "us-east-1",
        insecure: false,
        forcepathstyle: true,
      },
    },
    access: {
      env: [
        fromSecret("AWS_ACCESS_KEY_ID", "store", "access-key-id"),
        fromSecret("AWS_SECRET_ACCESS_KEY", "store", "secret-access-key"),
        { name: "SSL_CERT_DIR", value: "/etc/object-storage/ca" },
      ],
      secrets: [{ secret: "storage-ca", directory: "/etc/object-storage/ca", keys: ["ca.crt"] }],
    },
  },
  "something that speaks S3, without TLS and by host name": {
    args: {
      kind: "s3-compatible",
      bucket: "logs",
      endpoint: "store.example.com",
      region: "garage",
      pathStyle: false,
      insecure: true,
      credentials: { kind: "keys", secret: "store" },
    },
    thanos: {
      s3: {
        bucket_name: "logs",
        endpoint: "store.example.com",
        region: "garage",
        insecure: true,
        bucket_lookup_type: "virtual-hosted",
      },
    },
    pyroscope: {
      s3: {
        bucket_name: "logs",
        endpoint: "store.example.com",
        region: "garage",
        insecure: true,
        bucket_lookup_type: "virtual-hosted-style",
      },
    },
    tempo: {
      backend: "s3",
      s3: {
        bucket: "logs",
        endpoint: "store.example.com",
        region: "garage",
        insecure: true,
        bucket_lookup_type: 1,
      },
    },
    access: {
      env: [
        fromSecret("AWS_ACCESS_KEY_ID", "store", "access-key-id"),
        fromSecret("AWS_SECRET_ACCESS_KEY", "store", "secret-access-key"),
      ],
    },
  },
  "GCS with workload identity": {
    args: {
      kind: "gcs",
      bucket: "acme_logs",
      credentials: {
        kind: "workload-identity",
        serviceAccount: "loki@acme.iam.gserviceaccount.com",
      },
    },
    thanos: { gcs: { bucket_name: "acme_logs" } },
    tempo: { backend: "gcs", gcs: { bucket_name: "acme_logs" } },
    access: {
      serviceAccountAnnotations: {
        "iam.gke.io/gcp-service-account": "loki@acme.iam.gserviceaccount.com",
      },
    },
  },
  "GCS with a key": {
    args: {
      kind: "gcs",
      bucket: "logs",
      credentials: { kind: "key", secret: { name: "gcs", key: "loki.json" } },
    },
    thanos: { gcs: { bucket_name: "logs" } },
    tempo: { backend: "gcs", gcs: { bucket_name: "logs" } },
    access: {
      env: [{ name: "GOOGLE_APPLICATION_CREDENTIALS", value: "/etc/object-storage/key/loki.json" }],
      secrets: [{ secret: "gcs", directory: "/etc/object-storage/key", keys: ["loki.json"] }],
    },
  },
  "Azure with workload identity": {
    args: {
      kind: "azure",
      account: "acme",
      bucket: "logs",
      credentials: { kind: "workload-identity", clientId: CLIENT },
    },
    thanos: { azure: { account_name: "acme", container_name: "logs" } },
    tempo: {
      backend: "azure",
      azure: { storage_account_name: "acme", container_name: "logs", use_federated_token: true },
    },
    access: {
      serviceAccountAnnotations: { "azure.workload.identity/client-id": CLIENT },
      podLabels: { "azure.workload.identity/use": "true" },
    },
  },
  "Azure with a key": {
    args: {
      kind: "azure",
      account: "acme",
      bucket: "logs",
      credentials: { kind: "key", secret: { name: "azure", key: "account-key" } },
    },
    thanos: {
      azure: {
        account_name: "acme",
        container_name: "logs",
        account_key: "${AZURE_STORAGE_KEY}",
      },
    },
    tempo: { backend: "azure", azure: { storage_account_name: "acme", container_name: "logs" } },
    access: { env: [fromSecret("AZURE_STORAGE_KEY", "azure", "account-key")] },
    expands: true,
  },
  "Azure of the US government": {
    args: {
      kind: "azure",
      account: "acme",
      bucket: "logs",
      cloud: "us-government",
      credentials: { kind: "workload-identity", clientId: CLIENT },
    },
    thanos: {
      azure: {
        account_name: "acme",
        container_name: "logs",
        endpoint_suffix: "blob.core.usgovcloudapi.net",
      },
    },
    tempo: {
      backend: "azure",
      azure: {
        storage_account_name: "acme",
        container_name: "logs",
        endpoint_suffix: "blob.core.usgovcloudapi.net",
        use_federated_token: true,
      },
    },
    access: {
      serviceAccountAnnotations: { "azure.workload.identity/client-id": CLIENT },
      podLabels: { "azure.workload.identity/use": "true" },
    },
  },
};
