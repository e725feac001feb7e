import type { Command } from "commander";
import { commandLine, refuseName, runCommandLine } from "../cli/command-line/command-line";
import { benchGrowth } from "./growth";
import { RUNS } from "./measure";
import { benchPreview } from "./preview";
import { benchRender } from "./render";

const progress = (line: string) => {
  console.error(line);
};

const BENCHMARKS: Readonly<Record<string, () => Promise<string[]>>> = {
  render: benchRender,
  growth: benchGrowth,
  preview: () => benchPreview(progress),
};

async function measure(wanted: string[], _options: object, command: Command): Promise<void> {
  const names = Object.keys(BENCHMARKS);
  for (const name of wanted)
    if (!names.includes(name)) refuseName(command, "benchmark", name, names);
  for (const [name, bench] of Object.entries(BENCHMARKS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(`\n${name}`);
    for (const line of await bench()) console.log(`  ${line}`);
  }
}

const program = commandLine();
program
  .command("bench")
  .description(`Measure, as ratios of medians with the spread over ${RUNS} runs.`)
  .argument("[names...]", `what to measure: ${Object.keys(BENCHMARKS).join(", ")}; all by default`)
  .action(measure);
void runCommandLine(program, ["bench", ...process.argv.slice(2)]);
