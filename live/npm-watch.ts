import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { identify, isAlive } from "../sandbox/process-identity";

const WATCH_MILLISECONDS = 1_000;

/**
 * Calls back when the npm that runs this process is gone, or the shell by which it does: either tells nobody when it is
 * killed. Without an npm nobody is watched, for a command may outlive who started it. Returns what ends the watch.
 */
export function watchNpm(gone: () => void): () => void {
  if (process.env.npm_lifecycle_event === undefined) return () => undefined;
  const shell = process.ppid;
  const npm = parentOf(shell).then(identify);
  const look = async () => {
    const identity = await npm;
    const isThere = process.ppid === shell && identity !== undefined && (await isAlive(identity));
    if (!isThere) gone();
  };
  const timer = setInterval(() => void look(), WATCH_MILLISECONDS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

async function parentOf(pid: number): Promise<number> {
  if (process.platform === "linux") {
    const status = await readFile(`/proc/${pid}/status`, "utf8");
    return Number(/^PPid:\s*(\d+)$/m.exec(status)?.[1]);
  }
  const { stdout } = await promisify(execFile)("ps", ["-o", "ppid=", "-p", String(pid)]);
  return Number(stdout);
}
