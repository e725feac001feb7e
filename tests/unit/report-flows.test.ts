import assert from "node:assert/strict";
import type { Flow } from "../../cli/report/model/flow";
import type { Part } from "../../cli/report/model/parts";
import type { Report } from "../../cli/report/model/report";
import { serviceOwner } from "../../cli/report/model/service-owner";
import type { KubernetesObject } from "../../cli/render/render";
import { partOf, projectReport, reportWith } from "../support/report";

/** `from > to: what` of each. */
function told(flows: readonly Flow[]): string[] {
  return flows.map(({ from, to, long }) => `${from} > ${to}: ${long}`).sort();
}

describe("report: connections of dev", () => {
  let report: Report;

  before(async () => {
    report = await projectReport("dev");
  });

  it("are those that the configuration of each part makes", () => {
    assert.deepEqual(told(report.flows), [
      "alloy-agent > loki: logs (push API)",
      "alloy-agent > pyroscope: profiles",
      "alloy-gateway > loki: logs (OTLP)",
      "alloy-gateway > mimir: metrics (OTLP)",
      "alloy-gateway > tempo: traces (OTLP over gRPC)",
      "beyla > alloy-gateway: OTLP over gRPC, with the bearer token",
      "grafana > loki: LogQL queries",
      "grafana > mimir: PromQL queries",
      "grafana > mimir: alerts and silences (Alertmanager data source)",
      "grafana > prometheus: PromQL queries (short term)",
      "grafana > pyroscope: queries for profiles",
      "grafana > tempo: TraceQL queries",
      "loki > mimir: alerts (Alertmanager API)",
      "people > grafana: user interface and API",
      "prometheus > mimir: metrics (remote write)",
      "senders > alloy-gateway: OTLP over HTTP, with the bearer token",
      "senders > alloy-gateway: OTLP over gRPC, with the bearer token",
      "tempo > mimir: metrics (remote write)",
    ]);
  });

  it("are told apart from what is collected, by annotation of the pods or by a scrape job", () => {
    const scraped = report.collected.filter(({ from }) => from === "prometheus");
    assert.deepEqual(
      scraped.map(({ to, port }) => `${to} ${port ?? ""}`),
      [
        "alloy-gateway 12345",
        "alloy-agent 12345",
        "beyla 8999",
        "loki 3100",
        "mimir 8080",
        "tempo 3200",
        "pyroscope 4040",
        "grafana 3000",
        "kube-state-metrics 8080",
        "node-exporter 9100",
      ],
    );
    const profiled = report.collected.filter(({ from }) => from === "alloy-agent");
    assert.deepEqual(
      profiled.map(({ to }) => to),
      ["alloy-gateway", "loki", "mimir", "tempo", "pyroscope", "prometheus"],
    );
  });

  it("stand at the port that they reach", () => {
    const ports = partOf(report, "tempo").ports.map(({ port, protocol, service, reachedBy }) => [
      `${port} ${protocol} ${service ?? ""}`,
      ...reachedBy.map(({ from }) => from),
    ]);
    assert.deepEqual(ports, [
      ["3200 TCP tempo", "grafana", "prometheus", "alloy-agent"],
      ["4317 TCP tempo", "alloy-gateway"],
      ["4318 TCP tempo"],
      ["6831 UDP tempo"],
      ["9095 TCP tempo"],
      ["9411 TCP tempo"],
      ["14250 TCP tempo"],
      ["14268 TCP tempo"],
    ]);
  });

  it("reach ports that no Service offers at the pods", () => {
    const [port, ...more] = partOf(report, "node-exporter").ports;
    assert.deepEqual(more, []);
    assert.equal(port!.service, undefined);
    assert.equal(port!.port, 9100);
    assert.deepEqual(told(port!.reachedBy), ["prometheus > node-exporter: scrapes metrics"]);
  });

  it("are nobody's but the parts', users' and senders'", () => {
    assert.deepEqual(
      report.outside.map(({ id }) => id),
      ["senders", "people"],
    );
  });
});

describe("report: connections of prod", () => {
  let report: Report;

  before(async () => {
    report = await projectReport("prod");
  });

  it("lead from and to parts that charts make", () => {
    const between = told(report.flows).filter((flow) => /^(tempo|loki|prometheus) > /.test(flow));
    assert.deepEqual(between, [
      "loki > bucket-loki: everything kept (S3)",
      "loki > mimir: alerts (Alertmanager API)",
      "prometheus > mimir: alerts (Alertmanager API)",
      "prometheus > mimir: metrics (remote write)",
      "tempo > bucket-tempo: everything kept (S3)",
      "tempo > kafka: records in Kafka",
      "tempo > mimir: metrics (remote write)",
    ]);
  });

  it("lead to what the stack does not make, each bucket by itself", () => {
    assert.deepEqual(
      report.outside.map(({ id, title, details }) => [id, title, ...details]),
      [
        ["senders", "Your programs", "with the ingest token"],
        ["people", "People", "with a browser"],
        ["bucket-loki", "acme-prod-logs", "S3, eu-west-1"],
        ["bucket-mimir", "acme-prod-metrics", "S3, eu-west-1"],
        ["bucket-tempo", "acme-prod-traces", "S3, eu-west-1"],
        ["bucket-pyroscope", "acme-prod-profiles", "S3, eu-west-1"],
        ["database", "PostgreSQL", "postgresql.acme.internal:5432", "database grafana"],
      ],
    );
  });

  it("stand at Services of charts that others are seen to use, apart from what reaches every pod", () => {
    const ports = partOf(report, "pyroscope").ports.map(({ port, service, reachedBy }) => [
      `${service ?? "each pod"}:${port}`,
      ...reachedBy.map(({ from, long }) => `${from} ${long}`),
    ]);
    assert.deepEqual(ports, [
      ["pyroscope-distributor:4040", "alloy-agent profiles"],
      ["pyroscope-query-frontend:4040", "grafana queries for profiles"],
      ["each pod:4040", "prometheus scrapes metrics", "alloy-agent fetches profiles"],
    ]);
  });
});

