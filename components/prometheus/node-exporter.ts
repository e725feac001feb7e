import * as pulumi from "@pulumi/pulumi";
import { childOptions, resolveOrThrow } from "../shared/component-args";
import { type Flags, flagArguments } from "../shared/flags";
import { merge } from "../shared/merge";
import { createWorkload } from "../shared/workload";
import { WorkloadKind, type WorkloadSpec } from "../shared/workload-spec";
import {
  type NodeExporterArgs,
  type NodeExporterSpec,
  resolveNodeExporter,
} from "./node-exporter-args";

/**
 * Tells what each node itself does: CPU, memory, disks, network.
 *
 * ```ts
 * const nodes = new NodeExporter("nodes", { namespace: "monitoring-agents" });
 * ```
 */
export class NodeExporter extends pulumi.ComponentResource {
  /** Where Prometheus finds its pods: by namespace and `app.kubernetes.io/name`. */
  readonly pods: { namespace: string; name: string };

  constructor(name: string, args: NodeExporterArgs, opts?: pulumi.ComponentResourceOptions) {
    const spec = resolveOrThrow("NodeExporter", name, args, resolveNodeExporter);
    super("lgtm:index:NodeExporter", name, {}, opts);

    createWorkload(name, nodeExporterWorkload(spec), childOptions(this, opts));
    this.pods = { namespace: spec.namespace, name: spec.name };
    this.registerOutputs({ pods: this.pods });
  }
}

/** Where the node's own files are seen in the container. */
const HOST = "/host/root";

function nodeExporterWorkload(spec: NodeExporterSpec): WorkloadSpec {
  return {
    kind: WorkloadKind.DaemonSet,
    settings: spec,
    instance: spec.instance,
    namespace: spec.namespace,
    user: 65534,
    args: flagArguments(merge(flags(spec.port), spec.config)),
    // The node's own address: with the host's network, every address would be all of the node's, public ones too.
    env: [{ name: "HOST_IP", valueFrom: { fieldRef: { fieldPath: "status.hostIP" } } }],
    // No Service: each pod is asked for itself, never any of them.
    ports: [{ name: "http", number: spec.port, service: false }],
    hostPaths: [
      {
        name: "root",
        path: "/",
        mountPath: HOST,
        readOnly: true,
        // Without it, volumes mounted after the start are never seen.
        propagation: "HostToContainer",
      },
      {
        name: "sys",
        path: "/sys",
        mountPath: "/host/sys",
        readOnly: true,
        propagation: "HostToContainer",
      },
    ],
    readiness: { path: "/", port: "http" },
    liveness: { path: "/", port: "http", failureThreshold: 6 },
    exception: "node-exporter",
    // No scrape annotation: Prometheus has a job of its own for it.
  };
}

function flags(port: number): Flags {
  // Interfaces of pods come and go with them: nothing but new series.
  const podInterfaces = "^(veth.*|cali.*|cilium.*|lxc.*|cni.*|tunl.*|nodelocaldns|[a-f0-9]{15})$";
  return {
    "web.listen-address": `[$(HOST_IP)]:${port}`,
    "path.procfs": `${HOST}/proc`,
    "path.sysfs": "/host/sys",
    "path.rootfs": HOST,
    "path.udev.data": `${HOST}/run/udev/data`,
    // Hundreds of series of sensors and btrfs, which virtual machines have not and no common dashboard shows.
    "no-collector.btrfs": true,
    "no-collector.hwmon": true,
    "collector.netclass.ignored-devices": podInterfaces,
    "collector.netdev.device-exclude": podInterfaces,
    // File systems of pods and containers are kubelet's and cAdvisor's to tell.
    "collector.filesystem.mount-points-exclude":
      "^/(dev|proc|sys|run/containerd/.+|run/k3s/containerd/.+|var/lib/containers/.+|var/lib/docker/.+|var/lib/kubelet/.+)($|/)",
    "collector.filesystem.fs-types-exclude":
      "^(autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|erofs|fusectl|hugetlbfs|iso9660|mqueue|nsfs|overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs|squashfs|sysfs|tracefs)$",
    "log.format": "json",
  };
}
