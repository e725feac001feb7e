import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** A process that is still the same one later: pids are reused, a pid with its start time is not. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the operating system's own words; only ever compared. */
  readonly startedAt: string;
}

/** A process with the name of its program. */
export interface NamedProcess extends ProcessIdentity {
  readonly name: string;
}

/** Identity of a live process; undefined when there is none, or only a zombie nobody has reaped. */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  if (!exists(pid)) return undefined;
  const startedAt = process.platform === "linux" ? await linuxStart(pid) : await psStart(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** Whether exactly this process still runs. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  return (await identify(identity.pid))?.startedAt === identity.startedAt;
}

/** Sends a signal, but only to the process meant; false when it is gone. */
export async function signal(identity: ProcessIdentity, name: NodeJS.Signals): Promise<boolean> {
  if (!(await isAlive(identity))) return false;
  try {
    process.kill(identity.pid, name);
    return true;
  } catch {
    return false;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function linuxStart(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // The second field is the command in brackets and may hold spaces; state is the 3rd field, start time the 22nd.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

async function psStart(pid: number): Promise<string | undefined> {
  try {
    const args = ["-o", "stat=,lstart=", "-p", String(pid)];
    const { stdout } = await promisify(execFile)("ps", args, {
      env: { ...process.env, LC_ALL: "C" },
    });
    const [state = "", ...start] = stdout.trim().split(/\s+/);
    return start.length === 0 || state.startsWith("Z") ? undefined : start.join(" ");
  } catch {
    return undefined;
  }
}
