import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Chart } from "../../components/shared/chart-files";
import { PROJECT_ROOT } from "../environments";
import { findSurprises, type Surprise } from "./surprises";

/** What somebody has looked at, and found harmless with the values that we set. */
export interface Reviewed {
  chart: string;
  /** The chart's version that was looked at. */
  version: string;
  findings: readonly { files: readonly string[]; what: readonly string[]; why: string }[];
}

export const REVIEWED_FILE = join("tests", "support", "charts-reviewed.yaml");

export function readReviewed(): Reviewed[] {
  const file = join(PROJECT_ROOT, REVIEWED_FILE);
  if (!existsSync(file)) return [];
  return parse(readFileSync(file, "utf8")) as Reviewed[];
}

/** What a chart holds that nobody has looked at, and what was looked at and is gone. One line each. */
export function unreviewed(chart: Chart, list: readonly Reviewed[]): string[] {
  const found = new Set(findSurprises(chart).map(keyOf));
  const reviewed = list.find((each) => each.chart === chart.name);
  const known = new Set(reviewed?.findings.flatMap(keysOf));
  const title = `${chart.name} ${chart.version}`;
  const other =
    reviewed !== undefined && reviewed.version !== chart.version
      ? [`${title}: the list was made for ${reviewed.version}: look at what is new, and write this`]
      : [];
  return [
    ...other,
    ...[...found].filter((key) => !known.has(key)).map((key) => `${title}: new: ${key}`),
    ...[...known].filter((key) => !found.has(key)).map((key) => `${title}: gone: ${key}`),
  ];
}

function keysOf({ files, what }: Reviewed["findings"][number]): string[] {
  return files.flatMap((file) => what.map((each) => keyOf({ file, what: each })));
}

function keyOf({ file, what }: Surprise): string {
  return `${what} in ${file}`;
}
