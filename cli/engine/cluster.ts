import { KubeConfig } from "@kubernetes/client-node";
import { CommandError } from "../command-error";

/** The one cluster that a session touches. */
export interface Cluster {
  kubeconfig: string;
  /** A context of the kubeconfig that the user named; none for the embedded cluster. */
  context?: string;
}

/** How the cluster is reached. */
export function clusterConfig({ kubeconfig, context }: Cluster): KubeConfig {
  const config = new KubeConfig();
  try {
    config.loadFromFile(kubeconfig);
  } catch (error) {
    const { message } = error as Error;
    throw new CommandError(
      `The kubeconfig ${kubeconfig} cannot be used: ${message}. Correct the cluster, the user and the context in it.`,
    );
  }
  if (context !== undefined) config.setCurrentContext(context);
  return config;
}

/** Why a cluster did not do what it was asked, in its own words where it answered. */
export function clusterReason(error: unknown): string {
  const { code, body } = error as { code?: unknown; body?: unknown };
  const answered = typeof body === "string" ? /"message":"([^"]+)"/.exec(body)?.[1] : undefined;
  if (answered !== undefined) return answered;
  const message = error instanceof Error ? error.message : String(error);
  return typeof code === "string" ? `the cluster does not answer (${code})` : message;
}
