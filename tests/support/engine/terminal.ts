import { once } from "node:events";
import type { Context } from "mocha";
import { scripts } from "../../../package.json";
import { skipWithoutTerminals, spawnOnTerminal } from "../terminal";
import { until } from "../until";
import type { UserMachine } from "./user-machine";

/** A terminal in which a command runs as a user sees it. */
export class Terminal {
  /** What it has shown so far. */
  screen = "";

  constructor(private readonly child: ReturnType<typeof spawnOnTerminal>) {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.screen += text.replaceAll("\r\n", "\n");
      });
    }
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
  skipWithoutTerminals(context);
  const [, ...words] = scripts[script].split(" ");
  return new Terminal(spawnOnTerminal([...words, ...args], machine.environment()));
}
