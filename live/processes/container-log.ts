import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  renameSync,
  writeSync,
} from "node:fs";
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
  private size: number;
  private count = 0;

  constructor(private readonly path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.file = openSync(path, "a", 0o600);
    // A program that is started again writes on.
    this.size = fstatSync(this.file).size;
  }

  /** Writes what comes from one of the container's streams. Done when the stream is. */
  async follow(stream: Readable, name: "stdout" | "stderr"): Promise<void> {
    let rest = "";
    stream.setEncoding("utf8");
    for await (const chunk of stream as AsyncIterable<string>) {
      const lines = (rest + chunk).split("\n");
      const unfinished = lines.pop() ?? "";
      for (const line of lines) this.line(name, line);
      rest = this.beginning(name, unfinished);
    }
    if (rest !== "") this.line(name, rest);
  }

  close(): void {
    closeSync(this.file);
  }

  private line(stream: string, text: string): void {
    this.write(stream, "F", this.beginning(stream, text));
  }

  /** Writes a line as far as it is too long for one, and returns what is left of it. */
  private beginning(stream: string, text: string): string {
    let rest = text;
    while (rest.length > LONGEST) {
      const end = isFirstHalf(rest.charCodeAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
      this.write(stream, "P", rest.slice(0, end));
      rest = rest.slice(end);
    }
    return rest;
  }

  private write(stream: string, whole: "F" | "P", text: string): void {
    if (this.size > LARGEST) this.rotate();
    try {
      this.size += writeSync(this.file, `${this.now()} ${stream} ${whole} ${text}\n`);
    } catch {
      // A full disk: the program goes on, as it would beside a kubelet.
    }
  }

  /**
   * Begins a new file, and keeps the one that there is where that fails. The name behind it ends otherwise: `*.log`
   * finds the new file only, as with a kubelet.
   */
  private rotate(): void {
    const full = this.file;
    try {
      if (existsSync(this.path)) renameSync(this.path, `${this.path}.before`);
      this.file = openSync(this.path, "a", 0o600);
    } catch {
      return;
    }
    closeSync(full);
    this.size = 0;
  }

  /** To the nanosecond: two equal lines of one moment would be one to Loki. */
  private now(): string {
    this.count = (this.count + 1) % 1_000_000;
    return new Date().toISOString().replace("Z", `${String(this.count).padStart(6, "0")}Z`);
  }
}

/** Whether this is the first half of a letter that takes two. */
function isFirstHalf(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

/** A line of such a log as the program printed it. */
export function printedLine(line: string): string {
  return line.replace(/^\S+ (?:stdout|stderr) [FP] /, "");
}
