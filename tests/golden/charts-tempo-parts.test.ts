import assert from "node:assert/strict";
import { parse } from "yaml";
import type { Config } from "../../components/shared/merge";
import { containersOf } from "../support/charts/chart-pods";
import { scalerBounds } from "../support/charts/backend";
import { DIGEST, DISTRIBUTED, EVERYTHING, ZONES, rendered } from "../support/charts/tempo";
import { at } from "../support/deployed";

describe("the parts of the chart tempo-distributed", function () {
  this.timeout(60_000);

  it("runs each part as often as it is told to, one builder and one store for each partition", async function () {
    const { pods } = await rendered(this, {
      ...DISTRIBUTED,
      partitions: 4,
      components: { distributor: { replicas: 3 }, backendWorker: { replicas: 5 } },
    });
    assert.deepEqual(Object.fromEntries(pods.map(({ name, replicas }) => [name, replicas])), {
      "traces-backend-scheduler": 1,
      "traces-backend-worker": 5,
      "traces-block-builder": 4,
      "traces-distributor": 3,
      "traces-live-store": 4,
      "traces-memcached": 1,
      "traces-metrics-generator": 2,
      "traces-querier": 2,
      "traces-query-frontend": 2,
    });
  });

  it("keeps the names of the pods whose names mean a partition or a series", async function () {
    const { pods } = await rendered(this, DISTRIBUTED);
    for (const part of ["block-builder", "live-store", "metrics-generator"]) {
      assert.equal(pods.find(({ name }) => name === `traces-${part}`)?.kind, "StatefulSet", part);
    }
  });

  it("lets a distributor end what it has taken, after nobody sends any more", async function () {
    const { spec } = (await rendered(this, DISTRIBUTED)).pod("traces-distributor");
    assert.ok(spec.containers[0]!.args!.includes("-shutdown-delay=10s"));
    assert.equal(spec.terminationGracePeriodSeconds, 60);
  });

  it("gives its program the very configuration that we wrote, and nothing of the chart's", async function () {
    const config = { overrides: { defaults: { forwarders: ["{{ .Release.Name }} {{"] } } };
    const { text } = await rendered(this, { ...DISTRIBUTED, config });
    const parsed = parse(text) as Config;
    assert.deepEqual(at(parsed, "overrides.defaults.forwarders"), ["{{ .Release.Name }} {{"]);
    assert.deepEqual(Object.keys(parsed).sort(), [
      "backend_scheduler",
      "backend_worker",
      "block_builder",
      "cache",
      "distributor",
      "ingest",
      "live_store",
      "memberlist",
      "metrics_generator",
      "overrides",
      "querier",
      "query_frontend",
      "server",
      "storage",
      "stream_over_http_enabled",
      "usage_report",
    ]);
    assert.deepEqual(at(parsed, "overrides.defaults.ingestion.rate_limit_bytes"), 30_000_000);
  });

  it("asks a live store that still reads whether it lives, not whether it is ready", async function () {
    const { pods } = await rendered(this, DISTRIBUTED);
    for (const pod of pods.filter(({ name }) => name !== "traces-memcached")) {
      const [container] = pod.spec.containers;
      assert.equal(at(container, "livenessProbe.httpGet.path"), "/status/version", pod.name);
      assert.equal(at(container, "readinessProbe.httpGet.path"), "/ready", pod.name);
    }
  });

  it("has a disruption budget for everything that there are several of", async function () {
    for (const args of [DISTRIBUTED, { ...DISTRIBUTED, autoscaling: "hpa" as const }]) {
      const { objects } = await rendered(this, args);
      const budgets = objects.filter(({ kind }) => kind === "PodDisruptionBudget");
      assert.deepEqual(
        budgets.map(({ metadata }) => metadata.name).sort(),
        [
          "backend-worker",
          "block-builder",
          "distributor",
          "live-store",
          "metrics-generator",
          "querier",
          "query-frontend",
        ].map((part) => `traces-${part}`),
      );
      for (const budget of budgets) {
        assert.equal(at(budget, "spec.maxUnavailable"), 1, budget.metadata.name);
        const labels = at(budget, "spec.selector.matchLabels") as Record<string, string>;
        assert.equal(
          `traces-${labels["app.kubernetes.io/component"]!}`,
          budget.metadata.name,
          "selects its own part",
        );
      }
    }
  });

  it("lets Kubernetes choose the number of what it scales, and names none itself", async function () {
    const found = await rendered(this, EVERYTHING);
    const bounds = scalerBounds(found);
    assert.deepEqual(bounds, {
      "traces-backend-worker": [2, 10, 70],
      "traces-distributor": [2, 10, 70],
      "traces-querier": [1, 7, 50],
      "traces-query-frontend": [2, 4, 70],
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
      assert.equal(zone.nodeTaintsPolicy, "Honor", name);
      assert.equal(node?.topologyKey, "kubernetes.io/hostname", name);
      assert.equal(node.whenUnsatisfiable, "ScheduleAnyway", name);
      const labels = at(zone, "labelSelector.matchLabels") as Record<string, string>;
      for (const [key, value] of Object.entries(labels)) {
        assert.equal(metadata.labels[key], value, `${name} has the label that spreads it`);
      }
      assert.equal(at(spec, "affinity.podAntiAffinity"), undefined, name);
    }
    const free = await rendered(this, DISTRIBUTED);
    for (const { name, spec } of free.pods) {
      const constraints = spec.topologySpreadConstraints as Record<string, unknown>[];
      assert.deepEqual(
        constraints.map((c) => c.whenUnsatisfiable),
        ["ScheduleAnyway", "ScheduleAnyway"],
        name,
      );
      assert.equal(spec.affinity, undefined, name);
    }
  });

  it("hands on all that is said of pods", async function () {
    const { pods } = await rendered(this, EVERYTHING);
    for (const pod of pods) {
      const { name, metadata, spec } = pod;
      assert.equal(metadata.labels.team, "platform", name);
      assert.equal(metadata.annotations?.note, "mine", name);
      assert.deepEqual(spec.nodeSelector, { "kubernetes.io/os": "linux", disk: "fast" }, name);
      assert.deepEqual(spec.tolerations, [{ key: "traces", operator: "Exists" }], name);
      assert.deepEqual(spec.imagePullSecrets, [{ name: "pull" }], name);
      assert.equal(spec.priorityClassName, "high", name);
      assert.deepEqual(at(spec, "affinity.podAffinity"), {}, name);
      for (const { image } of containersOf(pod)) assert.match(image, /^mirror\.example\.com\//);
    }
    const { image } = pods.find(({ name }) => name === "traces-querier")!.spec.containers[0]!;
    assert.equal(image, `mirror.example.com/grafana/tempo:3.0.3@${DIGEST}`);
  });

  it("is scraped and profiled where it answers, which memcached does not", async function () {
    const { pods } = await rendered(this, DISTRIBUTED);
    for (const { name, metadata } of pods) {
      const port = name === "traces-memcached" ? undefined : "3200";
      assert.equal(metadata.annotations?.["prometheus.io/port"], port, name);
      assert.equal(metadata.annotations?.["profiles.grafana.com/cpu.port"], port, name);
    }
  });

  it("gives memcached the memory that is said, and a fifth more to the pod", async function () {
    const { pod } = await rendered(this, EVERYTHING);
    const { replicas, spec } = pod("traces-memcached");
    assert.equal(replicas, 2);
    const container = spec.containers[0]!;
    assert.deepEqual(container.args, ["-m", "2048", "-I", "5m", "-c", "16384"]);
    assert.equal(container.resources?.limits?.memory, "2458Mi");
  });

  it("knows Kafka's password from its Secret, and says it by a flag", async function () {
    const { pods, text } = await rendered(this, EVERYTHING);
    assert.equal(at(parse(text), "ingest.kafka.sasl_username"), "tempo");
    assert.ok(!text.includes("sasl_password"));
    for (const { name, spec } of pods.filter((p) => p.name !== "traces-memcached")) {
      const container = spec.containers[0]!;
      assert.ok(container.args?.includes("-ingest.sasl-password=$(KAFKA_PASSWORD)"), name);
      const env = (container.env as { name: string; valueFrom?: object }[]).find(
        (e) => e.name === "KAFKA_PASSWORD",
      );
      assert.deepEqual(env?.valueFrom, { secretKeyRef: { name: "kafka", key: "password" } }, name);
    }
  });
});
