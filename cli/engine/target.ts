import { join } from "node:path";
import { cacheFolder } from "../../sandbox/cache-folder";
import { startControlPlane } from "../../sandbox/control-plane";
import { CONTROL_PLANE_TOOLS } from "../../sandbox/control-plane-commands";
import { startTools } from "../../sandbox/tools";
import { type Backend, folderBackend, stateFolder, userBackend } from "./backend";
import type { Environment } from "../environments";
import { kubeconfigWith } from "./kubeconfig";
import type { Cluster } from "./cluster";
import { pluginTools } from "./plugins";

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

/** The file that says which command is at work on an environment. */
export function stackLockFile(environment: string, context?: string): string {
  const folder =
    context === undefined ? sandboxFolder(environment) : contextFolder(environment, context);
  return `${folder}.lock`;
}

/** Folder for the engine's files of an environment on a context. */
function contextFolder(environment: string, context: string): string {
  return join(stateFolder(), context.replaceAll(/[^\w.-]/g, "_"), environment);
}

/** Folder for the engine's files of an environment on its embedded cluster. */
export function engineFolder(environment: string): string {
  return join(sandboxFolder(environment), "engine");
}

/** The embedded cluster, started when it does not run yet. Nothing else is ever touched. */
export async function embeddedTarget(
  environment: Environment,
  progress: (line: string) => void,
  { charts = false }: { charts?: boolean } = {},
): Promise<Target> {
  // All at once, so that the user is told once how long it takes; the control plane starts as soon as its own are there.
  const needed = [...CONTROL_PLANE_TOOLS, "pulumi", ...(await pluginTools())] as const;
  const tools = startTools(charts ? [...needed, "helm"] : needed, progress);
  await Promise.all(CONTROL_PLANE_TOOLS.map((name) => tools.path(name)));
  const zones = zonesOf(environment);
  const controlPlane = await startControlPlane({
    stateDir: controlPlaneFolder(environment.name),
    ...(zones.length > 0 && { zones }),
    progress,
  });
  await tools.done;
  const folder = engineFolder(environment.name);
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
  const folder = contextFolder(environment, context);
  const kubeconfig = kubeconfigWith(context, folder);
  return {
    cluster: { kubeconfig, context },
    backend: userBackend(folder),
    folder,
    embedded: false,
  };
}
