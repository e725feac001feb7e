import assert from "node:assert/strict";
import type { Context } from "mocha";
import { type MimirArgs, resolveMimir } from "../../../components/mimir/mimir-args";
import { mimirReleases } from "../../../components/mimir/release";
import type { ReleaseSpec } from "../../../components/shared/chart-release";
import { S3 } from "../buckets";
import { at } from "../deployed";
import { resolved } from "../resolved";
import { type ChartPod, podsOf } from "./chart-pods";
import { type ChartObject, officialChart, renderOfficial } from "./official";

export type Args = Omit<MimirArgs, "namespace">;

export const ZONES = ["a1", "b1", "c1"];
export const DISTRIBUTED: Args = { name: "metrics", topology: "distributed", objectStorage: S3 };
export const INGEST_STORAGE: Args = {
  ...DISTRIBUTED,
  zones: ZONES,
  architecture: "ingest-storage",
  kafka: {
    address: "kafka-a:9092,kafka-b:9092",
    sasl: {
      mechanism: "SCRAM-SHA-512",
      username: "mimir",
      passwordSecret: { name: "kafka", key: "password" },
    },
  },
};
export const DIGEST = `sha256:${"a".repeat(64)}`;

/** A Mimir of whom everything is said that goes to its pods. */
export const EVERYTHING: Args = {
  ...DISTRIBUTED,
  zones: ZONES,
  autoscaling: "hpa",
  labels: { team: "platform", "app.kubernetes.io/part-of": "mine" },
  annotations: { note: "mine" },
  nodeSelector: { disk: "fast" },
  tolerations: [{ key: "metrics", operator: "Exists" }],
  imagePullSecrets: ["pull"],
  priorityClassName: "high",
  image: { registry: "mirror.example.com", digest: DIGEST },
  persistence: { storageClass: "fast", whenDeleted: "Delete" },
  components: {
    ingester: { replicas: 6, persistence: { storageClass: "faster" } },
    compactor: { replicas: 3 },
  },
  config: { limits: { ingestion_rate: 123 }, frontend: { extra_label: null } },
};

/** The release of a Mimir in the namespace "monitoring". */
export function release(args: Args): ReleaseSpec {
  return mimirReleases(resolved(resolveMimir, args))[0]!;
}

/** What the official chart makes of a Mimir named "metrics". */
export interface RenderedMimir {
  /** Without the test that only `helm test` runs. */
  objects: ChartObject[];
  pods: ChartPod[];
  one: (kind: string, name: string) => ChartObject;
  pod: (name: string) => ChartPod;
  /** Mimir's configuration file. */
  text: string;
}

const renders = new Map<string, Promise<ChartObject[]>>();

/** Each Mimir is rendered once, whoever asks. */
export async function rendered(context: Context, args: Args): Promise<RenderedMimir> {
  // Skips the test that asks, and not the first that asked.
  officialChart(context, "mimir-distributed");
  const key = JSON.stringify(args);
  const render = renders.get(key) ?? renderOfficial(context, release(args));
  renders.set(key, render);
  const objects = (await render).filter(({ metadata }) => !isHelmTest(metadata.annotations));
  const one = (kind: string, name: string): ChartObject => {
    const found = objects.filter((o) => o.kind === kind && o.metadata.name === name);
    assert.equal(found.length, 1, `${kind} ${name}`);
    return found[0]!;
  };
  const text = at(one("ConfigMap", "metrics-config"), "data") as { "mimir.yaml": string };
  const pods = podsOf(objects);
  const pod = (name: string) => pods.find((p) => p.name === name)!;
  return { objects, one, pods, pod, text: text["mimir.yaml"] };
}

export function isHelmTest(annotations: Record<string, string> = {}): boolean {
  return annotations["helm.sh/hook"] === "test";
}
