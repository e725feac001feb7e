import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Backend } from "./backend";
import { backendFolder, lockOf } from "./stack-lock";

/**
 * Puts the last whole state back when an engine was killed while it wrote the next one. A folder backend
 * writes in place and keeps the state before as `.bak`: what is missing there is at most the operation that was
 * under way, and the next run takes over what it made.
 */
export async function recoverCheckpoint(
  backend: Backend,
  project: string,
  stack: string,
  progress: (line: string) => void,
): Promise<void> {
  const folder = backendFolder(backend);
  if (folder === undefined) return;
  const file = join(folder, "stacks", project, `${stack}.json`);
  const backup = `${file}.bak`;
  if (!existsSync(file) || isWhole(file) || !existsSync(backup) || !isWhole(backup)) return;
  // Somebody who is still at work may be in the middle of a line.
  if ((await lockOf(backend, stack)) === "held") return;
  progress("an earlier run was killed while it wrote the state: going on from the state before");
  copyFileSync(backup, file);
}

function isWhole(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return true;
  } catch {
    return false;
  }
}
