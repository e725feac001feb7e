import { resolve } from "node:path";
import { type ChartSettings, type ChartsArgs, chartsField } from "../../components/shared/charts";
import { isMap, merge } from "../../components/shared/merge";
import { Problems } from "../../components/shared/problems";
import { Place } from "../../components/shared/place";
import { CHARTS, type ChartName } from "../../components/versions";
import { CommandError } from "../command-error";
import type { Environment } from "../environments";
import { type RenderedRelease, type Rendering, renderEnvironment } from "../render/render";

const CHARTS_KEY = "lgtm:charts";

/** The chart of a release, by whatever address it comes. */
export function chartOfRelease({ chart }: Pick<RenderedRelease, "chart">): ChartName {
  const last = chart.split("/").at(-1) ?? chart;
  const name = last.replace(/-\d+\.\d+\.\d+\S*\.tgz$|\.tgz$/, "");
  if (Object.hasOwn(CHARTS, name)) return name as ChartName;
  throw new CommandError(`The chart ${chart} is none that this package knows.`);
}

/** An environment as it would be without charts in folders, which need not be there yet. */
export function renderFromRepositories(environment: Environment): Promise<Rendering> {
  const charts = writtenSettings(environment);
  const config = { ...environment.config, [CHARTS_KEY]: withoutFolders(charts) };
  return renderEnvironment({ ...environment, config });
}

/** The environment's `charts`, with what the command says laid over. Paths are left out. */
export function repositorySettings(
  environment: Environment | undefined,
  over: Pick<ChartsArgs, "repository" | "username"> & { password?: string },
): ChartSettings {
  const written = environment ? withoutFolders(writtenSettings(environment)) : {};
  const problems = new Problems();
  const settings = chartsField().read(merge(written, over), new Place(CHARTS_KEY, problems));
  problems.throwIfAny("Sources of charts");
  return settings;
}

/** The same, but every chart is taken from a folder, in the version that the environment asks for. */
export function folderSettings(environment: Environment, directory: string): ChartSettings {
  const { sources, ...rest } = repositorySettings(environment, {});
  const names = Object.keys(sources) as ChartName[];
  const versions = names.map((chart) => [chart, { version: sources[chart]?.version }]);
  return {
    ...rest,
    repository: undefined,
    sources: Object.fromEntries(versions) as ChartSettings["sources"],
    directory: resolve(directory),
  };
}

function writtenSettings({ config }: Environment): Record<string, unknown> {
  const written = config[CHARTS_KEY];
  return isMap(written) ? written : {};
}

function withoutFolders(charts: Record<string, unknown>): Record<string, unknown> {
  const { sources, ...rest } = charts;
  const remote = isMap(sources)
    ? Object.entries(sources).map(([chart, source]) => [chart, without(source, "path")])
    : [];
  return { ...without(rest, "directory"), sources: Object.fromEntries(remote) as unknown };
}

function without(map: unknown, key: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(isMap(map) ? map : {}).filter(([each]) => each !== key));
}
