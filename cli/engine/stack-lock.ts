import { existsSync, readFileSync, readdirSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Stack } from "@pulumi/pulumi/automation";
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
  const url = backend.env.PULUMI_BACKEND_URL;
  if (!url?.startsWith("file:")) return;
  const locks = findLocks(join(fileURLToPath(url), ".pulumi", "locks"), stack.name);
  if (locks.length === 0 || !locks.every(isDead)) return;
  progress("an earlier run was killed: taking its lock away and going on");
  await stack.cancel();
}

function findLocks(folder: string, stackName: string): Lock[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath.endsWith(`/${stackName}`))
    .map((entry) => JSON.parse(readFileSync(join(entry.parentPath, entry.name), "utf8")) as Lock);
}

function isDead(lock: Lock): boolean {
  if (lock.hostname !== hostname()) return false;
  try {
    process.kill(lock.pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
