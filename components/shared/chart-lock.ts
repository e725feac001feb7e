import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { isMap } from "./merge";

/** What `npm run charts -- pull` notes beside the charts that it got. */
export const CHART_LOCK = "charts.lock.json";

/** One chart of a lock file. */
export interface LockedChart {
  name: string;
  version: string;
  /** Address that it came from. */
  source: string;
  /** Its file, beside the lock. */
  file: string;
  /** Of that file, in hex. */
  sha256: string;
}

/** Raised when a lock file cannot be read. */
export class ChartLockUnreadable extends Error {}

/** The charts that a folder's lock names. A folder without one names none. */
export function readChartLock(directory: string): LockedChart[] {
  const file = join(directory, CHART_LOCK);
  if (!existsSync(file)) return [];
  let lock: unknown;
  try {
    lock = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new ChartLockUnreadable(`${CHART_LOCK} is no JSON: ${(error as Error).message}`);
  }
  const charts = isMap(lock) ? lock.charts : undefined;
  if (!Array.isArray(charts) || !charts.every(isLockedChart)) {
    throw new ChartLockUnreadable(
      `${CHART_LOCK} has no list \`charts\` of name, version, source, file and sha256`,
    );
  }
  return charts;
}

function isLockedChart(value: unknown): value is LockedChart {
  const keys = ["name", "version", "source", "file", "sha256"] as const;
  return isMap(value) && keys.every((key) => typeof value[key] === "string");
}

/** The digest of a chart's package, or nothing for a folder, which has none. */
export function packageDigest(path: string): string | undefined {
  if (!statSync(path).isFile()) return undefined;
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}
