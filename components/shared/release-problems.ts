import { basename, dirname, resolve } from "node:path";
import { CHARTS, type ChartVersion } from "../versions";
import { type Chart, ChartUnreadable, readChart } from "./chart-files";
import { ChartLockUnreadable, type LockedChart, packageDigest, readChartLock } from "./chart-lock";
import type { ReleaseSpec } from "./chart-release";
import { chartsIn, type LocalChart, localChart, wantedVersion } from "./chart-source";
import { valueProblems } from "./chart-values";
import type { Place } from "./place";

/** Where to tell what is wrong with a release. */
export interface ReleasePlaces {
  /** Of the values: those of the part that the release belongs to. */
  values: Place;
  /** Of the stack's `charts`. */
  charts: Place;
}

/**
 * Holds a release against its chart, where that lies on this machine: whether it is there, is the chart that
 * the values were written for, has the digest that was noted, and knows every value. What comes from a
 * repository is checked in the same way once it was had, with its file as `charts.sources`.
 */
export function releaseProblems(spec: ReleaseSpec, places: ReleasePlaces): void {
  const local = localChart(spec.chart, spec.charts);
  if (local === undefined) return;
  const place = chartPlace(spec, local, places.charts);
  const chart = chartAt(spec, local, place);
  if (chart === undefined) return;
  checkIdentity(spec, chart, place);
  checkDigest(spec, local, place);
  valueProblems(spec.values, chart, places.values);
}

/** The place of the path that the user wrote. */
function chartPlace({ chart }: ReleaseSpec, { directory }: LocalChart, place: Place): Place {
  return directory === undefined ? place.at("sources").at(chart).at("path") : place.at("directory");
}

function chartAt(
  { chart, charts }: ReleaseSpec,
  local: LocalChart,
  place: Place,
): Chart | undefined {
  try {
    return readChart(resolve(local.path));
  } catch (error) {
    if (!(error instanceof ChartUnreadable)) throw error;
    const version = wantedVersion(chart, charts);
    const found = local.directory === undefined ? [] : chartsIn(local.directory);
    const has = found.length === 0 ? "there are no charts" : `there are ${found.join(", ")}`;
    const where = local.directory === undefined ? "" : `; ${has} in ${resolve(local.directory)}`;
    place.problems.add({
      path: place.path,
      given: `${resolve(local.path)}, and ${error.message}`,
      allowed: `the chart ${chart} ${version}, as a folder or a .tgz file${where}`,
      write:
        local.directory === undefined
          ? "its path, from the folder in which the program runs"
          : `what \`npm run charts -- pull ${resolve(local.directory)}\` gets`,
    });
    return undefined;
  }
}

/** A chart of another version has other values: what it does not know it would ignore. */
function checkIdentity({ chart: name, charts }: ReleaseSpec, chart: Chart, place: Place): void {
  const version = wantedVersion(name, charts);
  if (chart.name !== name) {
    place.refuse(chart.name, `the chart ${name}`, "the path of that one");
  } else if (chart.version !== version) {
    place.refuse(
      `${name} ${chart.version}`,
      `${name} ${version}, which the values are written for`,
      `that version's path, or sources.${name}.version: "${chart.version}" to take it all the same`,
    );
  }
}

function checkDigest({ chart, charts }: ReleaseSpec, { path }: LocalChart, place: Place): void {
  const file = resolve(path);
  const digest = packageDigest(file);
  if (digest === undefined) return;
  const pinned: ChartVersion = CHARTS[chart];
  const isPinned = wantedVersion(chart, charts) === pinned.version;
  const locked = lockOf(dirname(file), place)?.find((each) => each.file === basename(file));
  const known = [
    { by: "its publisher", digest: isPinned ? pinned.digest : undefined },
    { by: "charts.lock.json", digest: locked?.sha256 },
  ];
  for (const { by, digest: wanted } of known) {
    if (wanted === undefined || wanted === digest) continue;
    place.problems.add({
      path: place.path,
      given: `${path} with the digest ${digest}`,
      allowed: `the file with the digest ${wanted}, as ${by} says`,
      write: "that file: remove this one and pull it again",
    });
  }
}

function lockOf(directory: string, place: Place): LockedChart[] | undefined {
  try {
    return readChartLock(directory);
  } catch (error) {
    if (!(error instanceof ChartLockUnreadable)) throw error;
    place.problems.add({
      path: place.path,
      given: error.message,
      allowed: "a lock file that can be read",
      write: "it again: `npm run charts -- pull`",
    });
    return undefined;
  }
}
