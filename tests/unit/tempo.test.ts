import assert from "node:assert/strict";
import { Tempo } from "../../components/tempo/tempo";
import { type TempoArgs, resolveTempo } from "../../components/tempo/tempo-args";
import { at, deployed, textsUnder } from "../support/deployed";
import { find } from "../support/mocks";
import { refusals } from "../support/resolved";
import { verifyConfig } from "../support/verify";

const remoteWriteUrl = "http://mimir:8080/api/v1/push";
const tempo = (args: Omit<TempoArgs, "namespace"> = {}) => deployed(Tempo, args);

describe("Tempo", () => {
  it("says where it is", async () => {
    const host = "tempo.mon.svc.cluster.local";
    assert.deepEqual((await tempo()).component.endpoints, {
      query: `http://${host}:3200`,
      otlpGrpc: `${host}:4317`,
      otlpHttp: `http://${host}:4318`,
      jaegerGrpc: `${host}:14250`,
      jaegerThriftHttp: `http://${host}:14268/api/traces`,
      jaegerThriftCompact: `${host}:6831`,
      zipkin: `http://${host}:9411/api/v2/spans`,
    });
  });

  it("offers on its Service every port that it receives on", async () => {
    const { resources } = await tempo();
    const service = find(resources, "kubernetes:core/v1:Service", "test");
    const { ports } = service.inputs.spec as { ports: { port: number; protocol: string }[] };
    assert.deepEqual(
      ports.map(({ port, protocol }) => `${port}/${protocol}`),
      [
        "3200/TCP",
        "9095/TCP",
        "4317/TCP",
        "4318/TCP",
        "14250/TCP",
        "14268/TCP",
        "6831/UDP",
        "9411/TCP",
      ],
    );
  });
});

describe("Tempo's configuration", () => {
  it("is what Tempo itself accepts without a warning", async function () {
    const { files } = await tempo({ remoteWriteUrl, cluster: "prod" });
    await verifyConfig(this, "tempo", files["config.yaml"]!);
  });

  it("runs one process, streams over HTTP, and reports to nobody", async () => {
    const { config } = await tempo();
    assert.equal(config.target, "all");
    assert.equal(config.stream_over_http_enabled, true);
    assert.deepEqual(config.usage_report, { reporting_enabled: false });
    assert.equal("ingest" in config, false);
  });

  it("receives from other pods, not just from itself", async () => {
    assert.deepEqual(at((await tempo()).config, "distributor.receivers"), {
      otlp: {
        protocols: {
          grpc: { endpoint: "0.0.0.0:4317", max_recv_msg_size_mib: 64 },
          http: { endpoint: "0.0.0.0:4318" },
        },
      },
      jaeger: {
        protocols: {
          grpc: { endpoint: "0.0.0.0:14250" },
          thrift_http: { endpoint: "0.0.0.0:14268" },
          thrift_compact: { endpoint: "0.0.0.0:6831" },
        },
      },
      zipkin: { endpoint: "0.0.0.0:9411" },
    });
  });

  it("keeps everything on the volume", async () => {
    const { config } = await tempo({ remoteWriteUrl });
    const paths = textsUnder(config, /(dir|path)$/);
    assert.equal(paths.length, 6);
    for (const path of paths) assert.match(path, /^\/var\/tempo\/./);
  });

  it("stores blocks in files", async () => {
    assert.equal(at((await tempo()).config, "storage.trace.backend"), "local");
  });

  it("has the same retention in each of the three places that count", async () => {
    const { config } = await tempo({ retention: "3d" });
    const places = [
      "backend_scheduler.provider.compaction.compaction",
      "backend_worker.compaction",
      "overrides.defaults.compaction",
    ];
    for (const place of places) assert.equal(at(config, `${place}.block_retention`), "72h", place);
    assert.equal(at(config, "query_frontend.search.max_duration"), "0s");
  });

  it("pads the ids of traces, as logs do", async () => {
    assert.deepEqual(at((await tempo()).config, "overrides.defaults.read"), {
      left_pad_trace_ids: true,
    });
  });

  it("makes no metrics where nobody takes them", async () => {
    const { config } = await tempo({ cluster: "prod" });
    assert.equal("metrics_generator" in config, false);
    assert.equal(at(config, "overrides.defaults.metrics_generator"), undefined);
  });

  it("writes span metrics and the service graph with exemplars to the metrics store", async () => {
    const { config } = await tempo({ remoteWriteUrl, cluster: "prod" });
    assert.deepEqual(config.metrics_generator, {
      registry: { external_labels: { cluster: "prod" } },
      storage: {
        path: "/var/tempo/generator/wal",
        remote_write: [{ url: remoteWriteUrl, send_exemplars: true }],
      },
      metrics_ingestion_time_range_slack: "2m",
    });
    assert.deepEqual(at(config, "overrides.defaults.metrics_generator"), {
      processors: ["service-graphs", "span-metrics"],
      processor: {
        span_metrics: { dimensions: ["service.namespace", "deployment_environment", "namespace"] },
      },
      max_active_series: 100_000,
      generate_native_histograms: "classic",
      trace_id_label_name: "trace_id",
    });
  });

  it("takes the cluster from the spans where none is given", async () => {
    const { config } = await tempo({ remoteWriteUrl });
    assert.equal(at(config, "metrics_generator.registry"), undefined);
    assert.deepEqual(
      at(config, "overrides.defaults.metrics_generator.processor.span_metrics.dimensions"),
      ["service.namespace", "deployment_environment", "cluster", "namespace"],
    );
  });

  it("takes limits from the args", async () => {
    const { config } = await tempo({
      remoteWriteUrl,
      limits: { ingestionRate: 2, maxTraces: 3, maxTraceSize: 4, maxGeneratedSeries: 5 },
    });
    const defaults = "overrides.defaults";
    assert.deepEqual(at(config, `${defaults}.ingestion`), {
      rate_limit_bytes: 2_000_000,
      burst_size_bytes: 2_000_000,
      max_traces_per_user: 3,
    });
    assert.deepEqual(at(config, `${defaults}.global`), { max_bytes_per_trace: 4_000_000 });
    assert.equal(at(config, `${defaults}.metrics_generator.max_active_series`), 5);
  });

  it("has the limits of Tempo itself where none is given", async () => {
    const { config } = await tempo();
    assert.deepEqual(at(config, "overrides.defaults.ingestion"), {
      rate_limit_bytes: 30_000_000,
      burst_size_bytes: 30_000_000,
      max_traces_per_user: 10_000,
    });
    assert.deepEqual(at(config, "overrides.defaults.global"), { max_bytes_per_trace: 5_000_000 });
  });
});

describe("Tempo refuses", () => {
  const cases: [string, object, string[]][] = [
    [
      "a metrics store without a scheme",
      { remoteWriteUrl: "mimir:8080/api/v1/push" },
      [
        'remoteWriteUrl: got "mimir:8080/api/v1/push"; allowed: an http:// or https:// URL with a host, without user, query or fragment, its port at most 65535; write for example "http://mimir.monitoring.svc.cluster.local:8080/api/v1/push"',
      ],
    ],
    [
      "an empty cluster",
      { cluster: "" },
      ['cluster: got ""; allowed: a text that is not empty; write the text in quotes'],
    ],
    [
      "a limit of nothing",
      { limits: { maxTraces: 0 } },
      ["limits.maxTraces: got 0; allowed: a whole number from 1; write for example 1"],
    ],
  ];
  for (const [what, args, problems] of cases) {
    it(what, () => {
      assert.deepEqual(refusals(resolveTempo, args), problems);
    });
  }
});
