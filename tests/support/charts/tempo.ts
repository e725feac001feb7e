import assert from "node:assert/strict";
import type { Context } from "mocha";
import type { ReleaseSpec } from "../../../components/shared/chart-release";
import { type TempoArgs, resolveTempo } from "../../../components/tempo/tempo-args";
import { tempoReleases } from "../../../components/tempo/values";
import { S3 } from "../buckets";
import { at } from "../deployed";
import { resolved } from "../resolved";
import { type ChartPod, podsOf } from "./chart-pods";
import { type ChartObject, officialChart, renderOfficial } from "./official";

export type Args = Omit<TempoArgs, "namespace">;

export const ZONES = ["a1", "b1", "c1"];
export const DISTRIBUTED: Args = {
  name: "traces",
  topology: "distributed",
  objectStorage: S3,
  kafka: { address: "kafka-kafka-bootstrap:9092" },
  remoteWriteUrl: "http://mimir:8080/api/v1/push",
};
export const DIGEST = `sha256:${"a".repeat(64)}`;

/** A Tempo of whom everything is said that goes to its pods. */
export const EVERYTHING: Args = {
  ...DISTRIBUTED,
  zones: ZONES,
  partitions: 5,
  kafka: {
    address: "kafka.example.com:9092",
    sasl: {
      mechanism: "PLAIN",
      username: "tempo",
      passwordSecret: { name: "kafka", key: "password" },
    },
  },
  autoscaling: "hpa",
  labels: { team: "platform" },
  annotations: { note: "mine" },
  nodeSelector: { disk: "fast" },
  tolerations: [{ key: "traces", operator: "Exists" }],
  affinity: { podAffinity: {} },
  imagePullSecrets: ["pull"],
  priorityClassName: "high",
  image: { registry: "mirror.example.com", digest: DIGEST },
  cache: { replicas: 2, memory: "2Gi" },
  components: { querier: { autoscaling: { min: 1, max: 7, targetCpu: 50 } } },
};

/** The release of a Tempo in the namespace "monitoring". */
export function release(args: Args): ReleaseSpec {
  return tempoReleases(resolved(resolveTempo, args))[0]!;
}

/** What the official chart makes of a Tempo named "traces". */
export interface RenderedTempo {
  objects: ChartObject[];
  pods: ChartPod[];
  one: (kind: string, name: string) => ChartObject;
  pod: (name: string) => ChartPod;
  /** Tempo's configuration file. */
  text: string;
}

const renders = new Map<string, Promise<ChartObject[]>>();

/** Each Tempo is rendered once, whoever asks. */
export async function rendered(context: Context, args: Args): Promise<RenderedTempo> {
  // Skips the test that asks, and not the first that asked.
  officialChart(context, "tempo-distributed");
  const key = JSON.stringify(args);
  const render = renders.get(key) ?? renderOfficial(context, release(args));
  renders.set(key, render);
  const objects = await render;
  const one = (kind: string, name: string): ChartObject => {
    const found = objects.filter((o) => o.kind === kind && o.metadata.name === name);
    assert.equal(found.length, 1, `${kind} ${name}`);
    return found[0]!;
  };
  const data = at(one("ConfigMap", "traces-config"), "data") as Record<string, string>;
  const pods = podsOf(objects);
  const pod = (name: string) => pods.find((p) => p.name === name)!;
  return { objects, one, pods, pod, text: data["tempo.yaml"]! };
}
