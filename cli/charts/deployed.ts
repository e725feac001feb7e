import { resolve } from "node:path";
import { chartSource } from "../../components/shared/chart-source";
import type { ChartSettings } from "../../components/shared/charts";
import { PROGRAM_FOLDER } from "../../stacks/program-folder";
import type { RenderedRelease } from "../render/render";
import { chartOfRelease } from "./settings";
import { type LocateChart, chartRequest } from "./store";

/** The chart that a release is going to be made of, on this machine: pulled where it comes from a repository. */
export async function chartPath(
  release: RenderedRelease,
  settings: ChartSettings,
  password: string | undefined,
  locate: LocateChart,
): Promise<{ path: string; pulled: boolean }> {
  if (!isRemote(release)) {
    return { path: resolve(PROGRAM_FOLDER, release.chart), pulled: false };
  }
  const { username } = settings;
  const request = chartRequest(sourceOf(release, settings), { username, password });
  return { path: await locate(request), pulled: true };
}

/** Whether the user's credentials are for where a release comes from. */
export function wantsCredentials(release: RenderedRelease, settings: ChartSettings): boolean {
  return isRemote(release) && sourceOf(release, settings).takesCredentials;
}

function isRemote({ chart, repository }: RenderedRelease): boolean {
  return repository !== undefined || chart.startsWith("oci://");
}

function sourceOf(release: RenderedRelease, settings: ChartSettings) {
  return chartSource(chartOfRelease(release), settings);
}
