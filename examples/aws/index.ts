import * as pulumi from "@pulumi/pulumi";
import { LgtmStack } from "pulumi-lgtm";
import { createBucket } from "./bucket";
import { BACKENDS, type Backend } from "./lifecycle";

const config = new pulumi.Config();
const prefix = config.require("prefix");
const region = config.require("region");
const accountId = config.require("accountId");
const partition = config.get("partition") ?? "aws";
const namespace = "monitoring";

/** How long each backend keeps what it gets, which its bucket must outlast. */
const RETENTION_DAYS: Record<Backend, number> = { loki: 31, mimir: 396, tempo: 30, pyroscope: 14 };

// Names that are decided here, and not by AWS, so that a preview already knows them.
const bucketName = (backend: Backend) => `${prefix}-${backend}`;
const roleName = (backend: Backend) => `${prefix}-${backend}`;
const roleArn = (backend: Backend) =>
  `arn:${partition}:iam::${accountId}:role/${roleName(backend)}`;

const buckets = BACKENDS.flatMap((backend) =>
  createBucket({
    backend,
    bucket: bucketName(backend),
    role: roleName(backend),
    retentionDays: RETENTION_DAYS[backend],
    partition,
    oidcProviderArn: config.require("oidcProviderArn"),
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
      kind: "s3",
      region,
      buckets: each(bucketName),
      credentials: { kind: "irsa", roleArns: each(roleArn) },
    },
  },
  { dependsOn: buckets },
);

export const otlp = stack.endpoints.gateway?.otlpHttp;
export const grafana = stack.endpoints.grafana?.url;
