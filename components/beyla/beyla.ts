import * as pulumi from "@pulumi/pulumi";
import { childOptions, resolveOrThrow } from "../shared/component-args";
import { PORTS } from "../shared/endpoints";
import type { Config } from "../shared/merge";
import type { SecurityExceptionName } from "../shared/pod-security";
import { createWorkload } from "../shared/workload";
import {
  type ClusterRule,
  type HostPath,
  WorkloadKind,
  type WorkloadSpec,
} from "../shared/workload-spec";
import { toYaml } from "../shared/yaml";
import { type BeylaArgs, type BeylaSpec, resolveBeyla } from "./beyla-args";
import { BEYLA_METRICS_PATH, beylaConfig } from "./config";

/**
 * Traces and measures programs that have no instrumentation of their own, by eBPF, on every node.
 *
 * ```ts
 * new Beyla("beyla", {
 *   namespace: "monitoring-agents",
 *   otlpEndpoint: gateway.endpoints.otlpGrpc,
 *   tokenSecret: { name: "ingest-token", key: "token" },
 *   namespaces: ["shop-*"],
 * });
 * ```
 */
export class Beyla extends pulumi.ComponentResource {
  constructor(name: string, args: BeylaArgs, opts?: pulumi.ComponentResourceOptions) {
    const spec = resolveOrThrow("Beyla", name, args, resolveBeyla);
    super("lgtm:index:Beyla", name, {}, opts);

    createWorkload(name, beylaWorkload(spec, beylaConfig(spec)), childOptions(this, opts));
    this.registerOutputs({});
  }
}

/** Whose pod is whose: who owns them, and which addresses are theirs. */
const RULES: ClusterRule[] = [
  { apiGroups: ["apps"], resources: ["replicasets"], verbs: ["list", "watch"] },
  { apiGroups: [""], resources: ["pods", "services", "nodes"], verbs: ["get", "list", "watch"] },
];

const HOST_PATHS: HostPath[] = [
  // To see every new socket of the node.
  { name: "cgroup", path: "/sys/fs/cgroup", mountPath: "/sys/fs/cgroup", readOnly: true },
  // To find out whether the kernel has a bug around FIONREAD; older kernels take probes here.
  {
    name: "tracing",
    path: "/sys/kernel/tracing",
    mountPath: "/sys/kernel/tracing",
    readOnly: false,
  },
  // To find out whether the kernel's lockdown forbids writing into programs.
  {
    name: "security",
    path: "/sys/kernel/security",
    mountPath: "/sys/kernel/security",
    readOnly: true,
  },
];

function beylaWorkload(spec: BeylaSpec, config: Config): WorkloadSpec {
  const { tokenSecret } = spec;
  return {
    kind: WorkloadKind.DaemonSet,
    settings: spec,
    instance: spec.instance,
    namespace: spec.namespace,
    user: 0,
    args: ["--config=/etc/beyla/config.yml"],
    env: [
      { name: "INGEST_TOKEN", valueFrom: { secretKeyRef: tokenSecret } },
      // The kubelet puts the token in; what is declared before can be used here.
      { name: "OTEL_EXPORTER_OTLP_HEADERS", value: "Authorization=Bearer $(INGEST_TOKEN)" },
    ],
    ports: [{ name: "http", number: PORTS.beyla.http, service: false }],
    files: [{ suffix: "config", directory: "/etc/beyla", files: { "config.yml": toYaml(config) } }],
    scratch: ["/var/run/beyla", "/tmp"],
    hostPaths: HOST_PATHS,
    restartOn: { token: spec.tokenVersion },
    readiness: { path: BEYLA_METRICS_PATH, port: "http" },
    metrics: { port: PORTS.beyla.http, path: BEYLA_METRICS_PATH },
    exception: exceptions(spec),
    clusterRules: RULES,
  };
}

/** Only what this configuration needs. */
function exceptions(spec: BeylaSpec): SecurityExceptionName[] {
  return [
    "beyla",
    ...(spec.userSpaceProbes ? (["beyla-user-space-probes"] as const) : []),
    ...(spec.networkMetrics ? (["beyla-host-network"] as const) : []),
    ...(spec.contextPropagation ? (["beyla-context-propagation"] as const) : []),
  ];
}
