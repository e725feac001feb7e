import assert from "node:assert/strict";
import type { Context } from "mocha";
import { type LokiArgs, resolveLoki } from "../../../components/loki/loki-args";
import { lokiReleases } from "../../../components/loki/values";
import type { ReleaseSpec } from "../../../components/shared/chart-release";
import { S3 } from "../buckets";
import { at } from "../deployed";
import { resolved } from "../resolved";
import { type ChartPod, podsOf } from "./chart-pods";
import { type ChartObject, officialChart, renderOfficial } from "./official";

export type Args = Omit<LokiArgs, "namespace">;

export const ZONES = ["a1", "b1", "c1"];
export const DISTRIBUTED: Args = { name: "logs", topology: "distributed", objectStorage: S3 };
export const SCALABLE: Args = { ...DISTRIBUTED, topology: "simple-scalable" };
export const DIGEST = `sha256:${"a".repeat(64)}`;

/** A Loki of whom everything is said that goes to its pods. */
export const EVERYTHING: Args = {
  ...DISTRIBUTED,
  zones: ZONES,
  autoscaling: "hpa",
  canary: true,
  labels: { team: "platform" },
  annotations: { note: "mine" },
  nodeSelector: { disk: "fast" },
  tolerations: [{ key: "logs", operator: "Exists" }],
  imagePullSecrets: ["pull"],
  priorityClassName: "high",
  image: { registry: "mirror.example.com", digest: DIGEST },
  alertmanagerUrl: "http://mimir:8080/alertmanager",
};

/** The release of a Loki in the namespace "monitoring". */
export function release(args: Args): ReleaseSpec {
  return lokiReleases(resolved(resolveLoki, args))[0]!;
}

/** What the official chart makes of a Loki named "logs". */
export interface RenderedLoki {
  objects: ChartObject[];
  pods: ChartPod[];
  one: (kind: string, name: string) => ChartObject;
  pod: (name: string) => ChartPod;
  /** Loki's configuration file. */
  text: string;
}

const renders = new Map<string, Promise<ChartObject[]>>();

/** Each Loki is rendered once, whoever asks. */
export async function rendered(context: Context, args: Args): Promise<RenderedLoki> {
  // Skips the test that asks, and not the first that asked.
  officialChart(context, "loki");
  const key = JSON.stringify(args);
  const render = renders.get(key) ?? renderOfficial(context, release(args));
  renders.set(key, render);
  const objects = await render;
  const one = (kind: string, name: string): ChartObject => {
    const found = objects.filter((o) => o.kind === kind && o.metadata.name === name);
    assert.equal(found.length, 1, `${kind} ${name}`);
    return found[0]!;
  };
  const text = at(one("ConfigMap", "logs"), "data") as { "config.yaml": string };
  const pods = podsOf(objects);
  const pod = (name: string) => pods.find((p) => p.name === name)!;
  return { objects, one, pods, pod, text: text["config.yaml"] };
}