describe("report: the part that answers at an address", () => {
  const part = (id: string, more: Partial<Part>): Part => ({
    id,
    component: id,
    objects: [],
    releases: [],
    ...more,
  });
  const release = (name: string, values: object) => [{ name, chart: "loki", values }];
  const service = (name: string, namespace: string): KubernetesObject => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace },
  });
  const ownerOf = serviceOwner([
    part("short", { releases: release("obs", {}) }),
    part("long", { releases: release("other", { inside: { fullnameOverride: "obs-logs" } }) }),
    part("own", { objects: [service("obs-logs-mine", "mon"), service("twice", "a")] }),
    part("operated", {
      objects: [{ apiVersion: "v1", kind: "Kafka", metadata: { name: "bus", namespace: "mon" } }],
    }),
  ]);

  const owners: [string, string | undefined][] = [
    ["http://obs.mon.svc.cluster.local:80/x", "short"],
    ["obs-gateway.mon.svc:80", "short"],
    ["obs-logs.mon.svc", "long"],
    ["obs-logs-write.mon.svc.cluster.local.", "long"],
    ["dns+obs-logs-mine.mon.svc:1", "own"],
    ["twice.a.svc", "own"],
    ["twice.b.svc", undefined],
    ["bus-kafka-bootstrap.mon.svc:9092", "operated"],
    ["bus.mon.svc", undefined],
    ["observer.mon.svc", undefined],
    ["obs.example.com", undefined],
  ];
  for (const [address, owner] of owners) {
    it(`is ${owner ?? "nobody"} for ${address}`, () => {
      assert.equal(ownerOf(address), owner);
    });
  }
});

describe("report: connections of other stacks", () => {
  const CREDENTIALS = { kind: "keys", secret: "bucket-keys" };

  it("name buckets of every kind", async () => {
    const bucket = (name: string, storage: object) => ({
      [`lgtm:${name}`]: { objectStorage: storage },
    });
    const report = await reportWith({
      ...bucket("loki", {
        kind: "gcs",
        bucket: "logs",
        credentials: { kind: "key", secret: { name: "g", key: "k" } },
      }),
      ...bucket("mimir", {
        kind: "azure",
        account: "acme",
        bucket: "metrics",
        credentials: { kind: "key", secret: { name: "a", key: "k" } },
      }),
      ...bucket("tempo", {
        kind: "s3-compatible",
        bucket: "traces",
        endpoint: "s3.example.com:9000",
        credentials: CREDENTIALS,
      }),
    });
    assert.deepEqual(
      report.outside
        .filter(({ kind }) => kind === "bucket")
        .map(({ title, details }) => [title, ...details]),
      [
        ["logs", "Google Cloud Storage"],
        ["metrics", "Azure Blob Storage", "acme"],
        ["traces", "S3", "s3.example.com:9000"],
      ],
    );
  });

  it("lead to object storage in the cluster as to any part", async () => {
    const report = await reportWith({ "lgtm:objectStorage": { kind: "incluster" } });
    assert.deepEqual(
      told(report.flows.filter(({ to }) => to === "seaweedfs")),
      ["loki", "mimir", "pyroscope", "tempo"].map(
        (part) => `${part} > seaweedfs: everything kept (S3)`,
      ),
    );
    assert.deepEqual(
      report.outside.filter(({ kind }) => kind === "bucket"),
      [],
    );
  });

  it("lead to a Kafka of somebody else's from those that use it", async () => {
    const report = await reportWith({
      "lgtm:kafka": { kind: "external", address: "kafka.example.com:9092" },
      "lgtm:tempo": {
        topology: "distributed",
        objectStorage: {
          kind: "s3",
          bucket: "acme-traces",
          region: "eu-west-1",
          credentials: { kind: "pod-identity" },
        },
      },
    });
    const toKafka = report.flows.filter(({ to }) => to === "kafka-outside");
    assert.deepEqual(told(toKafka), ["tempo > kafka-outside: what is not yet in the bucket"]);
    assert.equal(toKafka[0]?.port, 9092);
  });

  it("are not scraped where nobody scrapes", async () => {
    const report = await reportWith({ "lgtm:prometheus": { mode: "none" } });
    assert.ok(report.collected.every(({ from }) => from === "alloy-agent"));
  });
});
