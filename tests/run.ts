import { Command } from "commander";
import { builtTools } from "../sandbox/tool-catalog";
import { ensureTools } from "../sandbox/tools";
import { LEVELS, type Level } from "./levels";
import { addResults, type Result, summaryLines } from "./result";
import { runLevel } from "./run-level";

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
    const result = await runLevel(level, command.opts<{ grep?: string }>().grep);
    results.push(result);
    console.log(`  ${level.name} took ${((Date.now() - started) / 1000).toFixed(1)} s`);
  }
  const total = addResults(results);
  for (const line of summaryLines(total)) console.log(line);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

void main();
