import assert from "node:assert/strict";
import { Problems } from "../../components/shared/problems";
import { Place } from "../../components/shared/place";
import { planStack } from "../../components/stack/plan";
import { PrometheusMode } from "../../components/stack/stack-args";
import { PART_NAMES } from "../../components/stack/settings";
import type { LgtmStackArgs } from "../../components/stack/stack-args";
import { ReclaimPolicy } from "../../components/shared/workload-args";

/** The plan of a stack, which must be free of problems. */
function plan(args: LgtmStackArgs = {}) {
  const problems = new Problems();
  const planned = planStack("obs", args, new Place("", problems));
  problems.throwIfAny("plan");
  return planned;
}

const inCluster = (service: string) => `http://${service}.monitoring.svc.cluster.local`;

describe("stack plan: wiring", () => {
  it("sends Loki's alerts, Tempo's metrics and Prometheus' samples to Mimir", () => {
    const { loki, tempo, prometheus } = plan();
    assert.equal(loki?.spec.alertmanagerUrl, `${inCluster("mimir")}:8080/alertmanager`);
    assert.equal(tempo?.spec.remoteWriteUrl, `${inCluster("mimir")}:8080/api/v1/push`);
    assert.equal(prometheus?.spec.remoteWriteUrl, `${inCluster("mimir")}:8080/api/v1/push`);
  });

  it("spreads what the gateway takes, with the token of the stack's own Secret", () => {
    const { spec } = plan().alloyGateway!;
    assert.equal(spec.lokiOtlpUrl, `${inCluster("loki")}:3100/otlp`);
    assert.equal(spec.mimirOtlpUrl, `${inCluster("mimir")}:8080/otlp`);
    assert.equal(spec.tempoOtlpEndpoint, "tempo.monitoring.svc.cluster.local:4317");
    assert.deepEqual(spec.tokenSecret, { name: "ingest-token", key: "token" });
  });

  it("lets Beyla send to the gateway with the same token", () => {
    const { spec } = plan().beyla!;
    assert.equal(spec.otlpEndpoint, `${inCluster("alloy-gateway")}:4317`);
    assert.deepEqual(spec.tokenSecret, plan().tokenSecret);
  });

  it("lets the agents push logs and profiles from their own namespace", () => {
    const { spec } = plan().alloyAgent!;
    assert.equal(spec.namespace, "monitoring-agents");
    assert.equal(spec.lokiPushUrl, `${inCluster("loki")}:3100/loki/api/v1/push`);
    assert.equal(spec.pyroscopePushUrl, `${inCluster("pyroscope")}:4040`);
  });

  it("scrapes the exporters that it deploys", () => {
    assert.deepEqual(plan().prometheus?.spec.targets, {
      kubeStateMetrics: `${inCluster("kube-state-metrics")}:8080/metrics`,
      nodeExporter: { namespace: "monitoring-agents", name: "node-exporter" },
    });
  });

  it("tells Grafana how often metrics arrive, unless the user does", () => {
    const prometheus = { scrapeInterval: "15s" } as const;
    assert.equal(plan({ prometheus }).grafana?.spec.scrapeInterval, "15s");
    const grafana = { scrapeInterval: "1m" } as const;
    assert.equal(plan({ prometheus, grafana }).grafana?.spec.scrapeInterval, "1m");
  });

  it("follows names, namespace and cluster domain wherever an address is used", () => {
    const { loki, grafana } = plan({
      namespace: { name: "obs" },
      clusterDomain: "corp.internal",
      mimir: { name: "metrics" },
    });
    const mimir = "http://metrics.obs.svc.corp.internal:8080";
    assert.equal(loki?.spec.alertmanagerUrl, `${mimir}/alertmanager`);
    assert.equal(grafana?.spec.endpoints.mimir?.query, `${mimir}/prometheus`);
  });

  it("takes an Alertmanager of the user's for Loki", () => {
    const { loki } = plan({ loki: { alertmanagerUrl: "http://am:9093" } });
    assert.equal(loki?.spec.alertmanagerUrl, "http://am:9093");
  });

  it("hands each retention to its backend", () => {
    const { loki, mimir, tempo, pyroscope } = plan({
      retention: { logs: "2d", metrics: "3d", traces: "4d", profiles: "5d" },
    });
    const retentions = [loki, mimir, tempo, pyroscope].map((part) => part?.spec.retention);
    assert.deepEqual(retentions, ["2d", "3d", "4d", "5d"]);
  });
});

