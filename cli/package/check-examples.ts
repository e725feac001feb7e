import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runScript } from "../command-line/command-line";
import { PROJECT_ROOT } from "../environments";
import { packPackage, run, usePackage } from "./packed-package";

/**
 * What `npm run check:examples` runs: every example compiled against the providers that it names and against this
 * package as it would be published. The providers of three clouds are big, so it is no part of `npm run check`.
 */
function checkExamples(): void {
  const folder = mkdtempSync(join(tmpdir(), "lgtm-examples-"));

  try {
    const tarball = packPackage(folder);
    const examples = join(PROJECT_ROOT, "examples");
    for (const example of readdirSync(examples).sort()) {
      if (!existsSync(join(examples, example, "package.json"))) continue;
      const copy = join(folder, example);
      cpSync(join(examples, example), copy, { recursive: true });
      usePackage(copy, tarball);
      run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], copy);
      run(join(copy, "node_modules", ".bin", "tsc"), ["-p", "."], copy);
      console.log(`ok   ${example}`);
    }
  } catch (error) {
    console.error(`FAIL ${(error as Error).message}`);
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void runScript(
  "check:examples",
  "Compile every example against the providers that it names and this package.",
  checkExamples,
);
