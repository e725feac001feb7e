import { readFileSync, readdirSync } from "node:fs";
import { basename } from "node:path";

/** The variable that tells which folder the processes of an engine work for. */
const FOLDER = "PULUMI_LGTM_ENGINE_FOLDER";

/** For the engine's environment, which its plugins inherit. */
export function engineMark(folder: string): Record<string, string> {
  return { [FOLDER]: folder };
}

/**
 * Ends the plugins of a killed engine. They would go on for minutes with what they were told last: wait for a rollout,
 * or install a release. Elsewhere than on Linux other processes' environments cannot be read; there they end by
 * themselves when they miss their engine.
 */
export function endOrphanedPlugins(folder: string, progress: (line: string) => void): void {
  const orphans = processes().filter(
    ({ name, parent, environment }) =>
      name.startsWith("pulumi-resource-") &&
      environment.includes(`${FOLDER}=${folder}`) &&
      !isEngine(parent),
  );
  for (const { pid, name } of orphans) {
    progress(`ending ${name} (process ${pid}), which a killed engine has left behind`);
    end(pid);
  }
}

/** Ends an engine of this folder with all its plugins. On Linux, where they can be told from others. */
export function endEngine(folder: string): void {
  for (const { pid, environment } of processes()) {
    if (environment.includes(`${FOLDER}=${folder}`)) end(pid);
  }
}

/** It may have ended meanwhile. */
function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // There is nothing left to end.
  }
}

interface Process {
  pid: number;
  parent: number;
  name: string;
  environment: string[];
}

function processes(): Process[] {
  const pids = list("/proc").filter((entry) => /^\d+$/.test(entry));
  return pids.map((pid) => {
    const [command = ""] = read(`/proc/${pid}/cmdline`).split("\0");
    return {
      pid: Number(pid),
      parent: parentOf(pid),
      name: basename(command),
      environment: read(`/proc/${pid}/environ`).split("\0"),
    };
  });
}

function isEngine(pid: number): boolean {
  return read(`/proc/${pid}/comm`).trim() === "pulumi";
}

function parentOf(pid: string): number {
  // The name before it is in parentheses and may hold spaces.
  const fields = read(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ") ?? [];
  return Number(fields[1] ?? 0);
}

/** Empty for what has ended meanwhile, and for other users' processes. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
