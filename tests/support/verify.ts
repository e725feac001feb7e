import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Context } from "mocha";
import { findTool } from "../../sandbox/tools";
import { skip } from "./skip";

const run = promisify(execFile);

/** The flags by which each program checks its configuration file and ends. Pyroscope has none. */
const VERIFY = {
  loki: ["-verify-config"],
  tempo: ["-config.verify=true"],
  // It checks before it prints.
  mimir: ["-print.config", "-config.expand-env=true"],
} as const;

/** What configuration files name that are read in a pod. */
const POD = { POD_NAME: "test-0", POD_IP: "127.0.0.1" };

/** Has the program itself check its configuration file, with these flags besides. Throws with its own words when it is wrong. */
export async function verifyConfig(
  context: Context,
  program: keyof typeof VERIFY,
  text: string,
  flags: readonly string[] = [],
): Promise<void> {
  const binary = await findTool(program);
  if (binary === undefined) skip(context, `${program} is not here`);
  const folder = await mkdtemp(join(tmpdir(), `${program}-`));
  try {
    const file = join(folder, "config.yaml");
    await writeFile(file, text);
    const env = { ...process.env, ...POD };
    const args = [`-config.file=${file}`, ...VERIFY[program], ...flags];
    await run(binary, args, { cwd: folder, env, timeout: 30_000 });
  } finally {
    await rm(folder, { recursive: true });
  }
}
