import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { type ProcessIdentity, identify, isAlive } from "../sandbox/process-identity";

const WATCH_MILLISECONDS = 1_000;

/**
 * Calls back when the npm that runs this process is gone, or the shell by which it does: either tells nobody when it is
 * killed. Without an npm nobody is watched, for a command may outlive who started it. Returns what ends the watch.
 */
export function watchNpm(gone: () => void): () => void {
  if (process.env.npm_lifecycle_event === undefined) return () => undefined;
  const parent = process.ppid;
  const identified = npmOf(parent);
  const look = async () => {
    const npm = await identified;
    // One that could not be identified cannot be missed either.
    const isThere = process.ppid === parent && (npm === undefined || (await isAlive(npm)));
    if (!isThere) gone();
  };
  const timer = setInterval(() => void look(), WATCH_MILLISECONDS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

/** The npm of a script by the parent of its process. Many shells give way to a script's only command: then it is that. */
async function npmOf(parent: number): Promise<ProcessIdentity | undefined> {
  try {
    const { name, starter } = await lookUp(parent);
    return await identify(name.endsWith("sh") ? starter : parent);
  } catch {
    return undefined;
  }
}

/** What a process is called, and who started it. */
async function lookUp(pid: number): Promise<{ name: string; starter: number }> {
  if (process.platform === "linux") {
    const status = await readFile(`/proc/${pid}/status`, "utf8");
    const field = (key: string) => new RegExp(`^${key}:\\s*(.*)$`, "m").exec(status)?.[1] ?? "";
    return { name: field("Name"), starter: Number(field("PPid")) };
  }
  const { stdout } = await promisify(execFile)("ps", ["-o", "ppid=,comm=", "-p", String(pid)]);
  const [starter = "", ...name] = stdout.trim().split(/\s+/);
  return { name: name.join(" "), starter: Number(starter) };
}
