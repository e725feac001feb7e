import { CoreV1Api } from "@kubernetes/client-node";
import { type SecretRef, secretText } from "../../components/shared/credentials";
import { CommandError } from "../command-error";
import { type Cluster, clusterConfig, clusterReason } from "../engine/cluster";

/** The password of the chart repositories out of the user's Secret. */
export async function passwordIn(
  { name, key }: SecretRef,
  namespace: string,
  cluster: Cluster,
): Promise<string> {
  const missing = (why: string) =>
    new CommandError(
      `The password of the charts is not to be had: the Secret ${namespace}/${name}, which lgtm:charts.passwordSecret names, ${why}.`,
    );
  const { data } = await clusterConfig(cluster)
    .makeApiClient(CoreV1Api)
    .readNamespacedSecret({ name, namespace })
    .catch((error: unknown) => {
      throw missing(why(error));
    });
  return secretText(data, key, missing);
}

function why(error: unknown): string {
  const { code } = error as { code?: unknown };
  if (code === 404) return "is not there";
  if (code === 401 || code === 403) return "may not be read by you";
  return `could not be read (${clusterReason(error)})`;
}
