import { existsSync } from "node:fs";
import type { Command } from "commander";
import { stopControlPlane } from "../../sandbox/control-plane";
import { removeFolder } from "../../sandbox/remove-folder";
import { confirm, refuseWithoutTerminal } from "../command-line/confirm";
import { toItsEnd } from "../command-line/closed-output";
import { alone } from "../engine/alone";
import { refuseLostNamespaces } from "../engine/lost-namespaces";
import { runOperation } from "../engine/operation";
import { endEngine } from "../engine/plugin-processes";
import { isObject } from "../engine/progress";
import { refuseProtected } from "../engine/protected";
import { controlPlaneFolder, engineFolder, sandboxFolder, stackLockFile } from "../engine/target";
import { locateEnvironment, readEnvironment } from "../environments";
import { commandFor } from "./command-for";
import { type EngineOptions, engineCommand, withCheckedSession } from "./engine-options";

interface DownOptions extends EngineOptions {
  yes?: boolean;
}

/** Adds `down`: takes an environment away. */
export function addDownCommand(program: Command): void {
  program.addCommand(
    engineCommand(
      "down",
      "Take an environment down: the embedded cluster with all that is in it, or what the stack made in a named context.",
    )
      .option("--yes", "do not ask before anything in a named context is destroyed")
      .action(async (options: DownOptions) => {
        if (options.context === undefined) await removeSandbox(options.env);
        else await destroy(options, options.context);
      }),
  );
}

/**
 * The cluster goes as a whole, so there is nothing to destroy in it one by one. Its files may be in any state, and those of
 * the environment as well.
 */
async function removeSandbox(nameOrPath: string): Promise<void> {
  const { name } = locateEnvironment(nameOrPath);
  const folder = sandboxFolder(name);
  // Nothing was brought up by this name: it may be mistyped.
  if (!existsSync(folder)) readEnvironment(nameOrPath);
  const remove = async () => {
    endEngine(engineFolder(name));
    await stopControlPlane(controlPlaneFolder(name));
    await removeFolder(folder);
  };
  await alone(name, stackLockFile(name), console.log, () => toItsEnd(remove));
  console.log(
    `${name}: the embedded cluster and its state are gone; the programs stay in the cache`,
  );
}

async function destroy(options: DownOptions, context: string): Promise<void> {
  const environment = readEnvironment(options.env);
  const { name } = environment;
  const asks = options.yes !== true;
  if (asks) refuseWithoutTerminal(commandFor("down", environment, context, ["--yes"]));
  await withCheckedSession(options, async ({ session, rendering }) => {
    const { stack, resources } = session;
    await refuseProtected(stack, resources);
    refuseLostNamespaces(resources, rendering, commandFor("up", environment, context));
    const count = resources.filter(({ type }) => isObject(type)).length;
    const question = `Destroy the ${count} resources of ${name} on context ${context}?`;
    if (asks && count > 0 && !(await confirm(question))) {
      console.log("Nothing was destroyed.");
      return;
    }
    const { summary } = await runOperation((operation) => stack.destroy(operation));
    console.log(`${name}: ${summary.resourceChanges?.delete ?? 0} resources destroyed`);
  });
}
