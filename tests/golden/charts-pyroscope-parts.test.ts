import assert from "node:assert/strict";
import { parse } from "yaml";
import { containersOf } from "../support/charts/chart-pods";
import { scalerBounds } from "../support/charts/backend";
import { DIGEST, DISTRIBUTED, EVERYTHING, ZONES, rendered } from "../support/charts/pyroscope";
import { at } from "../support/deployed";

const DOMAIN = "profiles-metastore-headless.monitoring.svc.cluster.local.:9095";

describe("the parts of the chart pyroscope", function () {
  this.timeout(60_000);

  it("runs each part as often as it is told to", async function () {
    const components = { segmentWriter: { replicas: 6 }, tenantSettings: { replicas: 1 } };
    const { pods } = await rendered(this, { ...DISTRIBUTED, components });
    assert.deepEqual(Object.fromEntries(pods.map(({ name, replicas }) => [name, replicas])), {
      "profiles-ad-hoc-profiles": 0,
      "profiles-admin": 0,
      "profiles-compaction-worker": 2,
      "profiles-distributor": 2,
      "profiles-metastore": 3,
      "profiles-query-backend": 2,
      "profiles-query-frontend": 2,
      "profiles-segment-writer": 6,
      "profiles-tenant-settings": 1,
    });
  });

  it("keeps the index on volumes, and nothing else", async function () {
    const { objects } = await rendered(this, EVERYTHING);
    const sets = objects.filter((o) => at(o, "spec.volumeClaimTemplates") !== undefined);
    assert.deepEqual(
      sets.map(({ metadata }) => metadata.name),
      ["profiles-metastore"],
    );
    const [claim] = at(sets[0], "spec.volumeClaimTemplates") as [{ spec: unknown }];
    assert.equal(at(claim.spec, "resources.requests.storage"), "20Gi");
    assert.equal(at(claim.spec, "storageClassName"), "fast");
    const plain = await rendered(this, { ...DISTRIBUTED, persistence: { storageClass: "slow" } });
    const set = plain.one("StatefulSet", "profiles-metastore");
    const [own] = at(set, "spec.volumeClaimTemplates") as [{ spec: unknown }];
    assert.equal(at(own.spec, "resources.requests.storage"), "10Gi");
    assert.equal(at(own.spec, "storageClassName"), "slow");
  });

  it("keeps the index where the volume is, whatever the chart's own flags say", async function () {
    const { pod, text } = await rendered(this, DISTRIBUTED);
    const container = pod("profiles-metastore").spec.containers[0]!;
    const mounts = container.volumeMounts as { name: string; mountPath: string }[];
    assert.ok(mounts.some(({ name, mountPath }) => name === "data" && mountPath === "/data"));
    const flag = (name: string) =>
      container.args!.filter((arg) => arg.startsWith(`-metastore.${name}=`));
    assert.deepEqual(flag("data-dir"), ["-metastore.data-dir=/data/metastore/index"]);
    assert.deepEqual(flag("raft.dir"), ["-metastore.raft.dir=/data/metastore/raft"]);
    assert.deepEqual(flag("raft.snapshots-dir"), [
      "-metastore.raft.snapshots-dir=/data/metastore/raft",
    ]);
    assert.equal(at(parse(text), "metastore.data_dir"), "/data/metastore/index");
    assert.deepEqual(flag("index.cleanup-interval"), ["-metastore.index.cleanup-interval=15m"]);
  });

  it("names as many metastores as there are, by the names that they know each other by", async function () {
    const { pods } = await rendered(this, EVERYTHING);
    const five = [0, 1, 2, 3, 4].map((i) => `profiles-metastore-${i}.${DOMAIN}`).join(",");
    for (const { name, spec } of pods) {
      const flags = spec.containers[0]!.args!.filter((a) => a.startsWith("-metastore.address="));
      assert.deepEqual(flags, [`-metastore.address=${five}`], name);
    }
    const { args, env } = pods.find((p) => p.name === "profiles-metastore")!.spec.containers[0]!;
    assert.ok(args!.includes("-metastore.raft.bootstrap-expect-peers=5"));
    assert.ok(args!.includes("-metastore.raft.auto-join=true"));
    assert.ok(
      args!.includes("-metastore.raft.server-id=$(POD_NAME).$(PYROSCOPE_METASTORE_SERVICE)"),
    );
    const service = (env as { name: string; value?: string }[]).find(
      ({ name }) => name === "PYROSCOPE_METASTORE_SERVICE",
    );
    assert.equal(service?.value, DOMAIN.replace("9095", "9099"));
  });

  it("logs at level info, and has its names and addresses in the environment", async function () {
    const { pods } = await rendered(this, DISTRIBUTED);
    for (const { name, spec } of pods) {
      const { args, env } = spec.containers[0]!;
      assert.deepEqual(
        args!.filter((arg) => arg.startsWith("-log.level")),
        ["-log.level=info"],
      );
      assert.ok(args!.includes("-config.expand-env=true"), name);
      const names = (env as { name: string }[]).map((e) => e.name);
      assert.equal(new Set(names).size, names.length, `${name}: ${names.join()}`);
      for (const variable of ["POD_IP", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) {
        assert.ok(names.includes(variable), `${name}: ${variable}`);
      }
    }
  });

  it("has a disruption budget for what there are several of", async function () {
    const budgets = async (args: typeof DISTRIBUTED) =>
      (await rendered(this, args)).objects
        .filter(({ kind }) => kind === "PodDisruptionBudget")
        .map((budget) => `${budget.metadata.name} ${String(at(budget, "spec.maxUnavailable"))}`)
        .sort();
    const all = ["compaction-worker", "distributor", "metastore", "query-backend"]
      .concat("query-frontend", "segment-writer")
      .map((part) => `profiles-${part} 1`);
    assert.deepEqual(await budgets(DISTRIBUTED), all);
    assert.deepEqual(
      await budgets(EVERYTHING),
      all.filter((budget) => !budget.includes("query-backend")),
    );
  });

  it("lets Kubernetes choose the number of what it scales, and names none itself", async function () {
    const found = await rendered(this, EVERYTHING);
    const bounds = scalerBounds(found);
    assert.deepEqual(bounds, {
      "profiles-compaction-worker": [2, 10, 70],
      "profiles-distributor": [2, 10, 70],
      "profiles-query-backend": [1, 7, 50],
      "profiles-query-frontend": [2, 4, 70],
    });
    for (const name of Object.keys(bounds)) {
      assert.equal(found.pod(name).replicas ?? undefined, undefined, name);
    }
  });

  it("spreads every part over the zones, and demands a node of its own for none", async function () {
    const { pods } = await rendered(this, { ...DISTRIBUTED, zones: ZONES });
    for (const { name, metadata, spec } of pods) {
      const [zone, node] = spec.topologySpreadConstraints as Record<string, unknown>[];
      assert.equal(zone?.topologyKey, "topology.kubernetes.io/zone", name);
      assert.equal(zone.whenUnsatisfiable, "DoNotSchedule", name);
      assert.equal(node?.whenUnsatisfiable, "ScheduleAnyway", name);
      const labels = at(zone, "labelSelector.matchLabels") as Record<string, string>;
      for (const [key, value] of Object.entries(labels)) {
        assert.equal(metadata.labels[key], value, `${name} has the label that spreads it`);
      }
      assert.equal(at(spec, "affinity.podAntiAffinity"), undefined, name);
    }
  });

  it("hands on all that is said of pods", async function () {
    const { pods } = await rendered(this, EVERYTHING);
    for (const pod of pods) {
      const { name, metadata, spec } = pod;
      assert.equal(metadata.labels.team, "platform", name);
      assert.equal(metadata.labels["app.kubernetes.io/part-of"], "lgtm", name);
      assert.equal(metadata.annotations?.note, "mine", name);
      assert.equal(metadata.annotations["prometheus.io/port"], "4040", name);
      assert.deepEqual(spec.nodeSelector, { "kubernetes.io/os": "linux", disk: "fast" }, name);
      assert.deepEqual(spec.tolerations, [{ key: "profiles", operator: "Exists" }], name);
      assert.deepEqual(spec.imagePullSecrets, [{ name: "pull" }], name);
      assert.equal(spec.priorityClassName, "high", name);
      assert.deepEqual(at(spec, "affinity.podAffinity"), {}, name);
      for (const { image } of containersOf(pod)) {
        assert.equal(image, `mirror.example.com/grafana/pyroscope:2.2.1@${DIGEST}`);
      }
    }
  });
});
