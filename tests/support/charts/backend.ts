import assert from "node:assert/strict";
import type { Context } from "mocha";
import type { ReleaseSpec } from "../../../components/shared/chart-release";
import { at } from "../deployed";
import { type ChartPod, podsOf } from "./chart-pods";
import { type ChartObject, officialChart, renderOfficial } from "./official";

/** What the official chart makes of a backend. */
export interface RenderedBackend {
  /** Without what only `helm test` runs. */
  objects: ChartObject[];
  pods: ChartPod[];
  /** The one object of this kind and name. */
  one: (kind: string, name: string) => ChartObject;
  pod: (name: string) => ChartPod;
  /** The backend's configuration file. */
  text: string;
}

/** Renders a backend for its tests, each of its kinds once, whoever asks. `file` is where its configuration stands. */
export function backendRenderer<Args>(
  releaseOf: (args: Args) => ReleaseSpec,
  file: { configMap: string; key: string },
): (context: Context, args: Args) => Promise<RenderedBackend> {
  const renders = new Map<string, Promise<ChartObject[]>>();
  return async (context, args) => {
    const release = releaseOf(args);
    // Skips the test that asks, and not the first that asked.
    officialChart(context, release.chart);
    const key = JSON.stringify(args);
    const render = renders.get(key) ?? renderOfficial(context, release);
    renders.set(key, render);
    const objects = (await render).filter((object) => !isHelmTest(object));
    const one = (kind: string, name: string): ChartObject => {
      const found = objects.filter((o) => o.kind === kind && o.metadata.name === name);
      assert.equal(found.length, 1, `${kind} ${name}`);
      return found[0]!;
    };
    const data = at(one("ConfigMap", file.configMap), "data") as Record<string, string>;
    const pods = podsOf(objects);
    const pod = (name: string) => pods.find((p) => p.name === name)!;
    return { objects, one, pods, pod, text: data[file.key]! };
  };
}

function isHelmTest({ metadata }: ChartObject): boolean {
  return metadata.annotations?.["helm.sh/hook"] === "test";
}

/** Least, most and percentage of CPU of what scales by Kubernetes' own means, by its name. */
export function scalerBounds({ objects }: RenderedBackend): Record<string, unknown[]> {
  const scalers = objects.filter(({ kind }) => kind === "HorizontalPodAutoscaler");
  const bounds = scalers.map((scaler) => {
    const { minReplicas, maxReplicas, metrics } = scaler.spec as Record<string, unknown>;
    const cpu = at((metrics as unknown[])[0], "resource.target.averageUtilization");
    return [scaler.metadata.name, [minReplicas, maxReplicas, cpu]];
  });
  return Object.fromEntries(bounds) as Record<string, unknown[]>;
}
