import { mkdir, readdir } from "node:fs/promises";
import { resolve } from "node:path";
import { registerNodes, unready } from "./cluster-client";
import { CONTROL_PLANE_TOOLS } from "./control-plane-commands";
import { ControlPlaneError } from "./control-plane-error";
import { startProcesses } from "./control-plane-start";
import { controlPlaneFiles, readState } from "./control-plane-state";
import type { ControlPlaneFiles, ControlPlaneState } from "./control-plane-state";
import { withFileLock } from "./file-lock";
import { processesIn } from "./folder-processes";
import type { NamedProcess } from "./process-identity";
import { removeFolder } from "./remove-folder";
import type { Progress } from "./programs/go-build";
import { endProcesses, findExits } from "./sandbox-process";
import type { ProcessExit, SandboxProcess } from "./sandbox-process";
import { SANDBOX_ZONES } from "./sandbox-nodes";
import { endOperators, simulateOperators } from "./simulated-operators";
import { ensureTools } from "./tools";

export interface ControlPlaneOptions {
  /** Folder that the control plane owns: made by start, deleted by stop. */
  readonly stateDir: string;
  /** Nodes, spread over the zones; one in every zone by default. */
  readonly nodes?: number;
  /** Names of the zones; three of its own by default. A cluster that runs already gets nodes in those that it lacks. */
  readonly zones?: readonly string[];
  /** Survive a crash of the machine, not only of the processes, at the price of slower writes; true by default. */
  readonly durable?: boolean;
  /** Told what is going on: tools being built, a control plane being started. */
  readonly progress?: Progress;
}

export interface StopOptions {
  /** Leave data, credentials and logs in the state folder for a later start; false by default. */
  readonly keepData?: boolean;
}

const WATCH_MILLISECONDS = 500;

/** A Kubernetes control plane with simulated nodes, running in the background on loopback. */
export class ControlPlane {
  /** Kubeconfig of the cluster's administrator. */
  readonly kubeconfig: string;
  /** Address of the API server. */
  readonly url: string;
  /** Version of Kubernetes, such as `1.36.3`. */
  readonly kubernetesVersion: string;
  readonly stateDir: string;
  /** Folder with one log a program. */
  readonly logs: string;
  readonly processes: readonly SandboxProcess[];

  constructor(files: ControlPlaneFiles, state: ControlPlaneState) {
    this.kubeconfig = files.kubeconfig;
    this.url = `https://127.0.0.1:${state.port}`;
    this.kubernetesVersion = state.kubernetesVersion;
    this.stateDir = files.folder;
    this.logs = files.logs;
    this.processes = state.processes;
  }

  /** Programs that should run and do not, with the tail of their logs. */
  exits(): Promise<ProcessExit[]> {
    return findExits(this.processes);
  }

  /** Calls back once for each program that ends; returns the function that ends the watch. */
  onExit(listener: (exit: ProcessExit) => void): () => void {
    const told = new Set<string>();
    let stopped = false;
    const look = async () => {
      for (const exit of await this.exits()) {
        if (told.has(exit.name) || stopped) continue;
        told.add(exit.name);
        listener(exit);
      }
    };
    const timer = setInterval(() => void look(), WATCH_MILLISECONDS);
    // Watching alone is no reason for a command to go on.
    timer.unref();
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }

  /** Ends every program and, by default, deletes the state folder. */
  stop(options: StopOptions = {}): Promise<void> {
    return stopControlPlane(this.stateDir, options);
  }
}

/** Finds the control plane of a state folder; undefined when there is none or not all of it runs. */
export async function attach(stateDir: string): Promise<ControlPlane | undefined> {
  const files = controlPlaneFiles(resolve(stateDir));
  const state = await readState(files);
  if (state?.processes.length !== CONTROL_PLANE_TOOLS.length) return undefined;
  if ((await findExits(state.processes)).length > 0) return undefined;
  if ((await unready(files.kubeconfig)) !== undefined) return undefined;
  return new ControlPlane(files, state);
}

/**
 * Starts a control plane, or finds the one that runs already. One that is half dead, as after a reboot,
 * is started again on the same data.
 */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { stateDir, zones = SANDBOX_ZONES, durable = true, progress = () => undefined } = options;
  const nodes = options.nodes ?? zones.length;
  if (!Number.isInteger(nodes) || nodes < 1) {
    throw new Error(`nodes: ${nodes} given, a whole number of at least 1 is allowed`);
  }
  const files = controlPlaneFiles(resolve(stateDir));
  const binaries = await ensureTools(CONTROL_PLANE_TOOLS, progress);
  return withFileLock(lockFile(files), async () => {
    const running = await attach(files.folder);
    if (running !== undefined) {
      await registerNodes(files.kubeconfig, { nodes, zones }, running.kubernetesVersion);
      simulateOperators(files.kubeconfig);
      return running;
    }
    const remains = await readState(files);
    if (remains === undefined) await requireEmpty(files.folder);
    else await endAll(remains.processes, true);
    await mkdir(files.logs, { recursive: true, mode: 0o700 });
    progress(`control plane: starting in ${files.folder}`);
    const state = await startProcesses({
      files,
      binaries,
      nodes,
      zones,
      durable,
      port: remains?.port ?? 0,
    });
    progress(`control plane: Kubernetes ${state.kubernetesVersion} with ${nodes} nodes is ready`);
    simulateOperators(files.kubeconfig);
    return new ControlPlane(files, state);
  });
}

/** Names of the programs that run in a state folder, sorted. */
export async function findRunning(stateDir: string): Promise<string[]> {
  const found = await processesIn(resolve(stateDir));
  return found.map(({ name }) => name).sort();
}

/** Ends the control plane of a state folder, whatever is left of it; does nothing where there is none. */
export async function stopControlPlane(stateDir: string, options: StopOptions = {}): Promise<void> {
  const files = controlPlaneFiles(resolve(stateDir));
  endOperators(files.kubeconfig);
  await withFileLock(lockFile(files), async () => {
    const known = await readState(files).catch(() => "damaged" as const);
    const found = await processesIn(files.folder);
    if (known === undefined && found.length === 0) return;
    const recorded = typeof known === "object" ? known.processes : [];
    await endAll([...recorded, ...found], options.keepData === true);
    if (options.keepData !== true) await removeFolder(files.folder);
  });
}

/**
 * Only etcd holds anything, and it is asked to end only where its data is to live on. All others are killed:
 * the API server would wait a minute for its clients to leave, and etcd seconds for the API server.
 */
function endAll(processes: readonly NamedProcess[], keepData: boolean): Promise<void> {
  return endProcesses(processes, (name) => keepData && name === "etcd");
}

function lockFile(files: ControlPlaneFiles): string {
  return `${files.folder}.lock`;
}

/** Stop deletes the folder, so start does not move into one that holds something else. */
async function requireEmpty(folder: string): Promise<void> {
  const entries = await readdir(folder).catch(() => []);
  if (entries.length === 0) return;
  throw new ControlPlaneError(
    `${folder} is not empty and holds no control plane (${entries.slice(0, 3).join(", ")}): ` +
      "name a state folder that does not exist yet, or remove this one if nobody needs what is in it",
  );
}
