import type { ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";

/** What a command said and how it ended. */
export interface Ended {
  /** Null when a signal ended it. */
  status: number | null;
  stdout: string;
  /** Both outputs, in the order in which they came. */
  output: string;
}

/** Waits for the end of a command whose outputs are pipes. */
export async function ended(child: ChildProcessByStdio<null, Readable, Readable>): Promise<Ended> {
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
