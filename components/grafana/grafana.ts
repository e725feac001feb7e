import * as pulumi from "@pulumi/pulumi";
import { childOptions, resolveOrThrow } from "../shared/component-args";
import type { SecretRef } from "../shared/credentials";
import { type GrafanaEndpoints, PORTS, grafanaEndpoints } from "../shared/endpoints";
import { mountedSecrets } from "../shared/mounted-secrets";
import { createWorkload } from "../shared/workload";
import { WorkloadKind, type WorkloadSpec } from "../shared/workload-spec";
import { toYaml } from "../shared/yaml";
import { GRAFANA_CONFIG, GRAFANA_DATA, GRAFANA_PROVISIONING, grafanaConfig } from "./config";
import { dataSourceFile, dataSources } from "./data-sources";
import { type GrafanaArgs, type GrafanaSpec, resolveGrafana } from "./grafana-args";
import { toIni } from "./ini";
import { REPLICA_ENV, REPLICA_PORTS } from "./replication";
import { GRAFANA_SECRETS } from "./secret-references";

/**
 * Shows logs, metrics, traces and profiles to people, each linked with the others.
 *
 * ```ts
 * const grafana = new Grafana("dashboards", {
 *   namespace: "monitoring",
 *   adminSecret: { name: "grafana-admin", key: "password" },
 *   endpoints: { loki: loki.endpoints },
 * });
 * ```
 */
export class Grafana extends pulumi.ComponentResource {
  /** Where people and API clients find it in the cluster. */
  readonly endpoints: GrafanaEndpoints;

  constructor(name: string, args: GrafanaArgs, opts?: pulumi.ComponentResourceOptions) {
    const spec = resolveOrThrow("Grafana", name, args, resolveGrafana);
    super("lgtm:index:Grafana", name, {}, opts);

    createWorkload(name, grafanaWorkload(spec), childOptions(this, opts));
    this.endpoints = grafanaEndpoints(spec);
    this.registerOutputs({ endpoints: this.endpoints });
  }
}

function grafanaWorkload(spec: GrafanaSpec): WorkloadSpec {
  const { database } = spec;
  return {
    // With a database of its own it keeps nothing, and a replica is as good as another.
    kind: database ? WorkloadKind.Deployment : WorkloadKind.StatefulSet,
    headless: true,
    settings: spec,
    instance: spec.instance,
    namespace: spec.namespace,
    replicas: spec.replicas,
    user: 472,
    args: [],
    env: [
      { name: "GF_PATHS_CONFIG", value: `${GRAFANA_CONFIG}/grafana.ini` },
      ...(database ? REPLICA_ENV : []),
    ],
    ports: [{ name: "http", number: PORTS.grafana.http }, ...(database ? REPLICA_PORTS : [])],
    files: [
      {
        suffix: "config",
        directory: GRAFANA_CONFIG,
        files: { "grafana.ini": toIni(grafanaConfig(spec)) },
      },
      {
        suffix: "data-sources",
        directory: `${GRAFANA_PROVISIONING}/datasources`,
        files: { "data-sources.yaml": toYaml(dataSourceFile(allSources(spec))) },
      },
    ],
    secrets: mountedSecrets(GRAFANA_SECRETS, secretsOf(spec)),
    ...(database
      ? // Temporary files of its own, and nothing that another replica would miss.
        { scratch: ["/tmp", GRAFANA_DATA] }
      : { scratch: ["/tmp"], storage: { ...spec.persistence, mountPath: GRAFANA_DATA } }),
    readiness: { path: "/api/health", port: "http" },
    // Unlike /api/health it does not ask the database, whose troubles no restart ends.
    liveness: { path: "/healthz", port: "http", failureThreshold: 6 },
    // A new version may change the whole database first.
    startup: { path: "/healthz", port: "http", failureThreshold: 60 },
    metrics: { port: PORTS.grafana.http },
  };
}

/** Every Secret that its configuration names. */
function secretsOf({ adminSecret, secretKey, database, secrets }: GrafanaSpec): SecretRef[] {
  const own = [adminSecret, secretKey, database?.passwordSecret, database?.caSecret];
  return [...own.filter((secret) => secret !== undefined), ...secrets];
}

/** Ours and the user's. Where the user names no default it is the first: metrics, where there are any. */
function allSources(spec: GrafanaSpec) {
  const sources = [...dataSources(spec.endpoints, spec.scrapeInterval), ...spec.dataSources];
  if (sources.some((source) => source.isDefault)) return sources;
  const [first, ...others] = sources;
  return first ? [{ ...first, isDefault: true }, ...others] : [];
}
