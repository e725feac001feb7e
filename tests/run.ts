import type { Command } from "commander";
import { commandLine, refuseName, runCommandLine } from "../cli/command-line/command-line";
import { toolNames } from "../sandbox/programs/catalog";
import { otherVersions } from "../sandbox/programs/other-versions";
import { ensureTools, obtainableTools } from "../sandbox/tools";
import { LEVELS, type Level } from "./levels";
import { addResults, type Result, summaryLines } from "./result";
import { runLevel } from "./run-level";

const NAMES = LEVELS.map(({ name }) => name);

/**
 * Gets the programs that tests run before the first test: the quick levels use those that are there as well.
 * Without them the levels that need them fail and say why; the others still run.
 */
async function prepareTools(levels: readonly Level[]): Promise<void> {
  const named = (key: "tools" | "optionalTools") => {
    const names = levels.flatMap((level) => level[key] ?? []);
    return toolNames.filter((name) => names.includes(name));
  };
  const progress = (line: string) => {
    console.log(line);
  };
  try {
    await obtainableTools(named("optionalTools"), progress);
    await ensureTools(named("tools"), progress);
  } catch (error) {
    console.error((error as Error).message);
  }
}

async function runLevels(
  wanted: string[],
  { grep }: { grep?: string },
  command: Command,
): Promise<void> {
  for (const name of wanted) if (!NAMES.includes(name)) refuseName(command, "level", name, NAMES);
  const levels = LEVELS.filter((level) => wanted.length === 0 || wanted.includes(level.name));
  await prepareTools(levels);
  const results: Result[] = [];
  for (const level of levels) {
    console.log(`\n${level.name}: ${level.proves}`);
    const started = Date.now();
    const result = await runLevel(level, grep);
    results.push(result);
    console.log(`  ${level.name} took ${((Date.now() - started) / 1000).toFixed(1)} s`);
  }
  const total = addResults(results);
  const programs = levels.flatMap((level) => [
    ...(level.tools ?? []),
    ...(level.optionalTools ?? []),
  ]);
  const others = await otherVersions([...new Set(programs)]);
  for (const line of summaryLines(total, others)) console.log(line);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

const program = commandLine();
program
  .command("test")
  .description("Run the tests, all levels or the named ones.")
  .argument("[levels...]", `levels to run: ${NAMES.join(", ")}`)
  .option("--grep <pattern>", "only tests whose name matches")
  .addHelpText("after", `\nLevels:\n${LEVELS.map((l) => `  ${l.name}: ${l.proves}`).join("\n")}`)
  .action(runLevels);
void runCommandLine(program, ["test", ...process.argv.slice(2)]);
