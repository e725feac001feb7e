import { resolve } from "node:path";
import { chartSource } from "../../components/shared/chart-source";
import type { ChartSettings } from "../../components/shared/charts";
import type { JsonObject } from "../../sandbox/provider/json";
import { PROGRAM_FOLDER } from "../../stacks/program-folder";
import type { RenderedRelease } from "../render/render";
import { chartOfRelease } from "./settings";

/** The chart that a release is going to be made of, on this machine: pulled where it comes from a repository. */
export async function chartPath(
  release: RenderedRelease,
  credentials: Pick<ChartSettings, "username"> & { password?: string },
  locate: (inputs: JsonObject) => Promise<string>,
): Promise<{ path: string; pulled: boolean }> {
  const { chart, version, repository } = release;
  if (!isRemote(release)) return { path: resolve(PROGRAM_FOLDER, chart), pulled: false };
  const { username, password } = credentials;
  const path = await locate({
    chart,
    ...(version !== undefined && { version }),
    repositoryOpts: {
      ...(repository !== undefined && { repo: repository }),
      ...(takesCredentials(release) && {
        ...(username !== undefined && { username }),
        ...(password !== undefined && { password }),
      }),
    },
  });
  return { path, pulled: true };
}

/** Whether the user's credentials are for where a release comes from. */
export function takesCredentials(release: RenderedRelease): boolean {
  return isRemote(release) && release.repository !== officialRepository(release);
}

function isRemote({ chart, repository }: RenderedRelease): boolean {
  return repository !== undefined || chart.startsWith("oci://");
}

function officialRepository(release: RenderedRelease): string | undefined {
  const nothing = { sources: {}, delivery: "release", timeout: "15m" } as const;
  return chartSource(chartOfRelease(release), nothing).repository;
}
