import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { runScript } from "./command-line/command-line";
import { PROJECT_ROOT } from "./environments";

/** What `npm run check` runs. */
const CHECKS = [
  { name: "types", script: "typescript/bin/tsc", args: ["--noEmit"] },
  { name: "lint", script: "eslint/bin/eslint.js", args: ["."] },
  {
    name: "imports",
    script: "dependency-cruiser/bin/dependency-cruise.mjs",
    args: ["--config", "dependencies.json", "."],
  },
  { name: "format", script: "prettier/bin/prettier.cjs", args: ["--check", "."] },
] as const;

/** What `npm run check` does. */
function check(): void {
  let failed = 0;
  for (const { name, script, args } of CHECKS) {
    const started = Date.now();
    const run = spawnSync(process.execPath, [join("node_modules", script), ...args], {
      cwd: PROJECT_ROOT,
      stdio: "inherit",
    });
    const passed = run.status === 0;
    if (!passed) failed++;
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    console.log(`${passed ? "ok  " : "FAIL"} ${name} (${seconds} s)`);
  }
  process.exitCode = failed > 0 ? 1 : 0;
}

void runScript(
  "check",
  "Check types, lint, imports and format. All run, so that one look shows everything.",
  check,
);
