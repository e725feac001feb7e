import { closeSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { Readable } from "node:stream";

/** As long as a line may be before a container runtime cuts it. */
const LONGEST = 16 * 1024;
/** When a kubelet begins a new file; the one before is kept beside it. */
const LARGEST = 10 * 1024 * 1024;

/**
 * The log of a container, written as a container runtime writes it: time, stream, whether the line is whole, and the
 * line. What reads the logs of pods reads this one as well.
 */
export class ContainerLog {
  private file: number;
  private size = 0;
  private count = 0;

  constructor(private readonly path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.file = openSync(path, "a", 0o600);
  }

  /** Writes what comes from one of the container's streams. Done when the stream is. */
  async follow(stream: Readable, name: "stdout" | "stderr"): Promise<void> {
    let rest = "";
    stream.setEncoding("utf8");
    for await (const chunk of stream as AsyncIterable<string>) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (; rest.length > LONGEST; rest = rest.slice(LONGEST)) {
        this.write(name, "P", rest.slice(0, LONGEST));
      }
      for (const line of lines) this.line(name, line);
    }
    if (rest !== "") this.line(name, rest);
  }

  close(): void {
    closeSync(this.file);
  }

  private line(stream: string, text: string): void {
    let rest = text;
    for (; rest.length > LONGEST; rest = rest.slice(LONGEST)) {
      this.write(stream, "P", rest.slice(0, LONGEST));
    }
    this.write(stream, "F", rest);
  }

  private write(stream: string, whole: "F" | "P", text: string): void {
    try {
      if (this.size > LARGEST) this.rotate();
      this.size += writeSync(this.file, `${this.now()} ${stream} ${whole} ${text}\n`);
    } catch {
      // A full disk: the program goes on, as it would beside a kubelet.
    }
  }

  /** The name behind it ends otherwise: `*.log` finds the new file only, as with a kubelet. */
  private rotate(): void {
    closeSync(this.file);
    renameSync(this.path, `${this.path}.before`);
    this.file = openSync(this.path, "a", 0o600);
    this.size = 0;
  }

  /** To the nanosecond: two equal lines of one moment would be one to Loki. */
  private now(): string {
    this.count = (this.count + 1) % 1_000_000;
    return new Date().toISOString().replace("Z", `${String(this.count).padStart(6, "0")}Z`);
  }
}

/** A line of such a log as the program printed it. */
export function printedLine(line: string): string {
  return line.replace(/^\S+ (?:stdout|stderr) [FP] /, "");
}
