import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { Level } from "./levels";
import { addResults, type Result } from "./result";

const NO_RESULT: Result = { passed: 0, failed: 0, failures: [], skipped: [] };
/** More would load the same modules more often than they save time. */
const MOST_PROCESSES = 4;

const root = join(__dirname, "..");

/** Runs the tests of a level, in processes of their own: Pulumi's runtime and its mocks are global to a process. */
export async function runLevel(level: Level, grep: string | undefined): Promise<Result> {
  const files = testFiles(level);
  const count = level.isParallel === true ? Math.min(availableParallelism(), MOST_PROCESSES) : 1;
  const shares = evenShares(files, count);
  return addResults(await Promise.all(shares.map((share) => runFiles(level, share, grep))));
}

function testFiles({ name }: Level): string[] {
  const folder = join(root, "tests", name);
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .sort()
    .map((file) => relative(root, join(folder, file)));
}

/** The files in so many shares of about the same size, each in the order of their names. */
function evenShares(files: readonly string[], count: number): string[][] {
  const shares = Array.from({ length: count }, () => ({ size: 0, files: [] as string[] }));
  const sized = files.map((file) => ({ file, size: statSync(join(root, file)).size }));
  for (const { file, size } of sized.sort((a, b) => b.size - a.size)) {
    const share = shares.reduce((least, each) => (each.size < least.size ? each : least));
    share.files.push(file);
    share.size += size;
  }
  return shares.map((share) => share.files.sort()).filter((share) => share.length > 0);
}

async function runFiles(
  level: Level,
  files: readonly string[],
  grep: string | undefined,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "lgtm-tests-"));
  const file = join(folder, "result.json");
  const child = spawn(
    process.execPath,
    [
      join(root, "node_modules", "mocha", "bin", "mocha.js"),
      "--reporter",
      join(root, "tests", "support", "reporter.cjs"),
      "--timeout",
      String(level.timeout),
      ...(grep ? ["--grep", grep] : []),
      ...files,
    ],
    { cwd: root, stdio: "inherit", env: { ...process.env, LGTM_TEST_RESULT: file } },
  );
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const result = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Result) : NO_RESULT;
  rmSync(folder, { recursive: true });
  // A crash of the runner itself, such as a file that does not load, counts as a failure too, whatever its status.
  if (result !== NO_RESULT && (status === 0 || result.failed > 0)) return result;
  const failure = { name: level.name, message: "did not run to its end: see above" };
  return { ...result, failed: 1, failures: [failure] };
}
