import { AppsV1Api, KubeConfig, VersionApi } from "@kubernetes/client-node";
import type { Cluster } from "../engine/session";
import type { KubernetesObject } from "../render/render";

/** What a cluster has now, and which Kubernetes it is. */
export interface LiveSets {
  sets: KubernetesObject[];
  kubeVersion: string;
}

/** The StatefulSets of some namespaces. A namespace that is not there has none. */
export async function liveSets(cluster: Cluster, namespaces: readonly string[]): Promise<LiveSets> {
  const config = configOf(cluster);
  const apps = config.makeApiClient(AppsV1Api);
  const [{ gitVersion }, ...lists] = await Promise.all([
    config.makeApiClient(VersionApi).getCode(),
    ...namespaces.map((namespace) => apps.listNamespacedStatefulSet({ namespace })),
  ]);
  const sets = lists.flatMap(({ items }) => items);
  return { sets: sets.map(({ metadata, spec }) => setOf(metadata, spec)), kubeVersion: gitVersion };
}

/** A list leaves the kind of its items out. */
function setOf(metadata: unknown, spec: unknown): KubernetesObject {
  const named = metadata as KubernetesObject["metadata"];
  return { apiVersion: "apps/v1", kind: "StatefulSet", metadata: named, spec };
}

/** How the cluster is reached. */
export function configOf({ kubeconfig, context }: Cluster): KubeConfig {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  if (context !== undefined) config.setCurrentContext(context);
  return config;
}
