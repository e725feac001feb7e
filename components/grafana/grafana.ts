import * as pulumi from "@pulumi/pulumi";
import { childOptions, resolveOrThrow } from "../shared/component-args";
import { type GrafanaEndpoints, PORTS, grafanaEndpoints } from "../shared/endpoints";
import { mountedSecrets } from "../shared/mounted-secrets";
import { createWorkload } from "../shared/workload";
import { WorkloadKind, type WorkloadSpec } from "../shared/workload-spec";
import { toYaml } from "../shared/yaml";
import {
  GRAFANA_CONFIG,
  GRAFANA_DATA,
  GRAFANA_PROVISIONING,
  GRAFANA_SECRETS,
  grafanaConfig,
} from "./config";
import { dataSourceFile, dataSources } from "./data-sources";
import { type GrafanaArgs, type GrafanaSpec, resolveGrafana } from "./grafana-args";
import { toIni } from "./ini";

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
    const spec = resolveOrThrow(`Grafana "${name}"`, args, (a, place) =>
      resolveGrafana(name, a, place),
    );
    super("lgtm:index:Grafana", name, {}, opts);

    createWorkload(name, grafanaWorkload(spec), childOptions(this, opts));
    this.endpoints = grafanaEndpoints(spec);
    this.registerOutputs({ endpoints: this.endpoints });
  }
}

function grafanaWorkload(spec: GrafanaSpec): WorkloadSpec {
  return {
    kind: WorkloadKind.StatefulSet,
    settings: spec,
    instance: spec.instance,
    namespace: spec.namespace,
    replicas: spec.replicas,
    user: 472,
    args: [],
    env: [{ name: "GF_PATHS_CONFIG", value: `${GRAFANA_CONFIG}/grafana.ini` }],
    ports: [{ name: "http", number: PORTS.grafana.http }],
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
    secrets: mountedSecrets(GRAFANA_SECRETS, [spec.adminSecret, ...spec.secrets]),
    storage: { ...spec.persistence, mountPath: GRAFANA_DATA },
    scratch: ["/tmp"],
    readiness: { path: "/api/health", port: "http" },
    // Unlike /api/health it does not ask the database, whose troubles no restart ends.
    liveness: { path: "/healthz", port: "http", failureThreshold: 6 },
    // A new version may change the whole database first.
    startup: { path: "/healthz", port: "http", failureThreshold: 60 },
    metrics: { port: PORTS.grafana.http },
  };
}

/** Ours and the user's. Where the user names no default it is the first: metrics, where there are any. */
function allSources(spec: GrafanaSpec) {
  const sources = [...dataSources(spec.endpoints, spec.scrapeInterval), ...spec.dataSources];
  if (sources.some((source) => source.isDefault)) return sources;
  const [first, ...others] = sources;
  return first ? [{ ...first, isDefault: true }, ...others] : [];
}
