import { Command } from "commander";
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

async function main(): Promise<void> {
  const names = Object.keys(BENCHMARKS);
  const command = new Command("npm run bench --")
    .description(`Measures, as ratios of medians with the spread over ${RUNS} runs.`)
    .argument("[names...]", `what to measure: ${names.join(", ")}; all by default`)
    .parse();
  const unknown = command.args.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    command.error(`no such benchmark: ${unknown.join(", ")}; there are ${names.join(", ")}`);
  }
  for (const [name, bench] of Object.entries(BENCHMARKS)) {
    if (command.args.length > 0 && !command.args.includes(name)) continue;
    console.log(`\n${name}`);
    for (const line of await bench()) console.log(`  ${line}`);
  }
}

void main();
