import { CoreV1Api } from "@kubernetes/client-node";
import type { SecretRef } from "../../components/shared/credentials";
import { CommandError } from "../command-error";
import { type Cluster, clusterConfig, clusterReason } from "../engine/cluster";

/** The password of the chart repositories out of the user's Secret. */
export async function passwordIn(
  { name, key }: SecretRef,
  namespace: string,
  cluster: Cluster,
): Promise<string> {
  const which = `the Secret ${namespace}/${name}, which lgtm:charts.passwordSecret names,`;
  const secret = await clusterConfig(cluster)
    .makeApiClient(CoreV1Api)
    .readNamespacedSecret({ name, namespace })
    .catch((error: unknown) => {
      throw new CommandError(
        `The password of the charts is not to be had: ${which} ${why(error)}.`,
      );
    });
  const value = secret.data?.[key];
  if (value === undefined) {
    const has = Object.keys(secret.data ?? {}).sort();
    throw new CommandError(
      `The password of the charts is not to be had: ${which} has no key "${key}"; it has: ${has.join(", ") || "none"}.`,
    );
  }
  return Buffer.from(value, "base64").toString("utf8");
}

function why(error: unknown): string {
  const { code } = error as { code?: unknown };
  if (code === 404) return "is not there";
  if (code === 401 || code === 403) return "may not be read by you";
  return `could not be read (${clusterReason(error)})`;
}
