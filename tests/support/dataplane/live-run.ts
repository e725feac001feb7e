import { execFileSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { stringify } from "yaml";
import { type ProcessIdentity, identify, isAlive } from "../../../sandbox/process-identity";
import type { Running } from "../engine/ended";
import type { UserMachine } from "../engine/user-machine";
import { type SwitchedPart, onlyParts } from "../only-parts";
import { until } from "../until";

/** What it says when it waits for somebody to end it. */
const WAITS = /Ctrl-C ends everything/;

/** A run of `npm run live` with its output as far as it has come, and all processes that belong to it. */
export class LiveRun {
  output = "";
  private family: ProcessIdentity[] = [];

  constructor(
    private readonly machine: UserMachine,
    readonly running: Running,
  ) {
    for (const stream of [running.process.stdout, running.process.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.output += text;
      });
    }
  }

  static start(machine: UserMachine, args: readonly string[]): LiveRun {
    return new LiveRun(machine, machine.start("live", args, {}));
  }

  /** Waits until it has said something, and remembers who belongs to it then. */
  async said(pattern: RegExp): Promise<void> {
    await until(
      `live says ${pattern.source}`,
      () => {
        const { exitCode, signalCode } = this.running.process;
        const hasEnded = exitCode !== null || signalCode !== null;
        return Promise.resolve(pattern.test(this.output) || hasEnded || undefined);
      },
      280_000,
    );
    if (!pattern.test(this.output)) throw new Error(`live ended instead: ${this.output}`);
    this.family = await descendants(this.running.process.pid ?? 0);
  }

  async waits(): Promise<void> {
    await this.said(WAITS);
  }

  /** How many processes it had when it last was waited for. */
  get familySize(): number {
    return this.family.length;
  }

  /** The process of one of its programs. */
  pidOf(program: string): number {
    const pids = this.family.map(({ pid }) => pid).join();
    const found = execFileSync("ps", ["-o", "pid=,args=", "-p", pids], { encoding: "utf8" })
      .split("\n")
      .find((line) => basename(line.trim().split(/\s+/)[1] ?? "") === program);
    if (found === undefined) throw new Error(`${program} is not among the processes`);
    return parseInt(found, 10);
  }

  /** Waits until it, every process of it and every folder of it are gone. Returns its status. */
  async gone(): Promise<number | null> {
    const { status } = await this.running.ended;
    await until("every process has ended", async () => {
      const alive = await Promise.all(this.family.map(isAlive));
      return alive.includes(true) ? undefined : true;
    });
    await until("its folder is gone", () =>
      Promise.resolve(liveFolders(this.machine).length === 0 || undefined),
    );
    return status;
  }
}

/** The folders of runs that are there. */
export function liveFolders({ cache }: UserMachine): string[] {
  try {
    return readdirSync(join(cache, "live"));
  } catch {
    return [];
  }
}

/** An environment in which only these parts are left, so that it starts quickly, with these settings. */
export function smallEnvironment(
  { home }: UserMachine,
  parts: readonly SwitchedPart[],
  settings: Readonly<Record<string, unknown>> = {},
): string {
  const file = join(home, "Pulumi.small.yaml");
  const config = {
    "lgtm:cluster": "dev",
    "lgtm:environment": "dev",
    ...onlyParts(...parts),
    ...settings,
  };
  writeFileSync(file, stringify({ config }));
  return file;
}

/** A process, and all that it and these have started. */
async function descendants(root: number): Promise<ProcessIdentity[]> {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  const found = new Set([root]);
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const [pid, parent] of table) if (found.has(parent)) found.add(pid);
  }
  const identities = await Promise.all([...found].map(identify));
  return identities.filter((identity) => identity !== undefined);
}
