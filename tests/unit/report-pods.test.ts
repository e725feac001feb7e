import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { PROJECT_ROOT } from "../../cli/environments";
import type { RenderedRelease } from "../../cli/render/render";
import { podsOfRelease } from "../../cli/report/model/release-pods";
import { renderingOf } from "../support/rendering";
import { partOf, projectReport, reportWith } from "../support/report";

describe("report: pods of objects", () => {
  it("have the size and the volumes that their workloads give them", async () => {
    const { pods } = partOf(await projectReport("dev"), "mimir");
    assert.deepEqual(pods, [
      {
        name: "mimir",
        kind: "StatefulSet",
        count: { least: 1, most: 1 },
        requests: { cpu: 0.2, memory: 512 * 2 ** 20 },
        limits: { cpu: 0, memory: 3 * 2 ** 30 },
        volumes: [{ name: "data", size: "20Gi", whenDeleted: "Delete" }],
        isProtected: false,
      },
    ]);
  });

  it("are counted for each node where they run on every one", async () => {
    const report = await projectReport("dev");
    assert.deepEqual(partOf(report, "beyla").pods[0]?.count, { least: 1, most: 1, per: "node" });
    assert.deepEqual(report.totals.perNode, {
      pods: 3,
      requests: { cpu: 0.17, memory: (128 + 128 + 32) * 2 ** 20 },
      limits: { cpu: 0, memory: (512 + 1024 + 128) * 2 ** 20 },
      storage: 0,
    });
  });

  it("come to what the whole environment asks for", async () => {
    const { least, most } = (await projectReport("dev")).totals;
    assert.deepEqual(most, least);
    assert.equal(least.pods, 8);
    assert.equal(least.requests.memory, (64 + 256 * 5 + 512 * 2) * 2 ** 20);
    assert.equal(least.storage, (5 + 10 + 20 + 10 + 10 + 10) * 2 ** 30);
  });

  it("are those of every zone, with the class and the end of their volumes", async () => {
    const report = await reportWith({
      "lgtm:zones": ["a", "b", "c"],
      "lgtm:mimir": {
        topology: "replicated",
        persistence: { size: "30Gi", storageClass: "fast", protect: true },
        objectStorage: {
          kind: "s3",
          bucket: "acme-metrics",
          region: "eu-west-1",
          credentials: { kind: "pod-identity" },
        },
      },
    });
    const { pods } = partOf(report, "mimir");
    assert.deepEqual(
      pods.map(({ name, count, isProtected }) => [name, count.most, isProtected]),
      [
        ["mimir-a", 1, true],
        ["mimir-b", 1, true],
        ["mimir-c", 1, true],
      ],
    );
    assert.deepEqual(pods[0]?.volumes, [
      { name: "data", size: "30Gi", storageClass: "fast", whenDeleted: "Retain" },
    ]);
  });

  it("are those that Strimzi makes of its pools", async () => {
    const { pods } = partOf(await projectReport("prod"), "kafka");
    assert.deepEqual(
      pods.map(({ name, count, volumes }) => [name, count.most, ...volumes.map((v) => v.size)]),
      [
        ["kafka-entity-operator", 1],
        ["kafka-broker", 3, "200Gi"],
        ["kafka-controller", 3, "5Gi"],
        ["strimzi-cluster-operator", 1],
      ],
    );
  });

  it("run once where they are a Job's, and count for nothing then", async () => {
    const report = await reportWith({ "lgtm:objectStorage": { kind: "incluster" } });
    const { pods, totals } = partOf(report, "seaweedfs");
    const job = pods.find(({ kind }) => kind === "Job");
    assert.deepEqual(job?.count, { least: 1, most: 1, per: "job" });
    assert.equal(totals.most.pods, 1);
  });
});

