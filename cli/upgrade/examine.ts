import type { ChartSettings } from "../../components/shared/charts";
import { checkReleases } from "../charts/check";
import { chartPath, wantsCredentials } from "../charts/deployed";
import { passwordIn } from "../charts/password";
import { chartOfRelease, repositorySettings } from "../charts/settings";
import { type LocateChart, chartLocator } from "../charts/store";
import { templateRelease } from "../charts/template";
import { CommandError } from "../command-error";
import type { Cluster } from "../engine/cluster";
import type { Environment } from "../environments";
import type { KubernetesObject, RenderedRelease, Rendering } from "../render/render";
import { type LiveObjects, liveObjects } from "./live-objects";
import { immutableObjectChanges, type ObjectChange } from "./object-changes";
import { immutableSetChanges, type SetChange } from "./set-changes";

/** How an environment says its credentials. */
export const DEPLOY_CREDENTIALS = {
  give: "set lgtm:charts.username, and lgtm:chartsPassword or lgtm:charts.passwordSecret",
  correct: "correct lgtm:charts.username or its password",
};

export interface ExamineOptions {
  environment: Environment;
  rendering: Rendering;
  cluster: Cluster;
  /** Password of the chart repositories, where the configuration has one. */
  password?: string;
  progress: (line: string) => void;
  /** Gets one chart. Defaults to getting it into the cache folder. */
  locate?: LocateChart;
}

/** What was found. */
export interface Examination {
  /** StatefulSets that cannot become what is wanted. */
  sets: SetChange[];
  /** Other objects of charts of which the same is true. */
  objects: ObjectChange[];
  /** `namespace/name` of the StatefulSets that the cluster has. */
  has: string[];
  /** The kinds that charts of single objects bring. */
  kinds: KubernetesObject[];
}

/**
 * Looks at what an `up` would do before it does anything: the values of charts from repositories are held
 * against them, and what Kubernetes changes only in part against what the cluster has. Nothing is known of a
 * cluster that does not let itself be asked: the engine says why.
 */
export async function examineUpgrade(options: ExamineOptions): Promise<Examination | undefined> {
  const { rendering, cluster } = options;
  const { objects, releases, singleObjects } = rendering;
  const charts = await chartsOf(options);
  const live = await liveObjects(cluster, namespacesOf(rendering)).catch(() => undefined);
  if (live === undefined) return undefined;
  // Of a cluster that has nothing only the kinds matter.
  const looked = live.objects.length === 0 ? singleObjects : releases;
  const rendered = await Promise.all(
    looked.map((release) => {
      const chart = charts[releases.indexOf(release)] ?? "";
      return renderedRelease(release, chart, live, singleObjects.includes(release));
    }),
  );
  const kinds = rendered.flatMap((release) => release.kinds);
  if (live.objects.length === 0) return { sets: [], objects: [], has: [], kinds };
  const wanted = rendered.flatMap((release) => release.wanted);
  return {
    sets: immutableSetChanges(live.objects, [...objects, ...wanted]),
    objects: rendered.flatMap((r) => immutableObjectChanges(r.name, live.objects, r.wanted)),
    has: live.objects
      .filter(({ kind }) => kind === "StatefulSet")
      .map(({ metadata }) => `${metadata.namespace ?? ""}/${metadata.name}`),
    kinds,
  };
}

/** Where the chart of each release lies, once its values were found to be ones that it knows. */
async function chartsOf(options: ExamineOptions): Promise<string[]> {
  const { environment, rendering, progress } = options;
  const settings = repositorySettings(environment, {});
  const password = await chartsPassword(settings, options);
  const locate = options.locate ?? chartLocator(progress, DEPLOY_CREDENTIALS);
  const problems: string[] = [];
  const paths: string[] = [];
  for (const release of rendering.releases) {
    const { path, pulled } = await chartPath(release, settings, password, locate).catch(
      (error: unknown) => {
        throw new CommandError(error instanceof Error ? error.message : String(error));
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

/**
 * What a release will have, as its chart makes it for the cluster's own version, and which kinds it brings where Pulumi
 * makes its objects: only Pulumi minds that they are there already, helm takes them over or leaves them as they are.
 */
async function renderedRelease(
  release: RenderedRelease,
  chart: string,
  { kubeVersion }: LiveObjects,
  isSingleObjects: boolean,
): Promise<{ name: string; wanted: KubernetesObject[]; kinds: KubernetesObject[] }> {
  const made = await templateRelease(release, chart, { crds: isSingleObjects, kubeVersion });
  const wanted = made.map((object) => ({
    ...object,
    metadata: { ...object.metadata, namespace: object.metadata.namespace ?? release.namespace },
  }));
  const isKind = ({ kind }: KubernetesObject) => kind === "CustomResourceDefinition";
  return { name: release.name, wanted, kinds: isSingleObjects ? made.filter(isKind) : [] };
}

function namespacesOf({ objects, releases }: Rendering): string[] {
  const sets = objects.filter(({ kind }) => kind === "StatefulSet");
  const all = [
    ...sets.map(({ metadata }) => metadata.namespace),
    ...releases.map(({ namespace }) => namespace),
  ];
  return [...new Set(all.map((namespace) => namespace ?? "default"))];
}
