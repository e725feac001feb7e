import * as pulumi from "@pulumi/pulumi";
import { AlloyAgent } from "./alloy/alloy-agent";
import { AlloyGateway } from "./alloy/alloy-gateway";
import { Beyla } from "./beyla/beyla";
import { DATA_SOURCE_UIDS } from "./grafana/data-sources";
import { Grafana } from "./grafana/grafana";
import type { LgtmStackArgs } from "./stack/stack-args";
import { claimNamespaces } from "./stack/namespace-claims";
import { createNamespaces } from "./stack/namespaces";
import { type StackSecrets, createSecrets } from "./stack/secrets";
import { type StackPlan, planStack } from "./stack/plan";
import { Kafka } from "./kafka/kafka";
import { Loki } from "./loki/loki";
import { Mimir } from "./mimir/mimir";
import { KubeStateMetrics } from "./prometheus/kube-state-metrics";
import { NodeExporter } from "./prometheus/node-exporter";
import { PrometheusOperator } from "./prometheus/operator/prometheus-operator";
import { Prometheus } from "./prometheus/prometheus";
import { Pyroscope } from "./pyroscope/pyroscope";
import { RolloutOperator } from "./rollout-operator/rollout-operator";
import { SeaweedFs } from "./seaweedfs/seaweedfs";
import { after, childOptions, resolveOrThrow } from "./shared/component-args";
import type { SecretRef } from "./shared/credentials";
import type {
  AlloyGatewayEndpoints,
  GrafanaEndpoints,
  LokiEndpoints,
  MimirEndpoints,
  PrometheusEndpoints,
  PyroscopeEndpoints,
  TempoEndpoints,
} from "./shared/endpoints";
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
  /** Grafana's admin password, where the stack has a Grafana. */
  grafanaAdmin?: SecretRef;
  /** The token for senders, where the stack has a gateway. */
  ingestToken?: SecretRef;
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
    const plan = resolveOrThrow("LgtmStack", name, args, planStack, {
      // Each part tells its own.
      tellsWarnings: false,
    });
    super("lgtm:index:LgtmStack", name, {}, opts);
    claimNamespaces(this, name, plan.settings);

    const options = childOptions(this, opts);
    const namespaces = createNamespaces(name, plan, options);
    const secrets = createSecrets(name, plan, after(options, namespaces));
    this.endpoints = createParts(
      name,
      plan,
      secrets,
      after(options, [...namespaces, ...secrets.all]),
    );
    this.namespace = plan.settings.namespace.name;
    this.agentsNamespace = plan.settings.agentsNamespace.name;
    this.secrets = {
      ...(plan.grafana && { grafanaAdmin: plan.adminSecret }),
      ...(plan.alloyGateway && { ingestToken: plan.tokenSecret }),
    };
    this.registerOutputs({
      namespace: this.namespace,
      agentsNamespace: this.agentsNamespace,
      endpoints: this.endpoints,
      secrets: this.secrets,
      dataSourceUids: this.dataSourceUids,
    });
  }
}

function createParts(
  name: string,
  plan: StackPlan,
  { tokenVersion }: StackSecrets,
  opts: pulumi.ComponentResourceOptions,
): LgtmStackEndpoints {
  const { mimir, loki, tempo, pyroscope, prometheus, grafana, alloyGateway } = plan;
  const { prometheusOperator, kubeStateMetrics, nodeExporter, alloyAgent, beyla } = plan;
  const { stored, queued } = createGround(name, plan, opts);
  if (kubeStateMetrics) {
    new KubeStateMetrics(`${name}-kube-state-metrics`, kubeStateMetrics.args, opts);
  }
  if (nodeExporter) new NodeExporter(`${name}-node-exporter`, nodeExporter.args, opts);
  if (alloyAgent) new AlloyAgent(`${name}-alloy-agent`, alloyAgent.args, opts);
  if (beyla) new Beyla(`${name}-beyla`, { ...beyla.args, tokenVersion }, opts);
  return {
    mimir: mimir && new Mimir(`${name}-mimir`, mimir.args, queued).endpoints,
    loki: loki && new Loki(`${name}-loki`, loki.args, stored).endpoints,
    tempo: tempo && new Tempo(`${name}-tempo`, tempo.args, queued).endpoints,
    pyroscope: pyroscope && new Pyroscope(`${name}-pyroscope`, pyroscope.args, stored).endpoints,
    prometheus:
      (prometheus && new Prometheus(`${name}-prometheus`, prometheus.args, opts).endpoints) ??
      (prometheusOperator &&
        new PrometheusOperator(`${name}-prometheus`, prometheusOperator.args, opts).endpoints),
    gateway:
      alloyGateway && new AlloyGateway(`${name}-alloy-gateway`, alloyGateway.args, opts).endpoints,
    grafana: grafana && new Grafana(`${name}-grafana`, grafana.args, opts).endpoints,
  };
}

/** What the backends stand on: without their bucket and their topic they would only restart. */
function createGround(
  name: string,
  { objectStorage, kafka, rolloutOperator }: StackPlan,
  opts: pulumi.ComponentResourceOptions,
) {
  const ground: pulumi.Resource[] = [];
  if (objectStorage) ground.push(new SeaweedFs(`${name}-seaweedfs`, objectStorage.args, opts));
  if (rolloutOperator) {
    ground.push(new RolloutOperator(`${name}-rollout-operator`, rolloutOperator.args, opts));
  }
  const queue = kafka ? [new Kafka(`${name}-kafka`, kafka.args, opts)] : [];
  return { stored: after(opts, ground), queued: after(opts, [...ground, ...queue]) };
}