describe("report: pods of charts", () => {
  it("are as many as prod's charts make, by what they rendered when they were at hand", async () => {
    const inventory = parse(
      readFileSync(join(PROJECT_ROOT, "tests/golden/expected/prod-charts.yaml"), "utf8"),
    ) as Record<string, string[]>;
    const { releases } = await renderingOf("prod");
    for (const release of releases) {
      const made = madeBy(inventory[release.name] ?? []);
      const found = podsOfRelease(release).map(({ name, count }) => [
        name,
        count.least === count.most ? count.most : "scaled",
      ]);
      assert.deepEqual(Object.fromEntries(found), Object.fromEntries(made), release.name);
    }
  });

  it("are between the bounds of whatever scales them", () => {
    const count = (values: object, extraObjects: object[] = []) =>
      podsOfRelease(release({ querier: { ...SIZED, ...values }, extraObjects }))[0]?.count;
    assert.deepEqual(count({ replicas: 3 }), { least: 3, most: 3 });
    assert.deepEqual(count({}), { least: 1, most: 1 });
    const autoscaling = { enabled: true, minReplicas: 2, maxReplicas: 9 };
    assert.deepEqual(count({ replicas: 5, autoscaling }), { least: 2, most: 9 });
    assert.deepEqual(count({ replicas: 5, autoscaling: { ...autoscaling, enabled: false } }), {
      least: 5,
      most: 5,
    });
    const kedaAutoscaling = { enabled: true, minReplicaCount: 1, maxReplicaCount: 4 };
    assert.deepEqual(count({ replicas: "", kedaAutoscaling }), { least: 1, most: 4 });
    const scaler = {
      kind: "HorizontalPodAutoscaler",
      spec: { scaleTargetRef: { name: "logs-querier" }, minReplicas: 3, maxReplicas: 10 },
    };
    assert.deepEqual(count({ replicas: false }, [scaler]), { least: 3, most: 10 });
  });

  it("are left out where they are switched off", () => {
    const off = { a: { ...SIZED, enabled: false }, b: { ...SIZED, replicas: 0 } };
    assert.deepEqual(podsOfRelease(release(off)), []);
    const inside = { minio: { enabled: false, server: SIZED } };
    assert.deepEqual(podsOfRelease(release(inside)), []);
  });

  it("carry what runs beside, which is no pod of its own", () => {
    const exporter = { resources: { requests: { cpu: "10m", memory: "32Mi" } } };
    const pods = podsOfRelease(
      release({ chunksCache: SIZED, other: SIZED, memcachedExporter: exporter }),
    );
    assert.deepEqual(
      pods.map(({ name, requests }) => [name, requests.cpu]),
      [
        ["logs-chunks-cache", 0.11],
        ["logs-other", 0.1],
      ],
    );
  });

  it("keep volumes, in every way in which charts are told of them", () => {
    const volume = (values: object) =>
      podsOfRelease(release({ ingester: { ...SIZED, ...values } }))[0]?.volumes;
    const kept = { name: "data", size: "5Gi", whenDeleted: "Retain" };
    assert.deepEqual(volume({}), []);
    assert.deepEqual(volume({ persistence: { enabled: false, size: "5Gi" } }), []);
    assert.deepEqual(volume({ persistence: { enabled: true, size: "5Gi" } }), [kept]);
    assert.deepEqual(volume({ persistentVolume: { size: "5Gi", whenDeleted: "Delete" } }), [
      { ...kept, name: "storage", whenDeleted: "Delete" },
    ]);
    const claims = [{ name: "wal", size: "5Gi", storageClass: "fast" }];
    assert.deepEqual(volume({ persistence: { claims, whenDeleted: "Retain" } }), [
      { ...kept, name: "wal", storageClass: "fast" },
    ]);
    const spec = { storageClassName: "slow", resources: { requests: { storage: "5Gi" } } };
    const storageSpec = { volumeClaimTemplate: { spec } };
    const persistentVolumeClaimRetentionPolicy = { whenDeleted: "Delete" };
    assert.deepEqual(volume({ storageSpec, persistentVolumeClaimRetentionPolicy }), [
      { ...kept, storageClass: "slow", whenDeleted: "Delete" },
    ]);
    const data = { type: "persistentVolumeClaim", size: "5Gi" };
    assert.deepEqual(volume({ data }), [{ ...kept, whenDeleted: "Delete" }]);
    const annotations = { "helm.sh/resource-policy": "keep" };
    assert.deepEqual(volume({ data: { ...data, annotations } }), [kept]);
  });
});

const SIZED = { resources: { requests: { cpu: "100m", memory: "1Gi" } } };

function release(values: object): RenderedRelease {
  return { name: "logs", chart: "loki", values: { fullnameOverride: "logs", ...values } };
}

/** Each workload of a chart's inventory with its number; zones of one are told together. */
function madeBy(lines: readonly string[]): [string, number | string][] {
  const made = new Map<string, number | string>();
  for (const line of lines) {
    const [, name, replicas] =
      /^(?:Deployment|StatefulSet|Prometheus) ([^,]+)(?:, (\d+) replicas)?/.exec(line) ?? [];
    if (name === undefined || replicas === "0") continue;
    const whole = name.replace(/-(zone-[abc]|eu-west-1[abc])$/, "");
    const before = made.get(whole) ?? 0;
    made.set(whole, replicas === undefined ? "scaled" : Number(before) + Number(replicas));
  }
  return [...made];
}
