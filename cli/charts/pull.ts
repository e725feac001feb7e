import { copyFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import {
  CHART_LOCK,
  ChartLockUnreadable,
  type LockedChart,
  packageDigest,
  readChartLock,
} from "../../components/shared/chart-lock";
import { chartSource } from "../../components/shared/chart-source";
import type { ChartSettings } from "../../components/shared/charts";
import { CHARTS, type ChartName, type ChartVersion } from "../../components/versions";
import { CommandError } from "../command-error";
import { type LocateChart, chartRequest } from "./store";

/** The variable with the password of a repository: arguments can be read by every user of a machine. */
export const PASSWORD = "LGTM_CHARTS_PASSWORD";

/** How `charts pull` takes credentials. */
export const PULL_CREDENTIALS = {
  give: `give --username, and the password in ${PASSWORD}`,
  correct: `correct --username or ${PASSWORD}`,
};

/** Where charts are had from and put. */
export interface PullOptions {
  directory: string;
  settings: ChartSettings;
  /** How the repositories are spoken to. */
  connection: { plainHttp?: boolean; caFile?: string; password?: string };
  locate: LocateChart;
  progress: (line: string) => void;
}

/**
 * Gets charts into a folder, with a lock file of their digests. Each is written as a whole and noted at once:
 * a run that was interrupted goes on where it ended. All that could not be had is told together.
 */
export async function pullCharts(
  charts: readonly ChartName[],
  options: PullOptions,
): Promise<LockedChart[]> {
  const { directory, progress } = options;
  await mkdir(directory, { recursive: true });
  const locked = new Map(lockedIn(directory).map((chart) => [chart.file, chart]));
  const failures: string[] = [];
  for (const name of charts) {
    try {
      const chart = await pullChart(name, locked, options);
      locked.set(chart.file, chart);
      await writeLock(directory, [...locked.values()]);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      failures.push(reason);
      progress(`! ${name}: ${reason}`);
    }
  }
  if (failures.length > 0) {
    throw new CommandError(
      `${failures.length} of ${charts.length} charts could not be had: see above. ` +
        "Run the command again: it goes on with those that are missing.",
    );
  }
  return [...locked.values()];
}

function lockedIn(directory: string): LockedChart[] {
  try {
    return readChartLock(directory);
  } catch (error) {
    if (!(error instanceof ChartLockUnreadable)) throw error;
    throw new CommandError(`${join(directory, CHART_LOCK)}: ${error.message}. Remove it.`);
  }
}

async function pullChart(
  name: ChartName,
  locked: ReadonlyMap<string, LockedChart>,
  options: PullOptions,
): Promise<LockedChart> {
  const { directory, settings, connection, locate, progress } = options;
  const source = chartSource(name, settings);
  const version = source.version ?? CHARTS[name].version;
  const file = `${name}-${version}.tgz`;
  const known = locked.get(file);
  const target = join(directory, file);
  if (known !== undefined && existsSync(target) && packageDigest(target) === known.sha256) {
    progress(`= ${name} ${version} is there`);
    return known;
  }
  const from = source.repository ?? source.chart;
  const { username } = settings;
  const pulled = await locate(chartRequest({ ...source, version }, { username, ...connection }));
  const sha256 = packageDigest(pulled) ?? "";
  refuseOther(file, sha256, wantedDigests(name, version, known));
  await put(pulled, target);
  progress(`+ ${name} ${version} from ${from}`);
  return { name, version, source: from, file, sha256 };
}

/** Which digests are known already, and who says so. */
function wantedDigests(name: ChartName, version: string, known: LockedChart | undefined) {
  const pinned: ChartVersion = CHARTS[name];
  return [
    { by: CHART_LOCK, digest: known?.sha256 },
    { by: "this package", digest: version === pinned.version ? pinned.digest : undefined },
  ];
}

function refuseOther(
  file: string,
  sha256: string,
  wanted: readonly { by: string; digest: string | undefined }[],
): void {
  const other = wanted.find(({ digest }) => digest !== undefined && digest !== sha256);
  if (other === undefined) return;
  throw new Error(
    `${file} has the digest ${sha256}, and ${other.by} says ${other.digest ?? ""}: it was published anew, or is not the ` +
      "same. Find out why before you take it; to take it, remove its entry from the lock file",
  );
}

/** What reads the folder meanwhile sees the whole file or none. */
async function put(file: string, target: string): Promise<void> {
  const half = `${target}.part`;
  try {
    await copyFile(file, half);
    await rename(half, target);
  } finally {
    await rm(half, { force: true });
  }
}

async function writeLock(directory: string, charts: readonly LockedChart[]): Promise<void> {
  const sorted = [...charts].sort((a, b) => (a.file < b.file ? -1 : 1));
  const target = join(directory, CHART_LOCK);
  const half = join(directory, `.${basename(CHART_LOCK)}.part`);
  await writeFile(half, `${JSON.stringify({ charts: sorted }, null, 2)}\n`);
  await rename(half, target);
}
