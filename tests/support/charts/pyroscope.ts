import assert from "node:assert/strict";
import type { Context } from "mocha";
import { type PyroscopeArgs, resolvePyroscope } from "../../../components/pyroscope/pyroscope-args";
import { pyroscopeReleases } from "../../../components/pyroscope/values";
import type { ReleaseSpec } from "../../../components/shared/chart-release";
import { S3 } from "../buckets";
import { at } from "../deployed";
import { resolved } from "../resolved";
import { type ChartPod, podsOf } from "./chart-pods";
import { type ChartObject, officialChart, renderOfficial } from "./official";

export type Args = Omit<PyroscopeArgs, "namespace">;

export const ZONES = ["a1", "b1", "c1"];
export const DISTRIBUTED: Args = {
  name: "profiles",
  topology: "distributed",
  objectStorage: S3,
};
export const DIGEST = `sha256:${"a".repeat(64)}`;

/** A Pyroscope of whom everything is said that goes to its pods. */
export const EVERYTHING: Args = {
  ...DISTRIBUTED,
  zones: ZONES,
  autoscaling: "hpa",
  labels: { team: "platform" },
  annotations: { note: "mine" },
  nodeSelector: { disk: "fast" },
  tolerations: [{ key: "profiles", operator: "Exists" }],
  affinity: { podAffinity: {} },
  imagePullSecrets: ["pull"],
  priorityClassName: "high",
  image: { registry: "mirror.example.com", digest: DIGEST },
  persistence: { storageClass: "slow" },
  components: {
    metastore: { replicas: 5, persistence: { size: "20Gi", storageClass: "fast" } },
    queryBackend: { autoscaling: { min: 1, max: 7, targetCpu: 50 } },
    admin: { replicas: 1 },
  },
};

/** The release of a Pyroscope in the namespace "monitoring". */
export function release(args: Args): ReleaseSpec {
  return pyroscopeReleases(resolved(resolvePyroscope, args))[0]!;
}

/** What the official chart makes of a Pyroscope named "profiles". */
export interface RenderedPyroscope {
  objects: ChartObject[];
  pods: ChartPod[];
  one: (kind: string, name: string) => ChartObject;
  pod: (name: string) => ChartPod;
  /** Pyroscope's configuration file. */
  text: string;
}

const renders = new Map<string, Promise<ChartObject[]>>();

/** Each Pyroscope is rendered once, whoever asks. */
export async function rendered(context: Context, args: Args): Promise<RenderedPyroscope> {
  // Skips the test that asks, and not the first that asked.
  officialChart(context, "pyroscope");
  const key = JSON.stringify(args);
  const render = renders.get(key) ?? renderOfficial(context, release(args));
  renders.set(key, render);
  const objects = await render;
  const one = (kind: string, name: string): ChartObject => {
    const found = objects.filter((o) => o.kind === kind && o.metadata.name === name);
    assert.equal(found.length, 1, `${kind} ${name}`);
    return found[0]!;
  };
  const data = at(one("ConfigMap", "profiles-config"), "data") as Record<string, string>;
  const pods = podsOf(objects);
  const pod = (name: string) => pods.find((p) => p.name === name)!;
  return { objects, one, pods, pod, text: data["config.yaml"]! };
}
