import { Command } from "commander";
import { InvalidArgsError } from "../components/shared/problems";
import { CommandError } from "./command-error";
import { addDownCommand } from "./commands/down";
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
  try {
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof InvalidArgsError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

void main();
