import * as pulumi from "@pulumi/pulumi";
import { childOptions, resolveOrThrow } from "../shared/component-args";
import {
  type KubeStateMetricsEndpoints,
  PORTS,
  kubeStateMetricsEndpoints,
} from "../shared/endpoints";
import { type Flags, flagArguments } from "../shared/flags";
import { merge } from "../shared/merge";
import { createWorkload } from "../shared/workload";
import { WorkloadKind, type WorkloadSpec } from "../shared/workload-spec";
import {
  type KubeStateMetricsArgs,
  type KubeStateMetricsSpec,
  resolveKubeStateMetrics,
} from "./kube-state-metrics-args";
import { watchRules } from "./kube-state-metrics-resources";

/**
 * Tells the state of Kubernetes objects as metrics.
 *
 * ```ts
 * const state = new KubeStateMetrics("state", { namespace: "monitoring", observe: ["pods", "nodes"] });
 * ```
 */
export class KubeStateMetrics extends pulumi.ComponentResource {
  /** Where it is scraped. */
  readonly endpoints: KubeStateMetricsEndpoints;

  constructor(name: string, args: KubeStateMetricsArgs, opts?: pulumi.ComponentResourceOptions) {
    const spec = resolveOrThrow("KubeStateMetrics", name, args, resolveKubeStateMetrics);
    super("lgtm:index:KubeStateMetrics", name, {}, opts);

    createWorkload(name, kubeStateMetricsWorkload(spec), childOptions(this, opts));
    this.endpoints = kubeStateMetricsEndpoints(spec);
    this.registerOutputs({ endpoints: this.endpoints });
  }
}

function kubeStateMetricsWorkload(spec: KubeStateMetricsSpec): WorkloadSpec {
  const { http, telemetry } = PORTS.kubeStateMetrics;
  const flags: Flags = {
    port: http,
    "telemetry-port": telemetry,
    resources: spec.observe.join(","),
  };
  return {
    kind: WorkloadKind.Deployment,
    settings: spec,
    instance: spec.instance,
    namespace: spec.namespace,
    replicas: spec.replicas,
    user: 65534,
    args: flagArguments(merge(flags, spec.config)),
    ports: [
      { name: "http", number: http },
      { name: "telemetry", number: telemetry },
    ],
    // Ready when it reads from the API server, alive while that can be reached.
    readiness: { path: "/readyz", port: "telemetry" },
    liveness: { path: "/livez", port: "http", failureThreshold: 6 },
    clusterRules: watchRules(spec.observe),
    // No scrape annotation: Prometheus has a job of its own for it, which keeps the labels that it tells.
  };
}
