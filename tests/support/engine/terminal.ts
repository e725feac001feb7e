import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import type { Context } from "mocha";
import { scripts } from "../../../package.json";
import { PROJECT_ROOT } from "../../../cli/environments";
import { shellLine } from "../../../cli/shell-line";
import { skip } from "../skip";
import { until } from "../until";
import type { UserMachine } from "./user-machine";

/** A terminal in which a command runs as a user sees it. */
export class Terminal {
  /** What it has shown so far. */
  screen = "";

  constructor(private readonly child: ChildProcessByStdio<Writable, Readable, null>) {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.screen += text.replaceAll("\r\n", "\n");
    });
  }

  /** Waits until it shows something. */
  async shows(pattern: RegExp): Promise<void> {
    await until(
      `the terminal shows ${pattern.source}`,
      () => {
        if (this.child.exitCode !== null && !pattern.test(this.screen)) return Promise.resolve("");
        return Promise.resolve(pattern.test(this.screen) ? "shown" : undefined);
      },
      170_000,
    ).then((shown) => {
      if (shown === "") throw new Error(`the command has ended: ${this.screen}`);
    });
  }

  type(text: string): void {
    this.child.stdin.write(text);
  }

  /** Waits for the end of the command, and returns its status. */
  async closed(): Promise<number | null> {
    if (this.child.exitCode === null) await once(this.child, "close");
    return this.child.exitCode;
  }
}

/** Runs `npm run SCRIPT -- ARGS` in a terminal of its own; skips where there is no program that makes one. */
export function openTerminal(
  context: Context,
  machine: UserMachine,
  script: keyof typeof scripts,
  args: readonly string[] = [],
): Terminal {
  const { stdout } = spawnSync("script", ["--version"], { encoding: "utf8" });
  // That of BSD and macOS takes other arguments.
  if (!/util-linux/.test(stdout)) skip(context, "script of util-linux is not here");
  const [, ...words] = scripts[script].split(" ");
  // Some shells stay between and die of a Ctrl-C before what they have started has ended.
  const command = `exec ${shellLine([process.execPath, ...words, ...args])}`;
  const child = spawn("script", ["--quiet", "--return", "--command", command, "/dev/null"], {
    cwd: PROJECT_ROOT,
    stdio: ["pipe", "pipe", "inherit"],
    env: machine.environment(),
  });
  return new Terminal(child);
}