describe("stack plan: parts", () => {
  it("has every part by default, but for the operator that only zones need", () => {
    const planned = plan();
    const missing = PART_NAMES.filter((name) => planned[name] === undefined);
    assert.deepEqual(missing, ["rolloutOperator"]);
    assert.deepEqual(
      [planned.kafka, planned.objectStorage, planned.releases],
      [undefined, undefined, []],
    );
  });

  it("wires nothing to a part that is switched off", () => {
    const { mimir, loki, tempo, alloyGateway, grafana } = plan({ mimir: { enabled: false } });
    assert.equal(mimir, undefined);
    assert.equal(loki?.spec.alertmanagerUrl, undefined);
    assert.equal(tempo?.spec.remoteWriteUrl, undefined);
    assert.equal(alloyGateway?.spec.mimirOtlpUrl, undefined);
    assert.equal(grafana?.spec.endpoints.mimir, undefined);
  });

  it("has no part that could send to nobody", () => {
    const { alloyGateway, beyla } = plan({
      loki: { enabled: false },
      mimir: { enabled: false },
      tempo: { enabled: false },
    });
    assert.equal(alloyGateway, undefined);
    assert.equal(beyla, undefined);
  });

  it("has neither scraper nor exporters in mode none, unless the user wants an exporter", () => {
    const none = { prometheus: { mode: PrometheusMode.None } };
    const { prometheus, kubeStateMetrics, nodeExporter } = plan(none);
    assert.deepEqual(
      [prometheus, kubeStateMetrics, nodeExporter],
      [undefined, undefined, undefined],
    );
    assert.ok(plan({ ...none, nodeExporter: { enabled: true } }).nodeExporter);
  });
});

describe("stack plan: Kafka", () => {
  const bucket = (name: string) => ({
    kind: "s3" as const,
    bucket: name,
    region: "eu-west-1",
    credentials: { kind: "pod-identity" as const },
  });
  const backends: LgtmStackArgs = {
    zones: ["a1", "b1", "c1"],
    kafka: {
      kind: "external",
      address: "kafka.example.com:9093",
      sasl: {
        mechanism: "SCRAM-SHA-512",
        username: "lgtm",
        passwordSecret: { name: "kafka", key: "password" },
      },
      tls: {},
    },
    mimir: {
      topology: "distributed",
      architecture: "ingest-storage",
      objectStorage: bucket("metrics"),
    },
  };

  it("of a backend's own takes nothing over from the stack's", () => {
    const own = { address: "plain.example.com:9092" };
    const { mimir, tempo, kafka } = plan({
      ...backends,
      tempo: { topology: "distributed", objectStorage: bucket("traces"), kafka: own },
    });
    assert.deepEqual(tempo?.spec.kafka, { ...own, sasl: undefined, tls: undefined });
    assert.equal(mimir?.spec.kafka?.address, "kafka.example.com:9093");
    assert.equal(mimir.spec.kafka.sasl?.mechanism, "SCRAM-SHA-512");
    assert.deepEqual(
      kafka?.spec.consumers.map(({ topic }) => topic),
      ["mimir-ingest"],
    );
  });
});

describe("stack plan: common args", () => {
  const common = {
    labels: { team: "a", tier: "x" },
    nodeSelector: { pool: "obs" },
    tolerations: [{ key: "obs", operator: "Exists" }],
    imageRegistry: "mirror.example.com",
    imagePullSecrets: ["mirror"],
    persistence: { storageClass: "fast", whenDeleted: ReclaimPolicy.Delete, protect: true },
  };

  it("reach every part", () => {
    const { loki, alloyAgent } = plan({ common });
    for (const part of [loki!, alloyAgent!]) {
      assert.deepEqual(part.spec.labels, common.labels);
      assert.equal(part.spec.image.registry, "mirror.example.com");
      assert.deepEqual(part.spec.imagePullSecrets, ["mirror"]);
    }
    assert.deepEqual(loki!.spec.persistence, { size: "10Gi", ...common.persistence });
  });

  it("leave the agents on every node", () => {
    const { loki, alloyAgent } = plan({ common });
    assert.deepEqual(loki?.spec.nodeSelector, { pool: "obs" });
    assert.deepEqual(loki.spec.tolerations, common.tolerations);
    assert.deepEqual(alloyAgent?.spec.nodeSelector, {});
    assert.deepEqual(alloyAgent.spec.tolerations, [{ operator: "Exists" }]);
  });

  it("give way to a part's own, key by key", () => {
    const { loki } = plan({
      common,
      loki: { labels: { tier: "y" }, persistence: { storageClass: "slow" } },
    });
    assert.deepEqual(loki?.spec.labels, { team: "a", tier: "y" });
    assert.deepEqual(loki.spec.persistence, {
      size: "10Gi",
      ...common.persistence,
      storageClass: "slow",
    });
  });

  it("keep nulls in a part's own configuration, which take a default away", () => {
    const { loki } = plan({ loki: { config: { pattern_ingester: null } } });
    assert.deepEqual(loki?.spec.config, { pattern_ingester: null });
  });
});
