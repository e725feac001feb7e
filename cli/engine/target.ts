import { join } from "node:path";
import { cacheFolder } from "../../sandbox/cache-folder";
import { startControlPlane } from "../../sandbox/control-plane";
import { CONTROL_PLANE_TOOLS } from "../../sandbox/control-plane-commands";
import { ensureTools } from "../../sandbox/tools";
import { type Backend, folderBackend, stateFolder, userBackend } from "./backend";
import type { Environment } from "../environments";
import { kubeconfigWith } from "./kubeconfig";
import type { Cluster } from "./cluster";

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
  environment: Environment,
  progress: (line: string) => void,
  { charts = false }: { charts?: boolean } = {},
): Promise<Target> {
  // All at once, so that the user is told once how long it takes. The summary's commands need kubectl.
  const tools = [...CONTROL_PLANE_TOOLS, "kubectl", "pulumi"] as const;
  await ensureTools(charts ? [...tools, "helm"] : tools, progress);
  const zones = zonesOf(environment);
  const controlPlane = await startControlPlane({
    stateDir: controlPlaneFolder(environment.name),
    ...(zones.length > 0 && { zones }),
    progress,
  });
  const folder = join(sandboxFolder(environment.name), "engine");
  return {
    cluster: { kubeconfig: controlPlane.kubeconfig },
    backend: folderBackend(folder),
    folder,
    embedded: true,
  };
}

/** The zones that the environment counts on: the simulated nodes stand in them. */
function zonesOf({ config }: Environment): string[] {
  const zones: unknown = config["lgtm:zones"];
  return Array.isArray(zones) ? zones.filter((zone) => typeof zone === "string") : [];
}

/** The cluster of a context that the user named. */
export function contextTarget(environment: string, context: string): Target {
  const folder = join(stateFolder(), context.replaceAll(/[^\w.-]/g, "_"), environment);
  const kubeconfig = kubeconfigWith(context, folder);
  return {
    cluster: { kubeconfig, context },
    backend: userBackend(folder),
    folder,
    embedded: false,
  };
}
