import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { Context } from "mocha";
import { PROJECT_ROOT } from "../../cli/environments";
import { shellLine } from "../../cli/shell-line";
import { ended } from "./engine/ended";
import { skip } from "./skip";

/** Skips where there is no program that makes a terminal. */
export function skipWithoutTerminals(context: Context): void {
  const { stdout } = spawnSync("script", ["--version"], { encoding: "utf8" });
  // That of BSD and macOS takes other arguments.
  if (!/util-linux/.test(stdout)) skip(context, "script of util-linux is not here");
}

/** Starts `node WORDS` in the project's folder on a terminal of its own. */
export function spawnOnTerminal(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): ChildProcessByStdio<Writable, Readable, Readable> {
  // Some shells stay between and die of a Ctrl-C before what they have started has ended.
  const command = `exec ${shellLine([process.execPath, ...words])}`;
  return spawn("script", ["--quiet", "--return", "--command", command, "/dev/null"], {
    cwd: PROJECT_ROOT,
    env,
    stdio: ["pipe", "pipe", "pipe"],
  });
}

/** What a command of the project shows on a terminal, on which these keys are typed. */
export async function onTerminal(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  keys = "",
): Promise<string> {
  const child = spawnOnTerminal(["cli/bootstrap.cjs", "cli/main.ts", ...words], env);
  child.stdin.write(keys);
  return (await ended(child)).output;
}
