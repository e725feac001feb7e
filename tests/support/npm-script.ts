import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { scripts } from "../../package.json";
import { PROJECT_ROOT } from "../../cli/environments";
import { type Ended, type Running, ended } from "./engine/ended";

export type Script = keyof typeof scripts;

/** Starts `npm run SCRIPT -- ARGS` without npm, in a process group of its own. */
export function startScript(
  script: Script,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Running {
  const child = spawnScript(script, args, env);
  return { process: child, ended: ended(child) };
}

/** The same to its end. */
export function runScript(
  script: Script,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  return startScript(script, args, { ...process.env, ...env }).ended;
}

/** The same for who reads its outputs himself. */
export function spawnScript(
  script: Script,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): ChildProcessByStdio<null, Readable, Readable> {
  const [, ...words] = [...scripts[script].split(" "), ...args];
  return spawnInProject(process.execPath, words, env);
}

/** Starts any program in the project's folder, in a process group of its own. */
export function spawnInProject(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(program, [...args], {
    cwd: PROJECT_ROOT,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env,
  });
}
