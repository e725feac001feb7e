import * as pulumi from "@pulumi/pulumi";
import { LgtmStack } from "pulumi-lgtm";
import { BACKENDS, type Backend } from "./lifecycle";
import { type BackendContainer, type StorageSpec, createAccount, createContainer } from "./storage";

const config = new pulumi.Config();
const namespace = "monitoring";

/** How long each backend keeps what it gets, which its container must outlast. */
const RETENTION_DAYS: Record<Backend, number> = { loki: 31, mimir: 396, tempo: 30, pyroscope: 14 };

const spec: StorageSpec = {
  resourceGroup: config.require("resourceGroup"),
  subscriptionId: config.require("subscriptionId"),
  account: config.require("account"),
  retentionDays: RETENTION_DAYS,
  oidcIssuer: config.require("oidcIssuer"),
  namespace,
};
const account = createAccount(spec);
const containers = new Map<Backend, BackendContainer>(
  BACKENDS.map((backend) => [backend, createContainer(backend, account, spec)]),
);

/** Azure decides these when it makes the identities. */
export const clientIds = pulumi.all(
  Object.fromEntries([...containers].map(([backend, { clientId }]) => [backend, clientId])),
);

/** The ids of the first `pulumi up`, written into the configuration: the stack must be known when it is planned. */
const known = config.getObject<Record<Backend, string>>("clientIds");

const stack =
  known &&
  new LgtmStack(
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
        kind: "azure",
        account: spec.account,
        buckets: { loki: "loki", mimir: "mimir", tempo: "tempo", pyroscope: "pyroscope" },
        credentials: { kind: "workload-identity", clientIds: known },
      },
    },
    { dependsOn: [...containers.values()].flatMap(({ ready }) => ready) },
  );

export const otlp = stack?.endpoints.gateway?.otlpHttp;
export const grafana = stack?.endpoints.grafana?.url;
