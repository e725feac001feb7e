import * as pulumi from "@pulumi/pulumi";
import { childOptions, resolveOrThrow } from "../shared/component-args";
import { PORTS, type PrometheusEndpoints, prometheusEndpoints } from "../shared/endpoints";
import type { Config } from "../shared/merge";
import { mountedSecrets } from "../shared/mounted-secrets";
import { goDuration } from "../shared/units";
import { createWorkload } from "../shared/workload";
import { type ClusterRule, WorkloadKind, type WorkloadSpec } from "../shared/workload-spec";
import { toYaml } from "../shared/yaml";
import { PROMETHEUS_DATA, prometheusConfig } from "./config";
import { type PrometheusArgs, type PrometheusSpec, resolvePrometheus } from "./prometheus-args";
import { retentionMegabytes } from "./scraper-args";
import { PROMETHEUS_SECRETS } from "./secret-files";

/**
 * Scrapes the cluster, keeps it for a day, and writes it on to where it is kept for long.
 *
 * ```ts
 * const prometheus = new Prometheus("metrics", {
 *   namespace: "monitoring",
 *   remoteWriteUrl: mimir.endpoints.push,
 * });
 * ```
 */
export class Prometheus extends pulumi.ComponentResource {
  /** Where the last day can be queried. */
  readonly endpoints: PrometheusEndpoints;

  constructor(name: string, args: PrometheusArgs, opts?: pulumi.ComponentResourceOptions) {
    const spec = resolveOrThrow("Prometheus", name, args, resolvePrometheus);
    super("lgtm:index:Prometheus", name, {}, opts);

    const workload = prometheusWorkload(spec, prometheusConfig(spec));
    createWorkload(name, workload, childOptions(this, opts));
    this.endpoints = prometheusEndpoints(spec);
    this.registerOutputs({ endpoints: this.endpoints });
  }
}

/** What it reads of the cluster: who is there, and the metrics of nodes and API servers. */
const RULES: ClusterRule[] = [
  { apiGroups: [""], resources: ["nodes", "pods", "services"], verbs: ["list", "watch"] },
  { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
  { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
  { nonResourceURLs: ["/metrics"], verbs: ["get"] },
];

function prometheusWorkload(spec: PrometheusSpec, config: Config): WorkloadSpec {
  return {
    kind: WorkloadKind.StatefulSet,
    settings: spec,
    instance: spec.instance,
    namespace: spec.namespace,
    replicas: spec.replicas,
    user: 65534,
    args: flags(spec),
    ports: [{ name: "http", number: PORTS.prometheus.http }],
    files: [
      {
        suffix: "config",
        directory: "/etc/prometheus",
        files: { "prometheus.yml": toYaml(config) },
      },
    ],
    secrets: mountedSecrets(PROMETHEUS_SECRETS, spec.secrets),
    storage: { ...spec.persistence, mountPath: PROMETHEUS_DATA },
    readiness: { path: "/-/ready", port: "http" },
    liveness: { path: "/-/healthy", port: "http", failureThreshold: 6 },
    // Replaying a write-ahead log can take minutes; nothing may restart it meanwhile.
    startup: { path: "/-/ready", port: "http", failureThreshold: 180 },
    clusterRules: RULES,
    metrics: { port: PORTS.prometheus.http },
    profiles: { port: PORTS.prometheus.http },
    // Long enough to flush the remote-write queue and close the head block.
    gracePeriodSeconds: 300,
  };
}

function flags(spec: PrometheusSpec): string[] {
  return [
    "--config.file=/etc/prometheus/prometheus.yml",
    // A folder below the mount: the volume's own lost+found is not Prometheus' to look at.
    `--storage.tsdb.path=${PROMETHEUS_DATA}/data`,
    `--storage.tsdb.retention.time=${goDuration(spec.retention)}`,
    `--storage.tsdb.retention.size=${retentionMegabytes(spec)}MB`,
    `--web.listen-address=0.0.0.0:${PORTS.prometheus.http}`,
    "--enable-feature=exemplar-storage",
    "--log.format=json",
    ...(spec.remoteWriteReceiver ? ["--web.enable-remote-write-receiver"] : []),
  ];
}
