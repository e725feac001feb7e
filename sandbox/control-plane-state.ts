import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ControlPlaneError } from "./control-plane-error";
import type { SandboxProcess } from "./sandbox-process";

/** What is written down about a control plane, so that a later command finds and ends exactly its processes. */
export interface ControlPlaneState {
  readonly format: 1;
  readonly port: number;
  readonly kubernetesVersion: string;
  readonly processes: readonly SandboxProcess[];
}

/** Everything a control plane keeps lies in its state folder, under these names. */
export interface ControlPlaneFiles {
  readonly folder: string;
  readonly state: string;
  /** Credentials of the cluster's administrator. */
  readonly kubeconfig: string;
  readonly credentials: string;
  readonly certificates: string;
  readonly tokens: string;
  readonly serviceAccountKey: string;
  readonly stages: string;
  readonly logs: string;
}

export function controlPlaneFiles(folder: string): ControlPlaneFiles {
  const credentials = join(folder, "credentials");
  return {
    folder,
    state: join(folder, "control-plane.json"),
    kubeconfig: join(folder, "kubeconfig"),
    credentials,
    certificates: join(folder, "certificates"),
    tokens: join(credentials, "tokens.csv"),
    serviceAccountKey: join(credentials, "service-account.key"),
    stages: join(folder, "stages.yaml"),
    logs: join(folder, "logs"),
  };
}

export async function readState(files: ControlPlaneFiles): Promise<ControlPlaneState | undefined> {
  const text = await readFile(files.state, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const state = parsed(text);
  if (isState(state)) return state;
  throw new ControlPlaneError(
    `${files.state} is damaged, or another version of pulumi-lgtm has written it. ` +
      "`npm run down` ends what runs there and takes it away with its data; then start again.",
  );
}

/** Written whole or not at all: a killed start must not lose the processes it has already started. */
export async function writeState(
  files: ControlPlaneFiles,
  state: ControlPlaneState,
): Promise<void> {
  const draft = `${files.state}.draft`;
  await writeFile(draft, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 });
  await rename(draft, files.state);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isState(value: unknown): value is ControlPlaneState {
  const { format, port, processes } = (value ?? {}) as Partial<ControlPlaneState>;
  return (
    format === 1 &&
    typeof port === "number" &&
    Array.isArray(processes) &&
    (processes as unknown[]).every(isProcess)
  );
}

/** A signal to a process id that is none could reach every process of the user. */
function isProcess(value: unknown): value is SandboxProcess {
  const { name, pid, startedAt, log } = (value ?? {}) as Partial<SandboxProcess>;
  return (
    Number.isInteger(pid) &&
    Number(pid) > 0 &&
    [name, startedAt, log].every((text) => typeof text === "string")
  );
}
