import * as pulumi from "@pulumi/pulumi";
import { AlloyAgent } from "./alloy/alloy-agent";
import { AlloyGateway } from "./alloy/alloy-gateway";
import { Beyla } from "./beyla/beyla";
import { DATA_SOURCE_UIDS } from "./grafana/data-sources";
import { Grafana } from "./grafana/grafana";
import type { LgtmStackArgs } from "./stack/stack-args";
import { type StackPlan, planStack } from "./stack/plan";
import { Loki } from "./loki/loki";
import { Mimir } from "./mimir/mimir";
import { KubeStateMetrics } from "./prometheus/kube-state-metrics";
import { NodeExporter } from "./prometheus/node-exporter";
import { Prometheus } from "./prometheus/prometheus";
import { Pyroscope } from "./pyroscope/pyroscope";
import { resolveOrThrow } from "./shared/component-args";
import { type SecretRef, createCredential } from "./shared/credentials";
import type {
  AlloyGatewayEndpoints,
  GrafanaEndpoints,
  LokiEndpoints,
  MimirEndpoints,
  PrometheusEndpoints,
  PyroscopeEndpoints,
  TempoEndpoints,
} from "./shared/endpoints";
import { createNamespace } from "./shared/namespace";
import { Tempo } from "./tempo/tempo";

/** In-cluster URLs of the parts that the stack has. */
export interface LgtmStackEndpoints {
  loki?: LokiEndpoints;
  mimir?: MimirEndpoints;
  tempo?: TempoEndpoints;
  pyroscope?: PyroscopeEndpoints;
  prometheus?: PrometheusEndpoints;
  grafana?: GrafanaEndpoints;
  /** Where senders bring OTLP, with the ingest token. */
  gateway?: AlloyGatewayEndpoints;
}

/** The Secrets of the stack: their names, never their values. */
export interface LgtmStackSecrets {
  grafanaAdmin: SecretRef;
  ingestToken: SecretRef;
}

/**
 * The whole observability platform, wired.
 *
 * ```ts
 * const stack = new LgtmStack("observability", { retention: { logs: "14d" } });
 * export const otlp = stack.endpoints.gateway?.otlpHttp;
 * ```
 */
export class LgtmStack extends pulumi.ComponentResource {
  /** Namespace of the backends, Grafana and the gateway. */
  readonly namespace: string;
  /** Namespace of the agents that run on every node. */
  readonly agentsNamespace: string;
  /** In-cluster URLs of each part. */
  readonly endpoints: LgtmStackEndpoints;
  /** Names and keys of the Secrets with Grafana's admin password and the ingest token. */
  readonly secrets: LgtmStackSecrets;
  /** UIDs of Grafana's data sources. They never change, so that dashboards can rely on them. */
  readonly dataSourceUids = DATA_SOURCE_UIDS;

  constructor(name: string, args: LgtmStackArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    const plan = resolveOrThrow(`LgtmStack "${name}"`, args, (a, place) =>
      planStack(name, a, place),
    );
    super("lgtm:index:LgtmStack", name, {}, opts);

    const namespaces = createNamespaces(name, plan, this);
    const secrets = createSecrets(name, plan, { parent: this, dependsOn: namespaces });
    this.endpoints = createParts(name, plan, {
      parent: this,
      dependsOn: [...namespaces, ...secrets],
    });
    this.namespace = plan.settings.namespace.name;
    this.agentsNamespace = plan.settings.agentsNamespace.name;
    this.secrets = { grafanaAdmin: plan.adminSecret, ingestToken: plan.tokenSecret };
    this.registerOutputs({
      namespace: this.namespace,
      agentsNamespace: this.agentsNamespace,
      endpoints: this.endpoints,
      secrets: this.secrets,
      dataSourceUids: this.dataSourceUids,
    });
  }
}

function createNamespaces(name: string, { settings }: StackPlan, parent: LgtmStack) {
  const { namespace, agentsNamespace, common } = settings;
  const labels = { ...common.labels, "app.kubernetes.io/part-of": "lgtm" };
  // A namespace takes every volume in it along: what protects the volumes protects it too.
  const options = { parent, ...(common.persistence?.protect && { protect: true }) };
  return [
    createNamespace(`${name}-namespace`, namespace, "restricted", labels, options),
    createNamespace(`${name}-agents-namespace`, agentsNamespace, "privileged", labels, { parent }),
  ];
}

function createSecrets(name: string, plan: StackPlan, options: pulumi.CustomResourceOptions) {
  const { settings, adminSecret, tokenSecret } = plan;
  const common = { instance: name, labels: settings.common.labels ?? {} };
  const admin =
    plan.grafana && !settings.grafanaAdminSecret
      ? createCredential(
          `${name}-grafana-admin`,
          {
            ...common,
            ...adminSecret,
            namespaces: [settings.namespace.name],
            value: settings.grafanaAdminPassword,
            plain: { user: "admin" },
          },
          options,
        )
      : [];
  const token =
    plan.alloyGateway && !settings.ingestTokenSecret
      ? createCredential(
          `${name}-ingest-token`,
          {
            ...common,
            ...tokenSecret,
            // Beyla runs beside the node and sends to the gateway like everybody else.
            namespaces: plan.beyla
              ? [settings.namespace.name, settings.agentsNamespace.name]
              : [settings.namespace.name],
            value: settings.ingestToken,
          },
          options,
        )
      : [];
  return [...admin, ...token];
}

function createParts(
  name: string,
  plan: StackPlan,
  opts: pulumi.ComponentResourceOptions,
): LgtmStackEndpoints {
  const { mimir, loki, tempo, pyroscope, prometheus, grafana, alloyGateway } = plan;
  const { kubeStateMetrics, nodeExporter, alloyAgent, beyla } = plan;
  if (kubeStateMetrics) {
    new KubeStateMetrics(`${name}-kube-state-metrics`, kubeStateMetrics.args, opts);
  }
  if (nodeExporter) new NodeExporter(`${name}-node-exporter`, nodeExporter.args, opts);
  if (alloyAgent) new AlloyAgent(`${name}-alloy-agent`, alloyAgent.args, opts);
  if (beyla) new Beyla(`${name}-beyla`, beyla.args, opts);
  return {
    mimir: mimir && new Mimir(`${name}-mimir`, mimir.args, opts).endpoints,
    loki: loki && new Loki(`${name}-loki`, loki.args, opts).endpoints,
    tempo: tempo && new Tempo(`${name}-tempo`, tempo.args, opts).endpoints,
    pyroscope: pyroscope && new Pyroscope(`${name}-pyroscope`, pyroscope.args, opts).endpoints,
    prometheus: prometheus && new Prometheus(`${name}-prometheus`, prometheus.args, opts).endpoints,
    gateway:
      alloyGateway && new AlloyGateway(`${name}-alloy-gateway`, alloyGateway.args, opts).endpoints,
    grafana: grafana && new Grafana(`${name}-grafana`, grafana.args, opts).endpoints,
  };
}
