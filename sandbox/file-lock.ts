import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { identify, isAlive } from "./process-identity";
import type { ProcessIdentity } from "./process-identity";

export interface LockOptions {
  /** Told once when another process holds the lock, with its pid. */
  readonly onWait?: (holder: number) => void;
  /** How long between two looks at a lock that is held. */
  readonly retryMilliseconds?: number;
}

/**
 * Runs `work` while no other process does so under the same lock file. The lock of a process that
 * died is taken over; there is no time-out, because a build may take minutes.
 */
export async function withFileLock<T>(
  file: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  await acquire(file, options);
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function acquire(file: string, options: LockOptions): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  const self = await identify(process.pid);
  await writeFile(draft, JSON.stringify(self));
  let told = false;
  try {
    // link() fails when the name exists, so a lock appears whole or not at all.
    while (!(await tryLink(draft, file))) {
      const holder = await readHolder(file);
      if (holder === undefined || !(await isAlive(holder))) {
        await removeStale(file, holder);
        continue;
      }
      if (!told) options.onWait?.(holder.pid);
      told = true;
      await pause(options.retryMilliseconds ?? 250);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

async function tryLink(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function readHolder(file: string): Promise<ProcessIdentity | undefined> {
  try {
    const holder: unknown = JSON.parse(await readFile(file, "utf8"));
    return isIdentity(holder) ? holder : undefined;
  } catch {
    return undefined;
  }
}

function isIdentity(value: unknown): value is ProcessIdentity {
  return typeof value === "object" && value !== null && "pid" in value && "startedAt" in value;
}

/**
 * Two waiters may both have seen the dead holder. The file is moved aside first, and put back when it
 * turns out to be the fresh lock of the waiter that was quicker.
 */
async function removeStale(file: string, seen: ProcessIdentity | undefined): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  const moved = await readHolder(aside);
  if (moved !== undefined && moved.startedAt !== seen?.startedAt && (await isAlive(moved))) {
    await tryLink(aside, file);
  }
  // Whatever stands in the place of a lock.
  await rm(aside, { recursive: true, force: true });
}
