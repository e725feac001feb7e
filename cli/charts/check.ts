import { existsSync } from "node:fs";
import { join } from "node:path";
import { CHART_LOCK, packageDigest, readChartLock } from "../../components/shared/chart-lock";
import type { ChartSettings } from "../../components/shared/charts";
import type { Config } from "../../components/shared/merge";
import { type Problem, Problems } from "../../components/shared/problems";
import { releaseProblems } from "../../components/shared/release-problems";
import { Place } from "../../components/shared/place";
import type { RenderedRelease } from "../render/render";
import { chartOfRelease } from "./settings";

/** What is wrong between the releases of an environment and the charts that `settings` point at. */
export function checkReleases(
  environment: string,
  releases: readonly RenderedRelease[],
  settings: ChartSettings,
): readonly Problem[] {
  const problems = new Problems();
  for (const release of releases) {
    const { name, namespace = "", values } = release;
    const chart = chartOfRelease(release);
    releaseProblems(
      { chart, name, namespace, values: values as Config, charts: settings },
      {
        values: new Place(`${environment}: values of ${name}`, problems),
        charts: new Place(`${environment}: charts`, problems),
      },
    );
  }
  return problems.list;
}

/** What is wrong with the files that a folder's lock names, those that no environment uses included. */
export function checkLock(directory: string): string[] {
  return readChartLock(directory).flatMap(({ file, sha256 }) => {
    const path = join(directory, file);
    if (!existsSync(path)) return [`${path} is gone, and ${CHART_LOCK} names it`];
    const digest = packageDigest(path);
    return digest === sha256
      ? []
      : [`${path} has the digest ${digest ?? "of a folder"}, and ${CHART_LOCK} says ${sha256}`];
  });
}
