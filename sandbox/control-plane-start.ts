import { access, copyFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { missingForPods, registerNodes, unready } from "./cluster-client";
import { apiServerCommand, controllerCommands, etcdCommand } from "./control-plane-commands";
import { ControlPlaneError } from "./control-plane-error";
import type { ControlPlaneBinaries } from "./control-plane-commands";
import { ensureCredentials, writeKubeconfigs } from "./control-plane-credentials";
import { writeState } from "./control-plane-state";
import type { ControlPlaneFiles, ControlPlaneState } from "./control-plane-state";
import { freePort } from "./free-port";
import { describeExit, endProcesses, findExits, launch } from "./sandbox-process";
import type { SandboxCommand, SandboxProcess } from "./sandbox-process";
import { toolCatalog } from "./programs/catalog";
import { readPin } from "./programs/pin";

export interface StartOptions {
  readonly files: ControlPlaneFiles;
  readonly binaries: ControlPlaneBinaries;
  readonly nodes: number;
  readonly zones: readonly string[];
  readonly durable: boolean;
  /** Port of an earlier run, taken again where it is free; 0 for any. */
  readonly port: number;
}

/** Ten times what a start takes on two busy cores. */
const START_MILLISECONDS = 120_000;
const POLL_MILLISECONDS = 100;
/** A port that was free a moment ago can be taken by somebody else before the API server binds it. */
const PORT_ATTEMPTS = 3;

const START_ANEW =
  "Where its data is damaged, `npm run down` takes it away, and the next start makes it anew.";

const stagesFile = resolve(__dirname, "kwok-stages.yaml");

/** Starts every program in order and returns when the cluster takes pods; ends them all when one fails. */
export async function startProcesses(options: StartOptions): Promise<ControlPlaneState> {
  const { files } = options;
  await ensureCredentials(files);
  await copyFile(stagesFile, files.stages);
  const starter = new Starter(files, await kubernetesVersion());
  try {
    await starter.launch(etcdCommand(options));
    const port = await startApiServer(starter, options);
    await registerNodes(files.kubeconfig, options, starter.kubernetesVersion);
    for (const command of controllerCommands({ ...options, port })) await starter.launch(command);
    await starter.waitFor("taking pods", () => missingForPods(files.kubeconfig));
    return starter.state();
  } catch (error) {
    await endProcesses(starter.processes, (name) => name === "etcd");
    throw error;
  }
}

async function startApiServer(starter: Starter, options: StartOptions): Promise<number> {
  const { files } = options;
  for (let attempt = 1; ; attempt++) {
    const port = await freePort(attempt === 1 ? options.port : 0);
    starter.port = port;
    const process = await starter.launch(apiServerCommand({ ...options, port }));
    try {
      await starter.waitFor("its certificate", () => missingFile(files, "apiserver.key"));
      await writeKubeconfigs(files, `https://127.0.0.1:${port}`);
      await starter.waitFor("the API server", () => unready(files.kubeconfig));
      return port;
    } catch (error) {
      const [exit] = await findExits([process]);
      const taken = exit?.tail.some((line) => line.includes("address already in use")) === true;
      if (!taken || attempt === PORT_ATTEMPTS) throw error;
      await starter.forget(process);
    }
  }
}

/** The processes started so far, on record before anything else happens. */
class Starter {
  port = 0;
  processes: readonly SandboxProcess[] = [];
  readonly #deadline = Date.now() + START_MILLISECONDS;

  constructor(
    private readonly files: ControlPlaneFiles,
    readonly kubernetesVersion: string,
  ) {}

  state(): ControlPlaneState {
    const { port, kubernetesVersion, processes } = this;
    return { format: 1, port, kubernetesVersion, processes };
  }

  async launch(command: SandboxCommand): Promise<SandboxProcess> {
    const log = join(this.files.logs, `${command.name}.log`);
    const process = await launch(command, this.files.folder, log);
    this.processes = [...this.processes, process];
    await writeState(this.files, this.state());
    return process;
  }

  async forget(process: SandboxProcess): Promise<void> {
    this.processes = this.processes.filter((other) => other !== process);
    await writeState(this.files, this.state());
  }

  /** Waits until nothing is missing; fails at once when a program ends, because then it never comes. */
  async waitFor(what: string, missing: () => Promise<string | undefined>): Promise<void> {
    for (;;) {
      const reason = await missing().catch(String);
      if (reason === undefined) return;
      const [exit] = await findExits(this.processes);
      if (exit !== undefined)
        throw new ControlPlaneError(
          `The control plane did not start: ${describeExit(exit)}\n${START_ANEW}`,
        );
      if (Date.now() > this.#deadline) {
        throw new ControlPlaneError(
          `The control plane did not start in ${START_MILLISECONDS / 1000} s, waiting for ${what}: ` +
            `${reason}. See the logs in ${this.files.logs}\n${START_ANEW}`,
        );
      }
      await pause(POLL_MILLISECONDS);
    }
  }
}

/** The key is written after the certificate: where it is, both are whole. */
async function missingFile(files: ControlPlaneFiles, name: string): Promise<string | undefined> {
  const file = join(files.certificates, name);
  return access(file).then(
    () => undefined,
    () => `${file} is not there`,
  );
}

async function kubernetesVersion(): Promise<string> {
  const tool = toolCatalog["kube-apiserver"];
  if (tool.kind !== "built") throw new Error("kube-apiserver is pinned in tools/");
  return (await readPin(tool)).version;
}
