import type { ChildProcess, ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";

/** What a command said and how it ended. */
export interface Ended {
  /** Null when a signal ended it. */
  status: number | null;
  stdout: string;
  /** Both outputs, in the order in which they came. */
  output: string;
}

/** A command that runs. */
export interface Running {
  process: ChildProcess;
  ended: Promise<Ended>;
}

/** Waits for the end of a command whose outputs are pipes. */
export async function ended(
  child: ChildProcessByStdio<Writable | null, Readable, Readable>,
): Promise<Ended> {
  let [stdout, output] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const [status] = (await once(child, "close")) as [number | null];
  return { status, stdout, output };
}
