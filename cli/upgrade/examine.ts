import type { ChartSettings } from "../../components/shared/charts";
import { checkReleases } from "../charts/check";
import { chartPath, wantsCredentials } from "../charts/deployed";
import { passwordIn } from "../charts/password";
import { chartOfRelease, repositorySettings } from "../charts/settings";
import { chartLocator } from "../charts/store";
import { templateRelease } from "../charts/template";
import type { JsonObject } from "../../sandbox/provider/json";
import { CommandError } from "../command-error";
import type { Cluster } from "../engine/cluster";
import type { Environment } from "../environments";
import type { KubernetesObject, RenderedRelease, Rendering } from "../render/render";
import { type LiveObjects, liveObjects } from "./live-objects";
import { immutableObjectChanges, type ObjectChange } from "./object-changes";
import { immutableSetChanges, type SetChange } from "./set-changes";

export interface ExamineOptions {
  environment: Environment;
  rendering: Rendering;
  cluster: Cluster;
  /** Password of the chart repositories, where the configuration has one. */
  password?: string;
  progress: (line: string) => void;
  /** Gets one chart. Defaults to the embedded provider's own way, with its cache. */
  locate?: (inputs: JsonObject) => Promise<string>;
}

/** What was found. */
export interface Examination {
  /** StatefulSets that cannot become what is wanted. */
  sets: SetChange[];
  /** Other objects of charts of which the same is true. */
  objects: ObjectChange[];
  /** `namespace/name` of the StatefulSets that the cluster has. */
  has: string[];
}

/**
 * Looks at what an `up` would do before it does anything: the values of charts from repositories are held
 * against them, and what Kubernetes changes only in part against what the cluster has. Nothing is known of a
 * cluster that does not let itself be asked: the engine says why.
 */
export async function examineUpgrade(options: ExamineOptions): Promise<Examination | undefined> {
  const { rendering, cluster } = options;
  const { objects, releases } = rendering;
  const charts = await chartsOf(options);
  const live = await liveObjects(cluster, namespacesOf(rendering)).catch(() => undefined);
  if (live === undefined) return undefined;
  if (live.objects.length === 0) return { sets: [], objects: [], has: [] };
  const rendered = await Promise.all(
    releases.map(async (release, i) => ({
      name: release.name,
      wanted: await wantedObjects(release, charts[i] ?? "", live),
    })),
  );
  const wanted = rendered.flatMap((release) => release.wanted);
  return {
    sets: immutableSetChanges(live.objects, [...objects, ...wanted]),
    objects: rendered.flatMap((r) => immutableObjectChanges(r.name, live.objects, r.wanted)),
    has: live.objects
      .filter(({ kind }) => kind === "StatefulSet")
      .map(({ metadata }) => `${metadata.namespace ?? ""}/${metadata.name}`),
  };
}

/** Where the chart of each release lies, once its values were found to be ones that it knows. */
async function chartsOf(options: ExamineOptions): Promise<string[]> {
  const { environment, rendering, progress } = options;
  const settings = repositorySettings(environment, {});
  const password = await chartsPassword(settings, options);
  const locate = options.locate ?? chartLocator(progress);
  const problems: string[] = [];
  const paths: string[] = [];
  for (const release of rendering.releases) {
    const { path, pulled } = await chartPath(release, settings, password, locate).catch(
      (error: unknown) => {
        throw new CommandError(inOurWords(error instanceof Error ? error.message : String(error)));
      },
    );
    paths.push(path);
    // One that lay here was checked with the rest of the configuration.
    if (!pulled) continue;
    const chart = chartOfRelease(release);
    const sources = { [chart]: { path, version: release.version } };
    const found = checkReleases(environment.name, [release], {
      ...settings,
      repository: undefined,
      sources,
    });
    problems.push(
      ...found.map((p) => `  ${p.path}: got ${p.given}; allowed: ${p.allowed}; write ${p.write}`),
    );
  }
  if (problems.length > 0) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    throw new CommandError(
      [`Charts of ${environment.name}: ${count}, nothing was deployed`, ...problems].join("\n"),
    );
  }
  return paths;
}

/** As the engine gets it; from the cluster only where a chart needs it. */
async function chartsPassword(
  settings: ChartSettings,
  { rendering, cluster, password }: ExamineOptions,
): Promise<string | undefined> {
  const { passwordSecret } = settings;
  const reader = rendering.releases.find((release) => wantsCredentials(release, settings));
  if (passwordSecret === undefined || reader === undefined) return password;
  return passwordIn(passwordSecret, reader.namespace ?? "default", cluster);
}

/** The store speaks to those who write a program. */
function inOurWords(reason: string): string {
  return reason
    .replace(
      /set repositoryOpts\.username and .*/,
      "set lgtm:charts.username, and lgtm:chartsPassword or lgtm:charts.passwordSecret",
    )
    .replace("correct repositoryOpts", "correct lgtm:charts.username or its password");
}

/** What a release will have, as its chart makes it for the cluster's own version. */
async function wantedObjects(
  release: RenderedRelease,
  chart: string,
  { kubeVersion }: LiveObjects,
): Promise<KubernetesObject[]> {
  const objects = await templateRelease(release, chart, { kubeVersion });
  return objects.map((object) => ({
    ...object,
    metadata: { ...object.metadata, namespace: object.metadata.namespace ?? release.namespace },
  }));
}

function namespacesOf({ objects, releases }: Rendering): string[] {
  const sets = objects.filter(({ kind }) => kind === "StatefulSet");
  const all = [
    ...sets.map(({ metadata }) => metadata.namespace),
    ...releases.map(({ namespace }) => namespace),
  ];
  return [...new Set(all.map((namespace) => namespace ?? "default"))];
}
