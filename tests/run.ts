import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { builtTools } from "../sandbox/tool-catalog";
import { ensureTools } from "../sandbox/tools";
import { LEVELS, type Level } from "./levels";
import { addResults, type Result, summaryLines } from "./result";

const NO_RESULT: Result = { passed: 0, failed: 0, failures: [], skipped: [] };

const root = join(__dirname, "..");

/** Runs one level in a process of its own: Pulumi's runtime and its mocks are global to a process. */
function runLevel(level: Level, grep: string | undefined): Result {
  const folder = mkdtempSync(join(tmpdir(), "lgtm-tests-"));
  const file = join(folder, "result.json");
  const run = spawnSync(
    process.execPath,
    [
      join(root, "node_modules", "mocha", "bin", "mocha.js"),
      "--reporter",
      join(root, "tests", "support", "reporter.cjs"),
      "--timeout",
      String(level.timeout),
      ...(grep ? ["--grep", grep] : []),
      `tests/${level.name}/**/*.test.ts`,
    ],
    { cwd: root, stdio: "inherit", env: { ...process.env, LGTM_TEST_RESULT: file } },
  );
  const result = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Result) : NO_RESULT;
  rmSync(folder, { recursive: true });
  // A crash of the runner itself, such as a file that does not load, counts as a failure too, whatever its status.
  if (result !== NO_RESULT && (run.status === 0 || result.failed > 0)) return result;
  const failure = { name: level.name, message: "did not run to its end: see above" };
  return { ...result, failed: 1, failures: [failure] };
}

/**
 * Gets the programs that tests run before the first test: the quick levels use those that are there as well.
 * Without them the levels that need them fail and say why; the others still run.
 */
async function prepareTools(levels: readonly Level[]): Promise<void> {
  if (!levels.some((level) => level.needsTools)) return;
  try {
    await ensureTools(builtTools, (line) => {
      console.log(line);
    });
  } catch (error) {
    console.error((error as Error).message);
  }
}

async function main(): Promise<void> {
  const names = LEVELS.map((level) => level.name);
  const command = new Command("npm test --")
    .description("Runs the tests, all levels or the named ones.")
    .argument("[levels...]", `levels to run: ${names.join(", ")}`)
    .option("--grep <pattern>", "only tests whose name matches")
    .addHelpText("after", `\nLevels:\n${LEVELS.map((l) => `  ${l.name}: ${l.proves}`).join("\n")}`)
    .parse();
  const wanted = command.args;
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    command.error(`no such level: ${unknown.join(", ")}; there are ${names.join(", ")}`);
  }
  const levels = LEVELS.filter((level) => wanted.length === 0 || wanted.includes(level.name));
  await prepareTools(levels);
  const results: Result[] = [];
  for (const level of levels) {
    console.log(`\n${level.name}: ${level.proves}`);
    const started = Date.now();
    const result = runLevel(level, command.opts<{ grep?: string }>().grep);
    results.push(result);
    console.log(`  ${level.name} took ${((Date.now() - started) / 1000).toFixed(1)} s`);
  }
  const total = addResults(results);
  for (const line of summaryLines(total)) console.log(line);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

void main();
