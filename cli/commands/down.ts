import { rm } from "node:fs/promises";
import type { Command } from "commander";
import { stopControlPlane } from "../../sandbox/control-plane";
import { readEnvironment } from "../environments";
import { runOperation } from "../engine/operation";
import { refuseProtected } from "../engine/protected";
import { controlPlaneFolder, sandboxFolder } from "../engine/target";
import { type EngineOptions, engineCommand, withSession } from "./engine-options";

/** Adds `down`: takes an environment away. */
export function addDownCommand(program: Command): void {
  program.addCommand(
    engineCommand(
      "down",
      "Take an environment down: the embedded cluster with all that is in it, or what the stack made in a named context.",
    ).action(async (options: EngineOptions) => {
      const { name } = readEnvironment(options.env);
      if (options.context) await destroy(options, name);
      else await removeSandbox(name);
    }),
  );
}

/** The cluster goes as a whole, so there is nothing to destroy in it one by one. */
async function removeSandbox(environment: string): Promise<void> {
  await stopControlPlane(controlPlaneFolder(environment));
  await rm(sandboxFolder(environment), { recursive: true, force: true });
  console.log(
    `${environment}: the embedded cluster and its state are gone; the built programs stay cached`,
  );
}

async function destroy(options: EngineOptions, environment: string): Promise<void> {
  await withSession(options, async ({ session }) => {
    await refuseProtected(session.stack);
    const { summary } = await runOperation((onEvent) => session.stack.destroy({ onEvent }));
    console.log(`${environment}: ${summary.resourceChanges?.delete ?? 0} resources destroyed`);
  });
}
