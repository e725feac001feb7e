import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";

/** Of a chart's package, or of all files in its folder. */
export async function chartChecksum(path: string): Promise<string> {
  const hash = createHash("sha256");
  for (const file of await filesOf(path)) {
    hash.update(`${relative(path, file)}\0`).update(await readFile(file));
  }
  return hash.digest("hex");
}

async function filesOf(path: string): Promise<string[]> {
  if ((await stat(path)).isFile()) return [path];
  const found: string[] = [];
  for (const entry of await readdir(path, { recursive: true })) {
    const file = join(path, entry);
    if ((await stat(file)).isFile()) found.push(file);
  }
  return found.sort();
}
