import * as pulumi from "@pulumi/pulumi";
import { LgtmStack } from "pulumi-lgtm";
import { createBucket } from "./bucket";
import { BACKENDS, type Backend } from "./lifecycle";

const config = new pulumi.Config();
const prefix = config.require("prefix");
const project = config.require("project");
const namespace = "monitoring";

/** How long each backend keeps what it gets, which its bucket must outlast. */
const RETENTION_DAYS: Record<Backend, number> = { loki: 31, mimir: 396, tempo: 30, pyroscope: 14 };

// Names that are decided here, and not by Google, so that a preview already knows them.
const bucketName = (backend: Backend) => `${prefix}-${backend}`;
const accountId = (backend: Backend) => `${prefix}-${backend}`;
const email = (backend: Backend) => `${accountId(backend)}@${project}.iam.gserviceaccount.com`;

const buckets = BACKENDS.flatMap((backend) =>
  createBucket({
    backend,
    bucket: bucketName(backend),
    accountId: accountId(backend),
    retentionDays: RETENTION_DAYS[backend],
    project,
    location: config.require("location"),
    namespace,
  }),
);

const each = (of: (backend: Backend) => string) => ({
  loki: of("loki"),
  mimir: of("mimir"),
  tempo: of("tempo"),
  pyroscope: of("pyroscope"),
});

const stack = new LgtmStack(
  "observability",
  {
    cluster: config.require("cluster"),
    namespace: { name: namespace },
    retention: {
      logs: `${RETENTION_DAYS.loki}d`,
      metrics: `${RETENTION_DAYS.mimir}d`,
      traces: `${RETENTION_DAYS.tempo}d`,
      profiles: `${RETENTION_DAYS.pyroscope}d`,
    },
    objectStorage: {
      kind: "gcs",
      buckets: each(bucketName),
      credentials: { kind: "workload-identity", serviceAccounts: each(email) },
    },
  },
  { dependsOn: buckets },
);

export const otlp = stack.endpoints.gateway?.otlpHttp;
export const grafana = stack.endpoints.grafana?.url;
