import { AppsV1Api, CoreV1Api, VersionApi } from "@kubernetes/client-node";
import { type Cluster, clusterConfig } from "../engine/cluster";
import type { KubernetesObject } from "../render/render";

/** What a cluster has now of the kinds that are not changed in place, and which Kubernetes it is. */
export interface LiveObjects {
  objects: KubernetesObject[];
  kubeVersion: string;
}

interface Listed {
  items: { metadata?: unknown; spec?: unknown }[];
}

/** The objects of some namespaces. A namespace that is not there has none. */
export async function liveObjects(
  cluster: Cluster,
  namespaces: readonly string[],
): Promise<LiveObjects> {
  const config = clusterConfig(cluster);
  const apps = config.makeApiClient(AppsV1Api);
  const core = config.makeApiClient(CoreV1Api);
  const list = async (namespace: string): Promise<KubernetesObject[]> => {
    const at = { namespace };
    const [sets, deployments, daemonSets, services] = await Promise.all([
      apps.listNamespacedStatefulSet(at),
      apps.listNamespacedDeployment(at),
      apps.listNamespacedDaemonSet(at),
      core.listNamespacedService(at),
    ]);
    return [
      ...objectsOf("apps/v1", "StatefulSet", sets),
      ...objectsOf("apps/v1", "Deployment", deployments),
      ...objectsOf("apps/v1", "DaemonSet", daemonSets),
      ...objectsOf("v1", "Service", services),
    ];
  };
  const [{ gitVersion }, ...lists] = await Promise.all([
    config.makeApiClient(VersionApi).getCode(),
    ...namespaces.map(list),
  ]);
  return { objects: lists.flat(), kubeVersion: gitVersion };
}

/** A list leaves the kind of its items out, and the client makes them objects of classes of its own. */
function objectsOf(apiVersion: string, kind: string, { items }: Listed): KubernetesObject[] {
  const plain = JSON.parse(JSON.stringify(items)) as Pick<KubernetesObject, "metadata" | "spec">[];
  return plain.map(({ metadata, spec }) => ({ apiVersion, kind, metadata, spec }));
}
