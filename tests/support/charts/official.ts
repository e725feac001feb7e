import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Context } from "mocha";
import { parse, parseAllDocuments, stringify } from "yaml";
import type { ReleaseSpec } from "../../../components/shared/chart-release";
import { readChart } from "../../../components/shared/chart-files";
import { valueProblems } from "../../../components/shared/chart-values";
import { isMap } from "../../../components/shared/merge";
import { type Problem, Problems } from "../../../components/shared/problems";
import { Place } from "../../../components/shared/place";
import { CHARTS, type ChartName } from "../../../components/versions";
import { ensureTool } from "../../../sandbox/tools";
import { skip } from "../skip";

/** An object as a chart renders it. */
export interface ChartObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    /** Null where a chart writes the key with nothing in it. */
    annotations?: Record<string, string> | null;
  };
  [key: string]: unknown;
}

/** The folder of an official chart. Where `LGTM_CHARTS` names none that has it, the test is skipped by name. */
export function officialChart(context: Context, chart: ChartName): string {
  const folder = process.env.LGTM_CHARTS;
  if (folder === undefined) return skip(context, `the chart ${chart}: LGTM_CHARTS names no folder`);
  const path = join(folder, chart);
  if (!existsSync(join(path, "Chart.yaml"))) {
    return skip(context, `the chart ${chart}: it is not in the folder LGTM_CHARTS`);
  }
  return path;
}

/** The versions that lie in the folder, where they are not the pinned ones. */
export function officialVersions(folder: string): Partial<Record<ChartName, { version: string }>> {
  const names = Object.keys(CHARTS) as ChartName[];
  const found = names.map((name) => [name, chartVersion(join(folder, name))] as const);
  return Object.fromEntries(
    found
      .filter(([name, version]) => version !== undefined && version !== CHARTS[name].version)
      .map(([name, version]) => [name, { version }]),
  );
}

/** The version of the chart in a folder, where there is one. */
export function chartVersion(folder: string): string | undefined {
  const file = join(folder, "Chart.yaml");
  if (!existsSync(file)) return undefined;
  return (parse(readFileSync(file, "utf8")) as { version: string }).version;
}

/** What is wrong about the values of a release, by its official chart. */
export function officialProblems(context: Context, release: ReleaseSpec): readonly Problem[] {
  const problems = new Problems();
  const chart = readChart(officialChart(context, release.chart));
  valueProblems(release.values, chart, new Place("", problems));
  return problems.list;
}

/** The objects of a release, as the official chart renders them for the newest Kubernetes. */
export async function renderOfficial(
  context: Context,
  release: ReleaseSpec,
  more: readonly string[] = [],
): Promise<ChartObject[]> {
  const text = await renderOfficialText(context, release, more);
  const documents = parseAllDocuments(text).map((document) => document.toJS() as unknown);
  return documents.filter((object): object is ChartObject => isMap(object));
}

/** The same as text, by which two renders can be compared. */
export async function renderOfficialText(
  context: Context,
  release: ReleaseSpec,
  more: readonly string[] = [],
): Promise<string> {
  const chart = officialChart(context, release.chart);
  const helm = await ensureTool("helm");
  const folder = mkdtempSync(join(tmpdir(), "lgtm-chart-"));
  try {
    const values = join(folder, "values.yaml");
    writeFileSync(values, stringify(release.values));
    const args = ["--namespace", release.namespace, "--kube-version", "1.36.3", "--values", values];
    const { status, stdout, stderr } = spawnSync(
      helm,
      ["template", release.name, chart, ...args, ...more],
      { encoding: "utf8", env: { HOME: folder }, maxBuffer: 2 ** 28 },
    );
    if (status !== 0) throw new Error(`helm template ${release.chart}: ${stderr}`);
    return stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
