import { CoreV1Api } from "@kubernetes/client-node";
import { CommandError } from "../command-error";
import { type Cluster, clusterConfig, clusterReason } from "../engine/cluster";
import { type Diagnosis, diagnose } from "./diagnosis";
import { releaseRevisions } from "./release-records";

/** Looks at the Helm releases of some namespaces. A namespace that is not there has none. */
export async function examineReleases(
  cluster: Cluster,
  namespaces: readonly string[],
): Promise<Diagnosis[]> {
  const core = clusterConfig(cluster).makeApiClient(CoreV1Api);
  try {
    const found = await Promise.all(namespaces.map((name) => releaseRevisions(core, name)));
    return diagnose(found.flat());
  } catch (error) {
    throw new CommandError(`The Helm releases cannot be read: ${clusterReason(error)}`);
  }
}

/** The arguments of helm, pointed at the cluster. */
export function remedyArgs({ remedy }: Pick<Diagnosis, "remedy">, cluster: Cluster): string[] {
  const context = cluster.context === undefined ? [] : ["--kube-context", cluster.context];
  return [...remedy, "--kubeconfig", cluster.kubeconfig, ...context];
}
