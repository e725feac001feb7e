import { execFile } from "node:child_process";
import { readFile, readdir } from "node:fs/promises";
import { basename, sep } from "node:path";
import { promisify } from "node:util";
import { CONTROL_PLANE_TOOLS } from "./control-plane-commands";
import { identify } from "./process-identity";
import type { NamedProcess } from "./process-identity";

/**
 * The programs of a control plane that run in its folder, whatever is written down about them: each is told a path in it
 * when it is started.
 */
export async function processesIn(
  folder: string,
  platform: NodeJS.Platform = process.platform,
): Promise<NamedProcess[]> {
  const names: readonly string[] = CONTROL_PLANE_TOOLS;
  const found = (await commandLines(platform)).filter(
    ({ name, args }) => names.includes(name) && args.includes(`=${folder}${sep}`),
  );
  const identified = found.map(async ({ pid, name }) => {
    const identity = await identify(pid);
    return identity === undefined ? [] : [{ name, ...identity }];
  });
  return (await Promise.all(identified)).flat();
}

interface CommandLine {
  readonly pid: number;
  readonly name: string;
  readonly args: string;
}

async function commandLines(platform: NodeJS.Platform): Promise<CommandLine[]> {
  if (platform !== "linux") return listedByPs();
  const pids = (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry));
  return Promise.all(
    pids.map(async (pid) => {
      // Empty for what has ended meanwhile.
      const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
      const [program = "", ...args] = line.split("\0");
      return { pid: Number(pid), name: basename(program), args: args.join(" ") };
    }),
  );
}

async function listedByPs(): Promise<CommandLine[]> {
  const { stdout } = await promisify(execFile)("ps", ["-axww", "-o", "pid=,command="]);
  return stdout.split("\n").flatMap((line) => {
    const [, pid, program, args = ""] = /^\s*(\d+) (\S+) ?(.*)$/.exec(line) ?? [];
    return program === undefined ? [] : [{ pid: Number(pid), name: basename(program), args }];
  });
}
