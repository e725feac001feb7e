import * as pulumi from "@pulumi/pulumi";
import { childOptions, resolveOrThrow } from "../shared/component-args";
import { PORTS } from "../shared/endpoints";
import { createWorkload } from "../shared/workload";
import { WorkloadKind, type WorkloadSpec } from "../shared/workload-spec";
import { POD_LOGS, agentConfig } from "./agent-config";
import { type AlloyAgentArgs, type AlloyAgentSpec } from "./alloy-agent-args";
import { resolveAlloyAgent } from "./checked-config";
import { NODE_NAME_VARIABLE, NODE_PODS_RULES } from "./parts/node-pods";
import { ALLOY_DATA, alloyProcess } from "./process";

/**
 * Runs on every node: sends the logs of its pods to Loki, and the profiles that they offer to Pyroscope.
 *
 * A pod is left out of the logs by the annotation `lgtm.pulumi.com/logs: "false"`, and asks for profiles by
 * `profiles.grafana.com/cpu.scrape: "true"` and `profiles.grafana.com/cpu.port: "6060"`, a port that it declares.
 *
 * ```ts
 * new AlloyAgent("agent", { namespace: "monitoring-agents", lokiPushUrl: loki.endpoints.push });
 * ```
 */
export class AlloyAgent extends pulumi.ComponentResource {
  constructor(name: string, args: AlloyAgentArgs, opts?: pulumi.ComponentResourceOptions) {
    const spec = resolveOrThrow("AlloyAgent", name, args, resolveAlloyAgent);
    super("lgtm:index:AlloyAgent", name, {}, opts);

    createWorkload(name, agentWorkload(spec, agentConfig(spec)), childOptions(this, opts));
    this.registerOutputs({});
  }
}

function agentWorkload(spec: AlloyAgentSpec, config: string): WorkloadSpec {
  return {
    ...alloyProcess(config),
    kind: WorkloadKind.DaemonSet,
    settings: spec,
    instance: spec.instance,
    namespace: spec.namespace,
    env: [{ name: NODE_NAME_VARIABLE, valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }],
    ports: [{ name: "http", number: PORTS.alloy.http, service: false }],
    hostPaths: [
      ...(spec.lokiPushUrl
        ? [{ name: "pod-logs", path: POD_LOGS, mountPath: POD_LOGS, readOnly: true }]
        : []),
      {
        // How far each file was read. On the node, so that a new pod goes on where the old one stopped.
        name: "positions",
        path: `/var/lib/lgtm/${spec.namespace}/${spec.name}`,
        mountPath: ALLOY_DATA,
        readOnly: false,
        type: "DirectoryOrCreate",
      },
    ],
    scratch: ["/tmp"],
    exception: "alloy-agent",
    clusterRules: NODE_PODS_RULES,
  };
}
