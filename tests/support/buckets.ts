import type { ObjectStorageArgs } from "../../components/storage/object-storage";

/** A bucket of S3 with keys, where the kind of storage does not matter. */
export const S3: ObjectStorageArgs = {
  kind: "s3",
  bucket: "acme-logs",
  region: "eu-west-1",
  credentials: { kind: "keys", secret: "object-storage" },
};

/** Every kind of bucket with every way to prove who one is. */
export const BUCKETS: Readonly<Record<string, ObjectStorageArgs>> = {
  "S3 with keys": S3,
  "S3 with a role": {
    ...S3,
    credentials: { kind: "irsa", roleArn: "arn:aws:iam::123456789012:role/loki" },
  },
  "S3 with a pod identity": { ...S3, credentials: { kind: "pod-identity" } },
  "S3 of somebody else with a CA": {
    kind: "s3-compatible",
    bucket: "acme-logs",
    endpoint: "s3.example.com:9000",
    ca: { secret: "storage-ca" },
    credentials: { kind: "keys", secret: "object-storage" },
  },
  "GCS with workload identity": {
    kind: "gcs",
    bucket: "acme-logs",
    credentials: {
      kind: "workload-identity",
      serviceAccount: "loki@acme-prod.iam.gserviceaccount.com",
    },
  },
  "GCS with a key": {
    kind: "gcs",
    bucket: "acme-logs",
    credentials: { kind: "key", secret: { name: "gcs", key: "key.json" } },
  },
  "Azure with workload identity": {
    kind: "azure",
    account: "acmelogs",
    bucket: "acme-logs",
    credentials: { kind: "workload-identity", clientId: "00000000-0000-0000-0000-000000000000" },
  },
  "Azure with a key": {
    kind: "azure",
    account: "acmelogs",
    bucket: "acme-logs",
    credentials: { kind: "key", secret: { name: "azure", key: "account-key" } },
  },
};
