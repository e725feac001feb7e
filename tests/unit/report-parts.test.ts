import assert from "node:assert/strict";
import { basename } from "node:path";
import type { Report, ReportPart } from "../../cli/report/model/report";
import { CHARTS, IMAGES } from "../../components/versions";
import { partOf, projectReport, reportWith } from "../support/report";

/** Kind and name of each object of a part, as their files are called. */
function objectsOf({ objects }: ReportPart): string[] {
  return objects.map(({ path }) => basename(path, ".yaml"));
}

describe("report: parts of dev", () => {
  let report: Report;

  before(async () => {
    report = await projectReport("dev");
  });

  it("are all of the stack's components, in the order in which telemetry passes through them", () => {
    assert.deepEqual(
      report.parts.map(({ id, title }) => `${id}: ${title}`),
      [
        "alloy-gateway: Alloy gateway",
        "alloy-agent: Alloy agent",
        "beyla: Beyla",
        "loki: Loki",
        "mimir: Mimir",
        "tempo: Tempo",
        "pyroscope: Pyroscope",
        "prometheus: Prometheus",
        "grafana: Grafana",
        "kube-state-metrics: kube-state-metrics",
        "node-exporter: node-exporter",
        "stack: Namespaces and Secrets",
      ],
    );
  });

  it("have exactly the objects that they made, and every object has a part", () => {
    assert.deepEqual(objectsOf(partOf(report, "loki")), [
      "configmap-loki-config",
      "service-loki",
      "service-loki-headless",
      "serviceaccount-loki",
      "statefulset-loki",
    ]);
    assert.deepEqual(objectsOf(partOf(report, "stack")), [
      "namespace-monitoring",
      "namespace-monitoring-agents",
      "secret-grafana-admin",
      "secret-grafana-secret-key",
      "secret-ingest-token",
      "secret-ingest-token",
    ]);
    assert.equal(report.parts.flatMap(objectsOf).length, 63);
  });

  it("stand in their namespaces", () => {
    assert.deepEqual(partOf(report, "grafana").namespaces, ["monitoring"]);
    assert.deepEqual(partOf(report, "beyla").namespaces, ["monitoring-agents"]);
  });

  it("show their files, and leave these out of the ConfigMaps beside them", () => {
    const { files, objects } = partOf(report, "mimir");
    const configMap = objects.find(({ kind }) => kind === "ConfigMap")!;
    assert.deepEqual(
      files.map(({ name, source, language }) => [name, source, language]),
      [
        ["alertmanager.yaml", `ConfigMap ${configMap.name}`, "yaml"],
        ["config.yaml", `ConfigMap ${configMap.name}`, "yaml"],
      ],
    );
    assert.match(files[1]!.text, /^multitenancy_enabled: false\n/);
    assert.match(configMap.yaml, /\n# data: alertmanager\.yaml, config\.yaml, which stand above/);
    assert.doesNotMatch(configMap.yaml, /multitenancy_enabled/);
  });

  it("show their other objects whole", () => {
    const { yaml } = partOf(report, "mimir").objects.find(({ kind }) => kind === "StatefulSet")!;
    assert.match(yaml, /^apiVersion: apps\/v1\nkind: StatefulSet\n/);
    assert.match(yaml, /storage: 20Gi\n$/);
  });

  it("name the Secrets that they read, and their keys", () => {
    assert.deepEqual(partOf(report, "grafana").secrets, [
      { name: "grafana-admin", namespace: "monitoring", keys: ["password"], isOurs: true },
      { name: "grafana-secret-key", namespace: "monitoring", keys: ["key"], isOurs: true },
    ]);
  });

  it("have the version of the program that they run", () => {
    const versions = report.parts.map(({ id, version }) => [id, version]);
    assert.deepEqual(Object.fromEntries(versions), {
      "alloy-gateway": IMAGES.alloy.tag,
      "alloy-agent": IMAGES.alloy.tag,
      beyla: IMAGES.beyla.tag,
      loki: IMAGES.loki.tag,
      mimir: IMAGES.mimir.tag,
      tempo: IMAGES.tempo.tag,
      pyroscope: IMAGES.pyroscope.tag,
      prometheus: IMAGES.prometheus.tag,
      grafana: IMAGES.grafana.tag,
      "kube-state-metrics": IMAGES.kubeStateMetrics.tag,
      "node-exporter": IMAGES.nodeExporter.tag,
      stack: undefined,
    });
  });

  it("name their images", () => {
    assert.deepEqual(
      partOf(report, "tempo").images.map(({ image }) => image),
      [`docker.io/grafana/tempo:${IMAGES.tempo.tag}`],
    );
  });

  it("are told in the summary by what the configuration came to", () => {
    const { signals, ...settings } = report.settings;
    assert.deepEqual(settings, {
      cluster: "dev",
      environment: "dev",
      topology: "single",
      zones: [],
      namespace: "monitoring",
      agentsNamespace: "monitoring-agents",
    });
    assert.deepEqual(
      signals.map(({ signal, part, retention }) => [signal, part, retention]),
      [
        ["Metrics", "mimir", "7 days"],
        ["Logs", "loki", "3 days"],
        ["Traces", "tempo", "2 days"],
        ["Profiles", "pyroscope", "2 days"],
      ],
    );
  });
});

describe("report: parts of prod", () => {
  let report: Report;

  before(async () => {
    report = await projectReport("prod");
  });

  it("have the releases that make their objects, and say where the charts come from", () => {
    const [release, ...more] = partOf(report, "loki").releases;
    assert.deepEqual(more, []);
    const { yaml, ...rest } = release!;
    assert.deepEqual(rest, {
      path: "releases/loki.yaml",
      name: "loki",
      isHelms: true,
      namespace: "monitoring",
      chart: "loki",
      version: CHARTS.loki.version,
      repository: "https://grafana-community.github.io/helm-charts",
      isProtected: true,
    });
    assert.match(yaml, /^chart: loki\n/);
    assert.equal(report.parts.flatMap(({ releases }) => releases).length, 8);
  });

  it("show the configuration that a chart is handed as the file that it becomes", () => {
    const [file] = partOf(report, "tempo").files;
    assert.equal(file?.source, "chart tempo, value tempo.structuredConfig");
    assert.match(file.text, /^server:|\nserver:/);
  });

  it("are protected where Pulumi refuses to delete them", () => {
    const isProtected = (id: string) =>
      partOf(report, id).objects.flatMap((o) => (o.isProtected ? [`${o.kind} ${o.name}`] : []));
    assert.deepEqual(isProtected("kafka"), [
      "Kafka kafka",
      "KafkaNodePool kafka-broker",
      "KafkaNodePool kafka-controller",
      "KafkaTopic tempo-traces",
    ]);
    assert.deepEqual(isProtected("stack"), ["Namespace monitoring", "Secret grafana-secret-key"]);
    assert.deepEqual(isProtected("grafana"), []);
  });

  it("tell a Secret that somebody has to bring along from those that the stack makes", () => {
    const database = partOf(report, "grafana").secrets.find((s) => s.name === "grafana-database");
    const secret = { name: "grafana-database", namespace: "monitoring", keys: ["password"] };
    assert.deepEqual(database, { ...secret, isOurs: false });
    assert.deepEqual(report.requiredSecrets, [
      { ...secret, readers: ["grafana"], isForCharts: false },
    ]);
  });
});

describe("report: parts of other stacks", () => {
  it("are found whatever their objects are called, and left out where they are switched off", async () => {
    const report = await reportWith({
      "lgtm:loki": { name: "logs" },
      "lgtm:beyla": { enabled: false },
    });
    const { pods, ports } = partOf(report, "loki");
    assert.deepEqual(
      pods.map(({ name }) => name),
      ["logs"],
    );
    assert.equal(ports[0]?.service, "logs");
    assert.ok(!report.parts.some(({ id }) => id === "beyla"));
  });

  it("never show a secret, wherever it comes from", async () => {
    const secret = { secure: "AAABAN3crypt3d" };
    const report = await reportWith({
      "lgtm:ingestToken": secret,
      "lgtm:grafanaAdminPassword": secret,
      "lgtm:chartsPassword": secret,
      "lgtm:charts": { repository: "https://charts.example.com", username: "reader" },
      "lgtm:objectStorage": { kind: "incluster" },
    });
    assert.doesNotMatch(JSON.stringify(report), /N3crypt3d|encrypted\.lgtm/);
  });
});
