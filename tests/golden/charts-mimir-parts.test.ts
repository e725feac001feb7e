import assert from "node:assert/strict";
import { IMAGES } from "../../components/versions";
import { BUCKETS } from "../support/buckets";
import type { RenderedBackend } from "../support/charts/backend";
import {
  DIGEST,
  DISTRIBUTED,
  EVERYTHING,
  INGEST_STORAGE,
  ZONES,
  rendered,
} from "../support/charts/mimir";
import { at } from "../support/deployed";

/** Number of pods of every workload, by its name. */
function replicas({ pods }: RenderedBackend): Record<string, number | undefined> {
  return Object.fromEntries(pods.map((pod) => [pod.name.replace("metrics-", ""), pod.replicas]));
}

const CACHES = { "chunks-cache": 2, "index-cache": 2, "metadata-cache": 2, "results-cache": 2 };

describe("what the chart makes of Mimir", function () {
  this.timeout(60_000);

  it("is these workloads", async function () {
    assert.deepEqual(replicas(await rendered(this, DISTRIBUTED)), {
      ...CACHES,
      alertmanager: 3,
      compactor: 1,
      distributor: 3,
      gateway: 2,
      ingester: 3,
      "overrides-exporter": 1,
      querier: 2,
      "query-frontend": 2,
      "query-scheduler": 2,
      ruler: 2,
      "store-gateway": 3,
    });
  });

  it("is one StatefulSet a zone of what is kept in copies, on the nodes of that zone", async function () {
    const mimir = await rendered(this, { ...DISTRIBUTED, zones: ZONES });
    for (const part of ["ingester", "store-gateway", "alertmanager"]) {
      for (const zone of ZONES) {
        const name = `metrics-${part}-${zone}`;
        const set = mimir.one("StatefulSet", name);
        assert.equal(at(set, "spec.replicas"), 1);
        assert.equal(at(set, "spec.updateStrategy.type"), "OnDelete");
        const { spec, metadata } = mimir.pod(name);
        assert.deepEqual(spec.nodeSelector, {
          "kubernetes.io/os": "linux",
          "topology.kubernetes.io/zone": zone,
        });
        assert.equal(metadata.labels["rollout-group"], part);
        const flags = spec.containers[0]!.args!.filter((arg) => arg.includes("availability-zone"));
        assert.equal(flags.length, 1);
        assert.ok(flags[0]!.endsWith(`instance-availability-zone=${zone}`));
      }
    }
  });

  it("lets its pods find each other, with the labels that the user adds", async function () {
    const mimir = await rendered(this, EVERYTHING);
    const selector = at(mimir.one("Service", "metrics-gossip-ring"), "spec.selector") as object;
    const members = mimir.pods.filter(({ metadata }) =>
      Object.entries(selector).every(([key, value]) => metadata.labels[key] === value),
    );
    const names = new Set(members.map(({ name }) => name.split("-")[1]));
    assert.deepEqual([...names].sort(), [
      ...["alertmanager", "compactor", "distributor", "ingester", "querier", "ruler", "store"],
    ]);
    for (const { metadata } of mimir.pods) assert.equal(metadata.labels.team, "platform");
  });

  it("may lose one pod of each part at a time, and none is required to stand alone on a node", async function () {
    const mimir = await rendered(this, DISTRIBUTED);
    for (const pod of mimir.pods) {
      const budget = mimir.one("PodDisruptionBudget", pod.name);
      assert.equal(at(budget, "spec.maxUnavailable"), 1);
      assert.equal(at(budget, "spec.unhealthyPodEvictionPolicy"), "AlwaysAllow");
      const selector = at(budget, "spec.selector.matchLabels") as Record<string, string>;
      for (const [key, value] of Object.entries(selector)) {
        assert.equal(pod.metadata.labels[key], value, pod.name);
      }
      const spread = pod.spec.topologySpreadConstraints as Record<string, unknown>[];
      assert.deepEqual(
        spread.map((constraint) => [constraint.topologyKey, constraint.whenUnsatisfiable]),
        [
          ["topology.kubernetes.io/zone", "ScheduleAnyway"],
          ["kubernetes.io/hostname", "ScheduleAnyway"],
        ],
      );
      assert.deepEqual(at(spread[0], "labelSelector.matchLabels"), selector);
      assert.equal(pod.spec.affinity, undefined);
    }
  });

  it("is scraped for metrics and profiles, except the proxy, which has none", async function () {
    const mimir = await rendered(this, DISTRIBUTED);
    for (const { name, metadata } of mimir.pods) {
      const port = metadata.annotations?.["prometheus.io/port"];
      const isCache = name.endsWith("-cache");
      assert.equal(port, name === "metrics-gateway" ? undefined : isCache ? "9150" : "8080", name);
    }
  });

  it("keeps its volumes as long as the user says, and however few pods there are", async function () {
    const plain = await rendered(this, DISTRIBUTED);
    const sizes = Object.fromEntries(
      ["alertmanager", "compactor", "ingester", "store-gateway"].map((part) => {
        const set = plain.one("StatefulSet", `metrics-${part}`);
        assert.deepEqual(at(set, "spec.persistentVolumeClaimRetentionPolicy"), {
          whenDeleted: "Retain",
          whenScaled: "Retain",
        });
        const [claim] = at(set, "spec.volumeClaimTemplates") as [object];
        assert.equal(at(claim, "spec.storageClassName"), undefined);
        return [part, at(claim, "spec.resources.requests.storage")];
      }),
    );
    assert.deepEqual(sizes, {
      alertmanager: "5Gi",
      compactor: "50Gi",
      ingester: "50Gi",
      "store-gateway": "20Gi",
    });
    const all = await rendered(this, EVERYTHING);
    const classOf = (name: string) => {
      const set = all.one("StatefulSet", name);
      assert.equal(at(set, "spec.persistentVolumeClaimRetentionPolicy.whenDeleted"), "Delete");
      const [claim] = at(set, "spec.volumeClaimTemplates") as [object];
      return at(claim, "spec.storageClassName");
    };
    assert.equal(classOf("metrics-compactor"), "fast");
    assert.equal(classOf("metrics-ingester-a1"), "faster");
  });

  it("takes images, secrets and places from the user", async function () {
    const { pods } = await rendered(this, EVERYTHING);
    const { mimir, memcached, memcachedExporter, nginx } = IMAGES;
    const images = new Set(pods.flatMap(({ spec }) => spec.containers.map(({ image }) => image)));
    assert.deepEqual(
      [...images].sort(),
      [
        `${mimir.repository}:${mimir.tag}@${DIGEST}`,
        `${nginx.repository}:${nginx.tag}`,
        `${memcached.repository}:${memcached.tag}`,
        `${memcachedExporter.repository}:${memcachedExporter.tag}`,
      ]
        .map((image) => `mirror.example.com/${image}`)
        .sort(),
    );
    for (const { name, spec, metadata } of pods) {
      assert.deepEqual(spec.imagePullSecrets, [{ name: "pull" }], name);
      assert.deepEqual(spec.tolerations, [{ key: "metrics", operator: "Exists" }], name);
      assert.equal(at(spec, "nodeSelector.disk"), "fast", name);
      assert.equal(spec.priorityClassName, "high", name);
      assert.equal(metadata.annotations?.note, "mine", name);
    }
  });

  it("leaves the number of pods to whoever scales them", async function () {
    const mimir = await rendered(this, EVERYTHING);
    const bounds = {
      distributor: [3, 10],
      querier: [2, 10],
      "query-frontend": [2, 5],
      gateway: [2, 6],
    };
    for (const [part, [min, max]] of Object.entries(bounds)) {
      assert.equal(replicas(mimir)[part], undefined, part);
      const scaler = mimir.one("HorizontalPodAutoscaler", `metrics-${part}`);
      assert.equal(at(scaler, "spec.minReplicas"), min);
      assert.equal(at(scaler, "spec.maxReplicas"), max);
      assert.equal(at(scaler, "spec.scaleTargetRef.name"), `metrics-${part}`);
      const metrics = at(scaler, "spec.metrics") as object[];
      assert.deepEqual(
        metrics.map((m) => at(m, "resource.target.averageUtilization")),
        [70],
      );
    }
    const keda = await rendered(this, { ...DISTRIBUTED, gateway: false, autoscaling: "keda" });
    const scaled = keda.objects.filter(({ kind }) => kind === "ScaledObject");
    assert.deepEqual(scaled.map(({ metadata }) => metadata.name).sort(), [
      ...["metrics-distributor", "metrics-querier", "metrics-query-frontend"],
    ]);
    for (const object of scaled) {
      assert.equal(replicas(keda)[object.metadata.name.replace("metrics-", "")], undefined);
      const [trigger] = at(object, "spec.triggers") as [object];
      const address = "http://metrics-query-frontend.monitoring.svc.cluster.local:8080/prometheus";
      assert.equal(at(trigger, "metadata.serverAddress"), address);
    }
    assert.ok(!keda.objects.some(({ kind }) => kind === "HorizontalPodAutoscaler"));
  });

  it("lets only Mimir's own pods into the bucket and into Kafka", async function () {
    const mimir = await rendered(this, INGEST_STORAGE);
    const secret = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "KAFKA_PASSWORD"];
    for (const { name, spec } of mimir.pods) {
      const env = (spec.containers[0]!.env ?? []) as { name: string }[];
      const found = secret.filter((key) => env.some((e) => e.name === key));
      assert.deepEqual(
        found,
        /cache$|gateway$/.test(name) && !name.includes("store") ? [] : secret,
        name,
      );
    }
    const keyed = await rendered(this, {
      ...DISTRIBUTED,
      objectStorage: BUCKETS["GCS with a key"]!,
    });
    const [container] = keyed.pod("metrics-ingester").spec.containers;
    const mounts = container!.volumeMounts as { mountPath: string }[];
    assert.ok(mounts.some(({ mountPath }) => mountPath === "/etc/object-storage/key"));
  });

  it("proves who it is by its service account, which is not the chart's, and its pods' labels", async function () {
    const objectStorage = BUCKETS["Azure with workload identity"]!;
    const azure = await rendered(this, { ...DISTRIBUTED, objectStorage });
    for (const { spec } of azure.pods) assert.equal(spec.serviceAccountName, "metrics");
    assert.ok(!azure.objects.some(({ kind }) => kind === "ServiceAccount"));
    const { labels } = azure.pod("metrics-ingester").metadata;
    assert.equal(labels["azure.workload.identity/use"], "true");
  });
});
