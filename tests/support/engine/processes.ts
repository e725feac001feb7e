import { readFileSync, readdirSync } from "node:fs";
import { basename } from "node:path";

/** A process whose environment has a certain entry. */
export interface MarkedProcess {
  pid: number;
  /** The program's name, without its folder. */
  program: string;
}

/** Every process that has `entry`, such as `HOME=/tmp/x`, in its environment. On Linux alone. */
export function processesWith(entry: string): MarkedProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => read(pid, "environ").split("\0").includes(entry))
    .map((pid) => ({
      pid: Number(pid),
      program: basename(read(pid, "cmdline").split("\0")[0] ?? ""),
    }));
}

function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    // It has ended meanwhile.
    return "";
  }
}
