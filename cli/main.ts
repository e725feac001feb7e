import { Command } from "commander";
import { InvalidArgsError } from "../components/shared/problems";
import { CommandError } from "./command-error";
import { addRenderCommand } from "./render/command";

async function main(): Promise<void> {
  const program = new Command("pulumi-lgtm").description(
    "The LGTM+ observability platform on Kubernetes: bring an environment up, look at it, take it down.",
  );
  addRenderCommand(program);
  try {
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof InvalidArgsError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

void main();
