import { join } from "node:path";
import { kubeconfigOf, authorityFile } from "./control-plane-credentials";
import type { ControlPlaneFiles } from "./control-plane-state";
import type { SandboxCommand } from "./sandbox-process";

/** Programs that make up a control plane. */
export const CONTROL_PLANE_TOOLS = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
] as const;
export type ControlPlaneTool = (typeof CONTROL_PLANE_TOOLS)[number];
export type ControlPlaneBinaries = Readonly<Record<ControlPlaneTool, string>>;

const SERVICE_RANGE = "10.96.0.0/16";
const POD_RANGE = "10.244.0.0/16";

export interface CommandOptions {
  readonly binaries: ControlPlaneBinaries;
  readonly files: ControlPlaneFiles;
  readonly port: number;
  readonly durable: boolean;
}

/**
 * etcd listens on sockets in the state folder, which only its owner can enter: no port, no password.
 * Their paths are relative because a socket's path may have 107 characters at most.
 */
export function etcdCommand({ binaries, files, durable }: CommandOptions): SandboxCommand {
  const client = "unix://etcd.sock:0";
  const peer = "unix://etcd-peer.sock:0";
  const args = [
    "--name=sandbox",
    `--data-dir=${join(files.folder, "etcd")}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=sandbox=${peer}`,
  ];
  // What was written survives the processes either way; only a crash of the machine makes the difference.
  if (!durable) args.push("--unsafe-no-fsync");
  return { name: "etcd", binary: binaries.etcd, args };
}

export function apiServerCommand({ binaries, files, port }: CommandOptions): SandboxCommand {
  return {
    name: "kube-apiserver",
    binary: binaries["kube-apiserver"],
    args: [
      "--etcd-servers=unix://etcd.sock:0",
      "--bind-address=127.0.0.1",
      `--secure-port=${port}`,
      `--cert-dir=${files.certificates}`,
      // Not the address of a network card: a machine without network runs a sandbox, too.
      "--advertise-address=127.0.0.1",
      // A loopback address is no valid endpoint of the service `kubernetes`.
      "--endpoint-reconciler-type=none",
      "--anonymous-auth=false",
      `--token-auth-file=${files.tokens}`,
      "--authorization-mode=Node,RBAC",
      "--enable-admission-plugins=NodeRestriction",
      // No pod runs, so no operator would ever answer: one failurePolicy Fail would block every change and deletion.
      "--disable-admission-plugins=MutatingAdmissionWebhook,ValidatingAdmissionWebhook",
      // The namespace's Pod Security level decides who may be privileged, as on real clusters.
      "--allow-privileged=true",
      `--service-cluster-ip-range=${SERVICE_RANGE}`,
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-key-file=${files.serviceAccountKey}`,
      `--service-account-signing-key-file=${files.serviceAccountKey}`,
      "--profiling=false",
    ],
  };
}

/** The programs that need an API server that answers. */
export function controllerCommands({ binaries, files }: CommandOptions): SandboxCommand[] {
  return [
    {
      name: "kube-controller-manager",
      binary: binaries["kube-controller-manager"],
      args: [
        `--kubeconfig=${kubeconfigOf(files, "kube-controller-manager")}`,
        "--secure-port=0",
        "--leader-elect=false",
        // Each controller with the rights that it has on a real cluster, and no more.
        "--use-service-account-credentials=true",
        `--service-account-private-key-file=${files.serviceAccountKey}`,
        `--root-ca-file=${authorityFile(files)}`,
        "--allocate-node-cidrs=true",
        `--cluster-cidr=${POD_RANGE}`,
        `--service-cluster-ip-range=${SERVICE_RANGE}`,
        "--kube-api-qps=200",
        "--kube-api-burst=400",
      ],
    },
    {
      name: "kube-scheduler",
      binary: binaries["kube-scheduler"],
      args: [
        `--kubeconfig=${kubeconfigOf(files, "kube-scheduler")}`,
        "--secure-port=0",
        "--leader-elect=false",
        "--kube-api-qps=200",
        "--kube-api-burst=400",
      ],
    },
    {
      name: "kwok",
      binary: binaries.kwok,
      args: [
        `--kubeconfig=${kubeconfigOf(files, "kwok")}`,
        `--config=${files.stages}`,
        "--manage-all-nodes=true",
        `--cidr=${POD_RANGE}`,
        // Without leases the nodes count as lost every 50 s, and their pods as not ready for ever.
        "--node-lease-duration-seconds=40",
      ],
    },
  ];
}
