import { ApiException, CoreV1Api, KubeConfig, StorageV1Api } from "@kubernetes/client-node";
import type { V1Node } from "@kubernetes/client-node";
import { apiRequest } from "./api-request";
import { sandboxNodes, sandboxStorageClass } from "./sandbox-nodes";

/** The API server's own word on its health: undefined when it is ready, otherwise what is wrong. */
export async function unready(kubeconfig: string): Promise<string | undefined> {
  const config = loadConfig(kubeconfig);
  if (config.getCurrentCluster() === null) return `${kubeconfig} names no cluster`;
  try {
    const { status } = await apiRequest(config, "/readyz");
    return status === 200 ? undefined : `/readyz answers ${status}`;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Registers what a cluster has before anybody deploys: nodes and a default storage class. */
export async function registerNodes(
  kubeconfig: string,
  { nodes, zones }: { nodes: number; zones: readonly string[] },
  kubernetesVersion: string,
): Promise<void> {
  const config = loadConfig(kubeconfig);
  const core = config.makeApiClient(CoreV1Api);
  await Promise.all([
    ...sandboxNodes(nodes, zones, kubernetesVersion).map((body) =>
      unlessThere(core.createNode({ body })),
    ),
    unlessThere(
      config.makeApiClient(StorageV1Api).createStorageClass({ body: sandboxStorageClass() }),
    ),
  ]);
}

/** What a pod would still have to wait for, or undefined when the cluster takes pods. */
export async function missingForPods(kubeconfig: string): Promise<string | undefined> {
  const core = loadConfig(kubeconfig).makeApiClient(CoreV1Api);
  const { items } = await core.listNode();
  const waiting = items.filter((node) => !isReady(node));
  if (waiting.length > 0) {
    return `nodes are not Ready: ${waiting.map(({ metadata }) => metadata?.name ?? "").join(", ")}`;
  }
  // The controller manager makes it; pods are refused before.
  const { items: accounts } = await core.listNamespacedServiceAccount({ namespace: "default" });
  return accounts.length === 0 ? "the namespace default has no service account" : undefined;
}

function isReady(node: V1Node): boolean {
  const tainted = (node.spec?.taints ?? []).some(({ effect }) => effect !== "PreferNoSchedule");
  const conditions = node.status?.conditions ?? [];
  return !tainted && conditions.some(({ type, status }) => type === "Ready" && status === "True");
}

function loadConfig(kubeconfig: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  return config;
}

async function unlessThere(creation: Promise<unknown>): Promise<void> {
  try {
    await creation;
  } catch (error) {
    if (!(error instanceof ApiException && error.code === 409)) throw error;
  }
}
