import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROJECT_ROOT } from "./environments";

/**
 * What `npm run check:examples` runs: every example compiled against the providers that it names and against this
 * package as it would be published. The providers of three clouds are big, so it is no part of `npm run check`.
 */
const folder = mkdtempSync(join(tmpdir(), "lgtm-examples-"));

try {
  run("npm", ["run", "build", "--silent"], PROJECT_ROOT);
  const packed = run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder]);
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  const examples = join(PROJECT_ROOT, "examples");
  for (const example of readdirSync(examples).sort()) {
    if (!existsSync(join(examples, example, "package.json"))) continue;
    const copy = join(folder, example);
    cpSync(join(examples, example), copy, { recursive: true });
    usePackage(join(copy, "package.json"), join(folder, filename));
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

/** Puts the package of this working tree in the place of the published one. */
function usePackage(manifestFile: string, tarball: string): void {
  const manifest = JSON.parse(readFileSync(manifestFile, "utf8")) as {
    dependencies: Record<string, string>;
  };
  manifest.dependencies["pulumi-lgtm"] = `file:${tarball}`;
  writeFileSync(manifestFile, JSON.stringify(manifest, undefined, 2));
}

function run(program: string, args: string[], cwd = PROJECT_ROOT): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: "utf8" });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} in ${cwd}\n${stdout}${stderr}`);
  return stdout;
}
