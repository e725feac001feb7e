import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { runScript } from "./command-line/command-line";
import { PROJECT_ROOT } from "./environments";

/**
 * What `npm run build` does, and `npm pack` before it packs: also in a fresh clone, where the first step of every script
 * installs the compiler.
 */
function build(): void {
  // What an earlier build left would be packed as well.
  rmSync(join(PROJECT_ROOT, "dist"), { recursive: true, force: true });
  const args = [join("node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.build.json"];
  // Who packs reads what npm prints: the compiler's complaints are no part of it.
  const { status } = spawnSync(process.execPath, args, {
    cwd: PROJECT_ROOT,
    stdio: ["ignore", process.stderr.fd, process.stderr.fd],
  });
  process.exitCode = status ?? 1;
}

void runScript("build", "Compile the npm package into dist/.", build);
