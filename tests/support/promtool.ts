import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Context } from "mocha";
import { type Config } from "../../components/shared/merge";
import { toYaml } from "../../components/shared/yaml";
import { findTool } from "../../sandbox/tools";
import { skip } from "./skip";

const run = promisify(execFile);

/** Prometheus' own checker of configurations, or a skip that names it. */
export async function promtool(context: Context): Promise<Promtool> {
  const binary = await findTool("promtool");
  return binary === undefined ? skip(context, "promtool is not here") : new Promtool(binary);
}

/** Labels of a target as `check service-discovery` tells them, before and after relabelling. */
interface Discovered {
  discoveredLabels: Record<string, string>;
  /** Empty when the target was dropped. */
  labels: Record<string, string>;
}

export class Promtool {
  constructor(private readonly binary: string) {}

  /** Throws with promtool's own words when the file is wrong. Files named in it need not be here. */
  async check(config: Config): Promise<void> {
    await withFile(config, (file) =>
      run(this.binary, ["check", "config", "--syntax-only", "--lint-fatal", file]),
    );
  }

  /** The labels of a job's targets after relabelling, of those that are kept. */
  async targets(config: Config, job: string): Promise<Record<string, string>[]> {
    const { stdout } = await withFile(config, (file) =>
      run(this.binary, ["check", "service-discovery", "--timeout=500ms", file, job]),
    );
    const discovered = JSON.parse(stdout) as Discovered[];
    return discovered.map(({ labels }) => labels).filter((l) => Object.keys(l).length > 0);
  }
}

async function withFile<T>(config: Config, use: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "promtool-"));
  try {
    const file = join(folder, "prometheus.yml");
    await writeFile(file, toYaml(config));
    return await use(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}
