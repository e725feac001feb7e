import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { identify, isAlive, signal } from "./process-identity";
import type { NamedProcess } from "./process-identity";

/** A program of the sandbox, which outlives the command that started it. */
export interface SandboxProcess extends NamedProcess {
  /** File with everything it printed since it was started. */
  readonly log: string;
}

/** How to start one. */
export interface SandboxCommand {
  readonly name: string;
  readonly binary: string;
  readonly args: readonly string[];
}

/** A program of the sandbox that is not there any more, and its last words. */
export interface ProcessExit {
  readonly name: string;
  readonly pid: number;
  readonly log: string;
  readonly tail: readonly string[];
}

const TAIL_LINES = 15;
const POLL_MILLISECONDS = 50;
/** Twice what etcd was seen to take, with room for a busy machine. */
const GRACE_MILLISECONDS = 5_000;

/** Starts a program detached, in `folder`, with its output in `log`; the log of an earlier run is kept beside it. */
export async function launch(
  command: SandboxCommand,
  folder: string,
  log: string,
): Promise<SandboxProcess> {
  await rename(log, `${log}.previous`).catch(() => undefined);
  const output = await open(log, "a", 0o600);
  try {
    const child = spawn(command.binary, [...command.args], {
      cwd: folder,
      detached: true,
      stdio: ["ignore", output.fd, output.fd],
      // A home of its own: the user's ~/.kube and ~/.kwok are neither read nor written.
      env: { HOME: folder, PATH: dirname(command.binary) },
    });
    await once(child, "spawn");
    child.unref();
    const pid = child.pid ?? 0;
    const identity = await identify(pid);
    // Gone already: an identity that matches no process makes the watcher report it with its log.
    return { name: command.name, log, ...(identity ?? { pid, startedAt: "never seen running" }) };
  } finally {
    await output.close();
  }
}

/** Those of the processes that have ended, with the tail of their logs. */
export async function findExits(processes: readonly SandboxProcess[]): Promise<ProcessExit[]> {
  const exits = await Promise.all(
    processes.map(async (process) => {
      if (await isAlive(process)) return [];
      const { name, pid, log } = process;
      return [{ name, pid, log, tail: await tail(log) }];
    }),
  );
  return exits.flat();
}

export function describeExit(exit: ProcessExit): string {
  return [
    `${exit.name} (process ${exit.pid}) has ended; the last lines of ${exit.log}:`,
    ...exit.tail.map((line) => `  ${line}`),
  ].join("\n");
}

/** Ends processes: all but the `polite` ones by force, those after a chance to end on their own. */
export async function endProcesses(
  processes: readonly NamedProcess[],
  polite: (name: string) => boolean,
): Promise<void> {
  const asked = processes.filter(({ name }) => polite(name));
  const killed = processes.filter(({ name }) => !polite(name));
  await Promise.all(killed.map((process) => signal(process, "SIGKILL")));
  await Promise.all(asked.map((process) => signal(process, "SIGTERM")));
  const deadline = Date.now() + GRACE_MILLISECONDS;
  while (Date.now() < deadline && (await anyAlive(asked))) await pause(POLL_MILLISECONDS);
  await Promise.all(asked.map((process) => signal(process, "SIGKILL")));
  while (await anyAlive(processes)) await pause(POLL_MILLISECONDS);
}

async function anyAlive(processes: readonly NamedProcess[]): Promise<boolean> {
  return (await Promise.all(processes.map(isAlive))).includes(true);
}

async function tail(log: string): Promise<string[]> {
  const text = await readFile(log, "utf8").catch(() => "");
  return text.trimEnd().split("\n").slice(-TAIL_LINES);
}
