import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { CHARTS, type ChartName } from "../versions";
import type { ChartSettings } from "./charts";

/** What `helm` is told about a chart's whereabouts. */
export interface ChartSource {
  /** Name in the repository, address in an OCI registry, or path. */
  chart: string;
  version?: string;
  repository?: string;
  /** Whether the user's credentials are for it: they are not for the publisher's own repository. */
  takesCredentials: boolean;
}

/** Where a chart comes from. What is said of one chart goes before what is said of all. */
export function chartSource(chart: ChartName, charts: ChartSettings): ChartSource {
  const local = localChart(chart, charts);
  if (local) return { chart: local.path, takesCredentials: false };
  const version = wantedVersion(chart, charts);
  const repository = charts.sources[chart]?.repository ?? charts.repository;
  const url = repository ?? CHARTS[chart].repository;
  const takesCredentials = repository !== undefined;
  return url.startsWith("oci://")
    ? { chart: `${url.replace(/\/$/, "")}/${chart}`, version, takesCredentials }
    : { chart, version, repository: url, takesCredentials };
}

/** The version that is asked for: the user's, or the one that our values were written for. */
export function wantedVersion(chart: ChartName, charts: ChartSettings): string {
  return charts.sources[chart]?.version ?? CHARTS[chart].version;
}

/** A chart that lies on this machine. */
export interface LocalChart {
  /** As it was written: relative paths begin where the program runs, as everywhere in Pulumi. */
  path: string;
  /** The folder of all charts, unless this one has a path of its own. */
  directory?: string;
}

/** Where a chart lies, or nothing when it comes from a repository. It need not be there. */
export function localChart(chart: ChartName, charts: ChartSettings): LocalChart | undefined {
  const own = charts.sources[chart];
  if (own?.path !== undefined) return { path: own.path };
  const { directory } = charts;
  if (own?.repository !== undefined || directory === undefined) return undefined;
  const at = (name: string) => `${directory.replace(/\/+$/, "")}/${name}`;
  const packaged = `${chart}-${wantedVersion(chart, charts)}.tgz`;
  const found = [packaged, chart, `${chart}.tgz`].find((name) => existsSync(resolve(at(name))));
  return { path: at(found ?? chart), directory };
}

/** What lies in the folder of charts, for messages. */
export function chartsIn(directory: string): string[] {
  try {
    return readdirSync(resolve(directory), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.name.endsWith(".tgz"))
      .map(({ name }) => name)
      .sort();
  } catch {
    // Where nothing can be read, there is nothing.
    return [];
  }
}
