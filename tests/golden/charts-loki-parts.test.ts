import assert from "node:assert/strict";
import { parse } from "yaml";
import { IMAGES } from "../../components/versions";
import { containersOf } from "../support/charts/chart-pods";
import {
  type Args,
  DIGEST,
  DISTRIBUTED,
  EVERYTHING,
  SCALABLE,
  ZONES,
  release,
  rendered,
} from "../support/charts/loki";
import { at } from "../support/deployed";

describe("the parts of the chart loki", function () {
  this.timeout(60_000);

  it("runs each part as often as it is told to", async function () {
    const { pods } = await rendered(this, { ...DISTRIBUTED, zones: ZONES });
    assert.deepEqual(Object.fromEntries(pods.map(({ name, replicas }) => [name, replicas])), {
      "logs-chunks-cache": 2,
      "logs-compactor": 1,
      "logs-distributor": 2,
      "logs-gateway": 2,
      "logs-index-gateway": 2,
      "logs-ingester-zone-a": 1,
      "logs-ingester-zone-b": 1,
      "logs-ingester-zone-c": 1,
      "logs-pattern-ingester": 2,
      "logs-querier": 3,
      "logs-query-frontend": 2,
      "logs-query-scheduler": 2,
      "logs-results-cache": 2,
      "logs-ruler": 2,
    });
    const scalable = await rendered(this, { ...SCALABLE, components: { read: { replicas: 5 } } });
    assert.deepEqual(
      Object.fromEntries(scalable.pods.map(({ name, replicas }) => [name, replicas])),
      {
        "logs-backend": 3,
        "logs-chunks-cache": 2,
        "logs-gateway": 2,
        "logs-read": 5,
        "logs-results-cache": 2,
        "logs-write": 3,
      },
    );
  });

  it("keeps on volumes what is not yet in the bucket, and keeps the volumes", async function () {
    const disks = async (args: Args) => {
      const { objects } = await rendered(this, args);
      const sets = objects.filter((o) => at(o, "spec.volumeClaimTemplates") !== undefined);
      return sets.map((set) => {
        assert.deepEqual(at(set, "spec.persistentVolumeClaimRetentionPolicy"), {
          whenDeleted: "Retain",
          whenScaled: "Retain",
        });
        const [claim, ...more] = at(set, "spec.volumeClaimTemplates") as [{ spec: unknown }];
        assert.deepEqual(more, []);
        const size = at(claim.spec, "resources.requests.storage") as string;
        return `${set.metadata.name} ${size} ${String(at(claim.spec, "storageClassName"))}`;
      });
    };
    const components = { ingester: { persistence: { size: "50Gi", storageClass: "fast" } } };
    const persistence = { storageClass: "slow" };
    assert.deepEqual((await disks({ ...DISTRIBUTED, components, persistence })).sort(), [
      "logs-compactor 10Gi slow",
      "logs-index-gateway 10Gi slow",
      "logs-ingester 50Gi fast",
    ]);
    assert.deepEqual((await disks(SCALABLE)).sort(), [
      "logs-backend 10Gi undefined",
      "logs-write 20Gi undefined",
    ]);
  });

  it("has a zone of ingesters in each zone, restarted by the operator", async function () {
    const { one, pod, text } = await rendered(this, { ...DISTRIBUTED, zones: ZONES });
    for (const [i, letter] of ["a", "b", "c"].entries()) {
      const name = `logs-ingester-zone-${letter}`;
      assert.equal(at(one("StatefulSet", name), "spec.updateStrategy.type"), "OnDelete");
      assert.equal(one("StatefulSet", name).metadata.labels?.["rollout-group"], "logs-ingester");
      assert.deepEqual(pod(name).spec.nodeSelector, {
        "kubernetes.io/os": "linux",
        "topology.kubernetes.io/zone": ZONES[i],
      });
      const [container] = containersOf(pod(name));
      assert.ok(container?.args?.includes(`-ingester.availability-zone=zone-${letter}`));
    }
    const aware = "ingester.lifecycler.ring.zone_awareness_enabled";
    assert.equal(at(parse(text), aware), true);
    const alone = await rendered(this, DISTRIBUTED);
    assert.equal(at(parse(alone.text), aware), undefined);
    assert.equal(
      at(alone.one("StatefulSet", "logs-ingester"), "spec.updateStrategy.type"),
      "RollingUpdate",
    );
  });

  it("spreads the parts, and never demands a node for each pod", async function () {
    for (const args of [DISTRIBUTED, SCALABLE]) {
      const { pods } = await rendered(this, args);
      for (const { name, spec } of pods) {
        const required = "affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution";
        assert.deepEqual(at(spec, required), [], name);
        if (name === "logs-compactor") continue;
        const constraints = spec.topologySpreadConstraints as { topologyKey: string }[];
        assert.deepEqual(
          constraints.map(({ topologyKey }) => topologyKey),
          ["topology.kubernetes.io/zone", "kubernetes.io/hostname"],
          name,
        );
      }
    }
  });

  it("lets one pod of a part be drained at a time", async function () {
    const { objects, pods } = await rendered(this, DISTRIBUTED);
    const budgets = objects.filter(({ kind }) => kind === "PodDisruptionBudget");
    const alone = ["logs-compactor"];
    assert.deepEqual(
      budgets.map(({ metadata }) => metadata.name).sort(),
      pods
        .map(({ name }) => name)
        .filter((name) => !alone.includes(name))
        .sort(),
    );
    for (const budget of budgets) {
      assert.equal(at(budget, "spec.maxUnavailable"), 1, budget.metadata.name);
      assert.equal(at(budget, "spec.unhealthyPodEvictionPolicy"), "AlwaysAllow");
    }
  });

  it("scales what keeps nothing", async function () {
    const components = { querier: { autoscaling: { min: 4, max: 40, targetCpu: 55 } } };
    const bounds = async (autoscaling: "hpa" | "keda", kind: string) => {
      const { objects, pods } = await rendered(this, { ...DISTRIBUTED, components, autoscaling });
      const found = objects.filter((o) => o.kind === kind);
      for (const { metadata } of found) {
        assert.equal(pods.find(({ name }) => name === metadata.name)?.replicas, undefined);
      }
      return new Map(found.map((o) => [o.metadata.name, o]));
    };
    const hpa = await bounds("hpa", "HorizontalPodAutoscaler");
    const scaling = ["logs-distributor", "logs-gateway", "logs-querier", "logs-query-frontend"];
    assert.deepEqual([...hpa.keys()].sort(), scaling);
    assert.equal(at(hpa.get("logs-querier"), "spec.maxReplicas"), 40);
    assert.deepEqual(at(hpa.get("logs-querier"), "spec.metrics"), [
      {
        type: "Resource",
        resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 55 } },
      },
    ]);
    const keda = await bounds("keda", "ScaledObject");
    assert.ok(scaling.every((name) => name === "logs-gateway" || keda.has(name)));
    assert.deepEqual(at(keda.get("logs-querier"), "spec.triggers"), [
      { type: "cpu", metricType: "Utilization", metadata: { value: "55" } },
    ]);
    assert.equal(at(keda.get("logs-querier"), "spec.minReplicaCount"), 4);
  });

  it("does with every pod what is said of all", async function () {
    const { objects, pods } = await rendered(this, EVERYTHING);
    for (const pod of pods) {
      assert.deepEqual(pod.spec.imagePullSecrets, [{ name: "pull" }], pod.name);
      assert.equal(pod.spec.priorityClassName, "high", pod.name);
      assert.deepEqual(pod.spec.tolerations, EVERYTHING.tolerations, pod.name);
      assert.equal(at(pod.spec, "nodeSelector.disk"), "fast", pod.name);
      assert.equal(pod.metadata.annotations?.note, "mine", pod.name);
      for (const { image } of containersOf(pod)) assert.match(image, /^mirror\.example\.com\//);
    }
    const distributor = containersOf(pods.find(({ name }) => name === "logs-distributor")!);
    assert.deepEqual(
      distributor.map(({ image }) => image),
      [`mirror.example.com/grafana/loki:${IMAGES.loki.tag}@${DIGEST}`],
    );
    const unlabelled = objects.filter(({ metadata }) => metadata.labels?.team !== "platform");
    assert.deepEqual(
      unlabelled.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort(),
      // Chart 18.11.0: those of the caches have the selector's labels alone.
      ["PodDisruptionBudget logs-chunks-cache", "PodDisruptionBudget logs-results-cache"],
    );
  });

  it("lets Prometheus find every pod that has metrics", async function () {
    const { pods } = await rendered(this, { ...DISTRIBUTED, canary: true });
    for (const { name, metadata } of pods) {
      const port = name.endsWith("-cache") ? "9150" : name === "logs-canary" ? "3500" : "3100";
      const expected = name === "logs-gateway" ? undefined : port;
      assert.equal(metadata.annotations?.["prometheus.io/port"], expected, name);
    }
  });

  it("takes texts as they are, whatever its templates would make of them", async function () {
    const rule = '{app="{{ .Values }}"}';
    const limits_config = { retention_stream: [{ selector: rule, priority: 1, period: "24h" }] };
    const { text } = await rendered(this, { ...DISTRIBUTED, config: { limits_config } });
    const [stream] = at(parse(text), "limits_config.retention_stream") as [{ selector: string }];
    assert.equal(stream.selector, rule);
  });

  it("has no file that Loki's own configuration does not come from", async function () {
    const { text } = await rendered(this, DISTRIBUTED);
    const { values } = release(DISTRIBUTED);
    assert.deepEqual(parse(text), at(values, "loki.structuredConfig"));
  });

  it("runs its parts as the account that has the role in the cloud, and all else as others", async function () {
    const { objects, pods } = await rendered(this, EVERYTHING);
    const others = new Set(["gateway", "canary", "chunks-cache", "results-cache"]);
    for (const { name, spec } of pods) {
      const isOther = others.has(name.replace("logs-", ""));
      assert.equal(spec.serviceAccountName === "logs", !isOther, name);
    }
    const made = objects.filter(({ kind }) => kind === "ServiceAccount");
    assert.deepEqual(made.map(({ metadata }) => metadata.name).sort(), [
      "logs-canary",
      "logs-gateway",
      "logs-memcached",
    ]);
  });
});
