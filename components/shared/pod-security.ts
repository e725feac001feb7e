import type { types } from "@pulumi/kubernetes";

type ContainerSecurity = types.input.core.v1.SecurityContext;

/** What a pod needs beyond the `restricted` Pod Security Standard, and why it cannot do without. */
export interface SecurityException {
  reason: string;
  /** Runs as root where the kernel or the files on the node ask for it. */
  root?: boolean;
  /** Linux capabilities beyond none. */
  capabilities?: readonly string[];
  hostPid?: boolean;
  hostNetwork?: boolean;
  /** Volumes that are folders of the node. */
  hostPaths?: readonly string[];
}

/** Every exception there is. These pods live in the agents' namespace, all others obey `restricted`. */
export const SECURITY_EXCEPTIONS = {
  "alloy-agent": {
    reason: "reads other pods' logs from the node's /var/log, which only root may read",
    root: true,
    capabilities: ["DAC_READ_SEARCH"],
    hostPaths: ["pod-logs", "positions"],
  },
  "node-exporter": {
    reason: "reads the node's own /proc and /sys and measures the node's network",
    hostPid: true,
    hostNetwork: true,
    hostPaths: ["root", "sys"],
  },
  beyla: {
    reason: "loads eBPF programs and looks into the processes of the node",
    root: true,
    hostPid: true,
    // One for each thing it does; `privileged` would be all forty. Loading BPF and its perf events,
    // reading packets, other processes' memory and files, and restoring after a checkpoint.
    capabilities: [
      "BPF",
      "CHECKPOINT_RESTORE",
      "DAC_READ_SEARCH",
      "NET_RAW",
      "PERFMON",
      "SYS_PTRACE",
    ],
    hostPaths: ["cgroup", "security", "tracing"],
  },
  "beyla-user-space-probes": {
    reason:
      "attaches probes to functions inside programs (Go, TLS libraries), which kernels allow to SYS_ADMIN alone",
    capabilities: ["SYS_ADMIN"],
  },
  "beyla-host-network": {
    reason: "sees the packets of the node's network interfaces and not only its own",
    hostNetwork: true,
  },
  "beyla-context-propagation": {
    reason: "writes trace ids into outgoing requests with traffic control programs",
    hostNetwork: true,
    capabilities: ["NET_ADMIN"],
  },
} as const satisfies Record<string, SecurityException>;

export type SecurityExceptionName = keyof typeof SECURITY_EXCEPTIONS;

/** All that the named exceptions allow, taken together. Nothing for a workload that names none. */
export function combinedException(
  names: SecurityExceptionName | readonly SecurityExceptionName[] = [],
): SecurityException | undefined {
  const exceptions: SecurityException[] = [names].flat().map((name) => SECURITY_EXCEPTIONS[name]);
  if (exceptions.length === 0) return undefined;
  const capabilities = [...new Set(exceptions.flatMap((e) => e.capabilities ?? []))].sort();
  const hostPaths = [...new Set(exceptions.flatMap((e) => e.hostPaths ?? []))].sort();
  return {
    reason: exceptions.map((e) => e.reason).join("; "),
    ...(exceptions.some((e) => e.root) && { root: true }),
    ...(exceptions.some((e) => e.hostPid) && { hostPid: true }),
    ...(exceptions.some((e) => e.hostNetwork) && { hostNetwork: true }),
    ...(capabilities.length > 0 && { capabilities }),
    ...(hostPaths.length > 0 && { hostPaths }),
  };
}

/** The security context of a container: nothing but what the exception names. */
export function containerSecurity(exception?: SecurityException): ContainerSecurity {
  const added = exception?.capabilities;
  return {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"], ...(added && { add: [...added] }) },
  };
}

/** The security context of a pod. `user` is also the group of its files. */
export function podSecurity(user: number, exception?: SecurityException) {
  const identity = exception?.root
    ? { runAsUser: 0, runAsGroup: 0 }
    : { runAsNonRoot: true, runAsUser: user, runAsGroup: user, fsGroup: user };
  return {
    ...identity,
    // Without it the kubelet changes the owner of every file of a big volume at each start.
    ...(!exception?.root && { fsGroupChangePolicy: "OnRootMismatch" }),
    seccompProfile: { type: "RuntimeDefault" },
  };
}
