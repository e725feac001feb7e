import { existsSync, readFileSync, readdirSync } from "node:fs";
import { hostname } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Stack } from "@pulumi/pulumi/automation";
import { isMap } from "../../components/shared/merge";
import { identify } from "../../sandbox/process-identity";
import type { Backend } from "./backend";

interface Lock {
  pid: number;
  hostname: string;
}

/**
 * Takes away the lock that a killed engine left behind in a folder backend, so that the next run goes on
 * where it ended. A lock of a living process, or of another machine, stays: its owner may still be at work.
 */
export async function releaseDeadLock(
  stack: Stack,
  backend: Backend,
  progress: (line: string) => void,
): Promise<void> {
  if ((await lockOf(backend, stack.name)) !== "dead") return;
  progress("an earlier run was killed: taking its lock away and going on");
  await stack.cancel();
}

/** Folder of a folder backend's own files; none for any other backend. */
export function backendFolder(backend: Backend): string | undefined {
  const url = backend.env.PULUMI_BACKEND_URL;
  return url?.startsWith("file:") ? join(fileURLToPath(url), ".pulumi") : undefined;
}

/** Whether somebody holds a stack of a folder backend, and is still there. */
export async function lockOf(
  backend: Backend,
  stackName: string,
): Promise<"none" | "dead" | "held"> {
  const folder = backendFolder(backend);
  const locks = folder === undefined ? [] : findLocks(join(folder, "locks"), stackName);
  if (locks.length === 0) return "none";
  return (await Promise.all(locks.map(isDead))).includes(false) ? "held" : "dead";
}

/** Each lock is a JSON file; beside it the backend keeps another one with its content type. */
function findLocks(folder: string, stackName: string): (Lock | undefined)[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
    .filter((entry) => basename(entry.parentPath) === stackName)
    .map((entry) => readLock(join(entry.parentPath, entry.name)));
}

/** Undefined for one that is not whole: who writes one and lives has written it by the time that it is looked at. */
function readLock(file: string): Lock | undefined {
  try {
    const lock: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isMap(lock) && typeof lock.pid === "number" && typeof lock.hostname === "string"
      ? { pid: lock.pid, hostname: lock.hostname }
      : undefined;
  } catch {
    return undefined;
  }
}

/** A killed process that nobody has waited for still has its id, and is dead all the same. */
async function isDead(lock: Lock | undefined): Promise<boolean> {
  if (lock === undefined) return true;
  return lock.hostname === hostname() && (await identify(lock.pid)) === undefined;
}
