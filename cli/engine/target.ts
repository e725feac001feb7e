import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { nearest } from "../../components/shared/nearest";
import { cacheFolder } from "../../sandbox/cache-folder";
import { startControlPlane } from "../../sandbox/control-plane";
import { CONTROL_PLANE_TOOLS } from "../../sandbox/control-plane-commands";
import { ensureTools } from "../../sandbox/tools";
import { CommandError } from "../command-error";
import { type Backend, folderBackend, stateFolder, userBackend } from "./backend";
import type { Cluster } from "./session";

/** Where an environment is brought up: the cluster, the state and the engine's files. */
export interface Target {
  cluster: Cluster;
  backend: Backend;
  folder: string;
  /** Whether it is the embedded cluster, whose pods are simulated. */
  embedded: boolean;
}

/** Folder of an environment's embedded cluster and all that belongs to it. */
export function sandboxFolder(environment: string): string {
  return join(cacheFolder(), "sandbox", environment);
}

/** Folder of the embedded control plane itself. */
export function controlPlaneFolder(environment: string): string {
  return join(sandboxFolder(environment), "cluster");
}

/** The embedded cluster, started when it does not run yet. Nothing else is ever touched. */
export async function embeddedTarget(
  environment: string,
  progress: (line: string) => void,
): Promise<Target> {
  // All at once, so that the user is told once how long it takes. The summary's commands need kubectl.
  await ensureTools([...CONTROL_PLANE_TOOLS, "kubectl", "pulumi"], progress);
  const controlPlane = await startControlPlane({
    stateDir: controlPlaneFolder(environment),
    progress,
  });
  const folder = join(sandboxFolder(environment), "engine");
  return {
    cluster: { kubeconfig: controlPlane.kubeconfig },
    backend: folderBackend(folder),
    folder,
    embedded: true,
  };
}

/** The cluster of a context that the user named. */
export function contextTarget(environment: string, context: string): Target {
  const kubeconfig = kubeconfigWith(context);
  const folder = join(stateFolder(), context.replaceAll(/[^\w.-]/g, "_"), environment);
  return {
    cluster: { kubeconfig, context },
    backend: userBackend(folder),
    folder,
    embedded: false,
  };
}

/** The kubeconfig that has the context: KUBECONFIG may name several, as kubectl allows. */
export function kubeconfigWith(context: string, env: NodeJS.ProcessEnv = process.env): string {
  const files = (env.KUBECONFIG ?? join(homedir(), ".kube", "config"))
    .split(delimiter)
    .filter((file) => file !== "");
  const known: string[] = [];
  for (const file of files) {
    const contexts = contextsOf(file, context);
    if (contexts.includes(context)) return file;
    known.push(...contexts);
  }
  const near = nearest(context, known);
  throw new CommandError(
    `--context ${context}: ${files.join(", ")} has no such context. It has: ${known.join(", ") || "none"}.` +
      (near ? ` Did you mean "${near}"?` : ""),
  );
}

function contextsOf(kubeconfig: string, wanted: string): string[] {
  const config = new KubeConfig();
  try {
    config.loadFromFile(kubeconfig);
  } catch (error) {
    throw new CommandError(
      `--context ${wanted}: the kubeconfig ${kubeconfig} cannot be read (${(error as Error).message}). ` +
        "Set KUBECONFIG to the file that has the context.",
    );
  }
  return config.contexts.map(({ name }) => name);
}
