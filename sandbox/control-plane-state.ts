import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
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
  const state: unknown = JSON.parse(text);
  if (isState(state)) return state;
  throw new Error(
    `${files.state} was not written by this version of pulumi-lgtm. ` +
      `End what it lists under \`processes\`, then delete ${files.folder}.`,
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

function isState(value: unknown): value is ControlPlaneState {
  return typeof value === "object" && value !== null && "format" in value && value.format === 1;
}
