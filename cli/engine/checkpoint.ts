import { copyFileSync, existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import type { Backend } from "./backend";
import { backendFolder, lockOf } from "./stack-lock";

/**
 * Makes the files of a folder backend readable again after an engine was killed, or its machine lost power, while it
 * wrote the state.
 *
 * - The attributes beside a file are written in place: what is not whole makes the backend refuse the file itself
 *   ("failed to load checkpoint: EOF"). Without them the file counts all the same.
 * - A state that is not whole gives way to the one before, which the backend keeps as `.bak`: what is missing there is
 *   at most the operation that was under way, and the next run takes over what it made.
 */
export async function recoverCheckpoint(
  backend: Backend,
  project: string,
  stack: string,
  progress: (line: string) => void,
): Promise<void> {
  const folder = backendFolder(backend);
  if (folder === undefined || !existsSync(folder)) return;
  const attributes = attributesOf(folder, stack).filter((path) => !isWhole(path));
  const file = join(folder, "stacks", project, `${stack}.json`);
  const backup = `${file}.bak`;
  const lost = existsSync(file) && !isWhole(file) && existsSync(backup) && isWhole(backup);
  if (attributes.length === 0 && !lost) return;
  // Somebody who is still at work may be in the middle of a line.
  if ((await lockOf(backend, stack)) === "held") return;
  for (const path of attributes) rmSync(path, { force: true });
  if (!lost) return;
  progress("an earlier run was killed while it wrote the state: going on from the state before");
  copyFileSync(backup, file);
}

/** The files with attributes of what the backend keeps of a stack, its locks and history included. */
function attributesOf(folder: string, stack: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".attrs"))
    .filter(
      ({ name, parentPath }) =>
        name.startsWith(`${stack}.`) || basename(parentPath) === stack || parentPath === folder,
    )
    .map(({ name, parentPath }) => join(parentPath, name));
}

function isWhole(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return true;
  } catch {
    return false;
  }
}
