import type { Command } from "commander";
import { allPrograms, obtainablePrograms } from "../../live/get-programs";
import { programsOf } from "../../live/programs";
import { absentLine } from "../../live/screen";
import { runSession } from "../../live/session";
import { refuseUnsuitable } from "../../live/suitable";
import { CommandError } from "../command-error";
import { readEnvironment } from "../environments";
import { imagesByName } from "../programs/deployed-images";
import { renderEnvironment } from "../render/render";
import type { CheckedWorkplace } from "./engine-options";
import { ENV_OPTION } from "./env-option";

/** Adds `live`: an environment's pods as processes of this machine. */
export function addLiveCommand(program: Command): void {
  program
    .command("live")
    .description(
      "Run the pods of an environment in topology single as processes of this machine, with a demo application.",
    )
    .option(...ENV_OPTION)
    .option("--check", "end as soon as every signal is checked, with status 1 if one is missing")
    .addHelpText(
      "after",
      `
Everything listens on 127.0.0.1, and nothing needs root. Ctrl-C ends it and takes away what it wrote.
Programs come from the cache, from PATH or from their images; those of tools/ are built where they are missing.`,
    )
    .action(live);
}

async function live({ env, check = false }: { env: string; check?: boolean }): Promise<void> {
  const rendering = await renderEnvironment(readEnvironment(env));
  refuseUnsuitable(rendering);
  const source = allPrograms(say, imagesByName(rendering));
  const programs = await programsOf(rendering, source, undefined);
  if (programs.binaries.size === 0) {
    absentLine(programs.absent).forEach(say);
    throw new CommandError(
      "None of the programs is here, and none can be had. `npm run programs` says how to get each.",
    );
  }
  const { arrived, ended } = await runSession({ rendering, programs, say, checkOnly: check });
  // Ctrl-C is how one leaves it, but not how one checks it.
  if (ended === "SIGINT" ? check : !arrived) process.exitCode = 1;
}

/** What `start` goes on with on a terminal: the pods as processes, by programs that need not be built. */
export async function liveAfterStart({
  rendering,
  target,
}: Pick<CheckedWorkplace, "rendering" | "target">): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    say("\n`npm run live` runs these pods as processes (by itself only on a terminal).");
    return;
  }
  say("\nThe same pods as processes of this machine (leave it out with `npm start -- --no-live`):");
  const { kubeconfig } = target.cluster;
  const source = obtainablePrograms(say, imagesByName(rendering));
  const programs = await programsOf(rendering, source, kubeconfig);
  if (programs.binaries.size === 0) {
    say("None of the programs is here. `npm run live` builds those that can be built.");
    return;
  }
  await runSession({ rendering, programs, kubeconfig, say, checkOnly: false });
}

function say(line: string): void {
  console.log(line);
}
