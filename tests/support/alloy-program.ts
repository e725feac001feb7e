import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Context } from "mocha";
import { findTool } from "../../sandbox/tools";
import { skip } from "./skip";

const run = promisify(execFile);

/**
 * Has Alloy itself check a configuration, and that its own formatter would leave the text as it is. Skips where
 * there is no Alloy; throws with its words when something is wrong.
 */
export async function validateWithAlloy(context: Context, text: string): Promise<void> {
  const binary = await findTool("alloy");
  if (binary === undefined) skip(context, "alloy is not here");
  const folder = await mkdtemp(join(tmpdir(), "alloy-"));
  try {
    const file = join(folder, "config.alloy");
    await writeFile(file, text);
    const options = { cwd: folder, timeout: 30_000 };
    await run(binary, ["validate", "--stability.level=generally-available", file], options);
    await run(binary, ["fmt", "--test", file], options);
  } finally {
    await rm(folder, { recursive: true });
  }
}
