import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { until } from "../until";
import { send } from "./http";

/** How to run one program. */
export interface ProgramSettings {
  name: string;
  binary: string;
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** Its working folder. */
  folder: string;
  /** File for what it prints, appended to. */
  log: string;
  /** URL that answers 200 as soon as it is ready, or what else says so. */
  ready: string | (() => Promise<boolean>);
}

const TAIL_LINES = 8;
const TAIL_WIDTH = 240;
/** Pyroscope was seen to take 40 s; replaying after a kill on a busy machine may take longer. */
const START_MILLISECONDS = 150_000;

/** Everything that was started and has not ended, so that nothing survives the tests, however they end. */
const running = new Set<Program>();
process.once("exit", () => {
  for (const program of running) program.signal("SIGKILL");
});

/** A program under test: started, killed, and started again on the same data. */
export class Program {
  private child: ChildProcess | undefined;

  constructor(readonly settings: ProgramSettings) {}

  /** Starts it and waits until it is ready. One that ends instead is told with its last words. */
  async start(): Promise<this> {
    const { name, binary, args, env, folder, log, ready } = this.settings;
    const output = openSync(log, "a");
    const child = spawn(binary, [...args], {
      cwd: folder,
      stdio: ["ignore", output, output],
      env: { PATH: process.env.PATH, HOME: folder, ...env },
    });
    closeSync(output);
    this.child = child;
    running.add(this);
    child.once("close", () => running.delete(this));
    await once(child, "spawn");
    const isReady =
      typeof ready === "string" ? async () => (await send(ready)).status === 200 : ready;
    const outcome = await until(
      typeof ready === "string" ? `${name} becomes ready at ${ready}` : `${name} becomes ready`,
      async () => {
        if (hasEnded(child)) return "ended";
        return (await isReady()) ? "ready" : undefined;
      },
      START_MILLISECONDS,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${this.tail()}`);
    });
    if (outcome === "ended") throw new Error(`${name} ended instead of starting\n${this.tail()}`);
    return this;
  }

  /** SIGKILL, as the kernel does it to a container without memory: nothing is flushed. */
  kill(): Promise<void> {
    return this.endBy("SIGKILL");
  }

  /** SIGTERM, as Kubernetes ends a pod. Waits until it has flushed and is gone. */
  terminate(): Promise<void> {
    return this.endBy("SIGTERM");
  }

  private async endBy(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (!child || hasEnded(child)) return;
    const closed = once(child, "close");
    this.signal(signal);
    await closed;
  }

  signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  /** Its last lines. */
  tail(): string {
    const { name, log } = this.settings;
    const lines = readFileSync(log, "utf8").trimEnd().split("\n").slice(-TAIL_LINES);
    return [
      `the last lines of ${name}:`,
      ...lines.map((line) => `  ${line.slice(0, TAIL_WIDTH)}`),
    ].join("\n");
  }
}

/** The programs that run now. */
export function runningPrograms(): Program[] {
  return [...running];
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
