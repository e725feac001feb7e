import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { send } from "../clients/http";
import { until } from "../until";
import { ContainerLog, printedLine } from "./container-log";
import { guard } from "./guard";

/** How to run one program. */
interface ProgramSettings {
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
/** How programs mark what went wrong. */
const PROBLEM = /\b(level|lvl)"?[=:]\s*"?(error|fatal|panic|critical)|\b(panic|fatal):/i;
const TAIL_WIDTH = 240;
/** Pyroscope was seen to take 40 s; replaying after a kill on a busy machine may take longer. */
const START_MILLISECONDS = 150_000;

/** Everything that was started and has not ended. */
const running = new Set<Program>();
process.once("exit", () => {
  for (const program of running) program.signal("SIGKILL");
});

/** A program of a pod: started, killed, and started again on the same data. It ends with this process at the latest. */
export class Program {
  private child: ChildProcess | undefined;
  private closed: Promise<unknown> = Promise.resolve();

  constructor(readonly settings: ProgramSettings) {}

  /** Its process, while there is one. */
  get pid(): number | undefined {
    return this.child && !hasEnded(this.child) ? this.child.pid : undefined;
  }

  /** Starts it and waits until it is ready. One that ends instead is told with its last words. */
  async start(): Promise<this> {
    const { name, ready } = this.settings;
    const child = await this.spawn();
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
    if (outcome === "ended") {
      await this.ended();
      throw new Error(`${name} ended instead of starting\n${this.tail()}`);
    }
    return this;
  }

  /** Runs it to its end, as a Job does. */
  async run(): Promise<void> {
    await this.spawn();
    await this.closed;
  }

  /** Waits until it has ended, of its own accord or by somebody's hand, and all that it said is written. */
  async ended(): Promise<void> {
    await this.closed;
  }

  /** SIGKILL, as the kernel does it to a container without memory: nothing is flushed. */
  kill(): Promise<void> {
    return this.endBy("SIGKILL");
  }

  /** SIGTERM, as Kubernetes ends a pod. Waits until it has flushed and is gone. */
  terminate(): Promise<void> {
    return this.endBy("SIGTERM");
  }

  signal(signal: NodeJS.Signals): void {
    if (!this.child || hasEnded(this.child)) return;
    if (signal === "SIGKILL") signalGroup(this.child, signal);
    else this.child.kill(signal);
  }

  /** Its last lines, and before them the last in which it speaks of a problem. */
  tail(): string {
    const { name, log } = this.settings;
    const lines = readFileSync(log, "utf8").trimEnd().split("\n").map(printedLine);
    const problems = lines.slice(0, -TAIL_LINES).filter((line) => PROBLEM.test(line));
    return [
      `the last lines of ${name}:`,
      ...[...problems.slice(-TAIL_LINES), ...lines.slice(-TAIL_LINES)].map(
        (line) => `  ${line.slice(0, TAIL_WIDTH)}`,
      ),
    ].join("\n");
  }

  private async spawn(): Promise<ChildProcess> {
    const { binary, args, env, folder, log } = this.settings;
    const written = new ContainerLog(log);
    const child = spawn(binary, [...args], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      // In a group of its own: a Ctrl-C is for this process to hear.
      detached: true,
      env: { PATH: process.env.PATH, HOME: folder, ...env },
    });
    const { pid } = child;
    if (pid === undefined) {
      written.close();
      const [error] = (await once(child, "error")) as [Error];
      throw error;
    }
    // Nothing is waited for until it is known to run: who ends all that runs may come at any time.
    guard.watch(pid);
    this.child = child;
    running.add(this);
    child.once("exit", () => {
      // As with a container, nothing outlives the first process.
      signalGroup(child, "SIGKILL");
      guard.forget(pid);
    });
    const followed = [
      written.follow(child.stdout, "stdout"),
      written.follow(child.stderr, "stderr"),
    ];
    this.closed = Promise.all([once(child, "close"), ...followed]).finally(() => {
      running.delete(this);
      written.close();
    });
    return child;
  }

  private async endBy(signal: NodeJS.Signals): Promise<void> {
    this.signal(signal);
    await this.closed;
  }
}

/** The programs that run now. */
export function runningPrograms(): Program[] {
  return [...running];
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** To the process and to all that it has started. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // There is nobody left.
  }
}
