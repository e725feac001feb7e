import type { Command } from "commander";
import { readEnvironment } from "../environments";
import { renderEnvironment } from "../render/render";
import { readRendering } from "../report/read-rendering";
import { reportText, writeReport } from "../report/write";
import { ENV_OPTION } from "./env-option";

interface ReportOptions {
  env: string;
  out: string;
  against?: string;
}

/** Adds `report`: an environment as a page to look at. */
export function addReportCommand(program: Command): void {
  program
    .command("report")
    .description("Write one HTML page of what an environment consists of, without a cluster.")
    .option(...ENV_OPTION)
    .requiredOption("--out <file>", "file to write")
    .option("--against <dir>", "folder that `render` wrote before: show what changed since")
    .addHelpText(
      "after",
      `
The page needs nothing beside it and fetches nothing. It shows the parts and who connects to whom, and of each part
its pods, volumes, ports, limits, images, configuration and objects. Secret values are never written.`,
    )
    .action(report);
}

async function report({ env, out, against }: ReportOptions): Promise<void> {
  const environment = readEnvironment(env);
  // Before the work, so that a wrong path is told at once.
  const before = against === undefined ? undefined : readRendering(against, environment.name);
  const rendering = await renderEnvironment(environment);
  const path = writeReport(await reportText(rendering, before), out);
  console.log(`${rendering.environment}: the page is ${path}`);
}
