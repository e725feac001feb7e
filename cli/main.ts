import { CommandError as EngineError } from "@pulumi/pulumi/automation";
import { Command } from "commander";
import { InvalidArgsError } from "../components/shared/problems";
import { CommandError } from "./command-error";
import { addChartsCommand } from "./commands/charts";
import { addDoctorCommand } from "./commands/doctor";
import { addDownCommand } from "./commands/down";
import { addImagesCommand } from "./commands/images";
import { addPreviewCommand } from "./commands/preview";
import { addRenderCommand } from "./commands/render";
import { addUpCommands } from "./commands/up";

async function main(): Promise<void> {
  const program = new Command("pulumi-lgtm").description(
    "The LGTM+ observability platform on Kubernetes: bring an environment up, look at it, take it down.",
  );
  addUpCommands(program);
  addPreviewCommand(program);
  addRenderCommand(program);
  addDownCommand(program);
  addDoctorCommand(program);
  addChartsCommand(program);
  addImagesCommand(program);
  try {
    await program.parseAsync();
  } catch (error) {
    console.error(messageOf(error));
    process.exitCode = 1;
  }
}

/** What the user can do something about is told without a stack trace, everything else with it. */
function messageOf(error: unknown): unknown {
  if (error instanceof CommandError || error instanceof InvalidArgsError) return error.message;
  if (!(error instanceof EngineError)) return error;
  // The diagnostics were printed as they came; what is left is why the engine itself gave up.
  const reasons = error.message.split("\n").filter((line) => /^\s*error: /.test(line));
  return [...new Set(reasons)].join("\n") || error.message;
}

void main();
