import { findRunning } from "../../sandbox/control-plane";
import { commandFor } from "../commands/command-for";
import type { Environment } from "../environments";
import { controlPlaneFolder } from "./target";

/** What runs on when a command was ended, and how to end it or go on. */
export async function whatIsLeft(
  environment: Pick<Environment, "name" | "file">,
  context?: string,
): Promise<string> {
  const { name } = environment;
  const goesOn = commandFor("up", environment, context);
  const ends = commandFor("down", environment, context);
  if (context !== undefined) {
    return `${name} on context ${context} is partly up. Run \`${goesOn}\` to continue, or \`${ends}\` to remove it.`;
  }
  const running = await findRunning(controlPlaneFolder(name));
  if (running.length === 0) return `${name}: nothing runs. Run \`${goesOn}\` to start again.`;
  return (
    `${name}: the embedded cluster still runs (${running.join(", ")}). ` +
    `Run \`${goesOn}\` to continue, or \`${ends}\` to remove it.`
  );
}
