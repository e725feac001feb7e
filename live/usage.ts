import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import pidusage from "pidusage";
import { runningPrograms } from "./processes/program";

// A Ctrl-C ends the `getconf` that it runs as well. It goes on with what nearly every machine has, and need not say so.
process.env.PIDUSAGE_SILENT = "1";

/** What one program uses. */
export interface Usage {
  name: string;
  /** Of one processor, on average since it started. */
  cpuPercent: number;
  memoryBytes: number;
}

/** What each program uses that runs now, in the order of their names. */
export async function programUsage(): Promise<Usage[]> {
  const found = await Promise.all(
    runningPrograms().map(async ({ pid, settings: { name } }): Promise<Usage[]> => {
      if (pid === undefined) return [];
      // One that ends while it is looked at uses nothing.
      const usage = await pidusage(pid).catch(() => undefined);
      if (usage === undefined) return [];
      const cpuPercent = (100 * usage.ctime) / Math.max(usage.elapsed, 1);
      return [{ name, cpuPercent, memoryBytes: usage.memory }];
    }),
  );
  return found.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What a folder takes on the disk. Files that go while they are looked at take nothing. */
export async function diskUsage(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return diskUsage(path);
      const found = await stat(path).catch(() => undefined);
      // Files with holes take less than they are long.
      return (found?.blocks ?? 0) * 512;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
