import assert from "node:assert/strict";
import { Loki } from "../../components/loki/loki";
import { type LokiArgs, resolveLoki } from "../../components/loki/loki-args";
import { at, deployed, textsUnder } from "../support/deployed";
import { refusals } from "../support/resolved";
import { verifyConfig } from "../support/verify";

const loki = (args: Omit<LokiArgs, "namespace"> = {}) => deployed(Loki, args);

it("Loki says where it is", async () => {
  const url = "http://loki.mon.svc.cluster.local:3100";
  assert.deepEqual((await loki()).component.endpoints, {
    query: url,
    push: `${url}/loki/api/v1/push`,
    otlp: `${url}/otlp`,
  });
});

describe("Loki's configuration", () => {
  it("is what Loki itself accepts", async function () {
    const { files } = await loki({ alertmanagerUrl: "http://mimir:8080/alertmanager" });
    await verifyConfig(this, "loki", files["config.yaml"]!);
  });

  it("runs one process for one tenant, and reports to nobody", async () => {
    const { config } = await loki();
    assert.equal(config.target, "all");
    assert.equal(config.auth_enabled, false);
    assert.deepEqual(config.analytics, { reporting_enabled: false });
    assert.deepEqual(config.pattern_ingester, {
      enabled: true,
      lifecycler: { min_ready_duration: "0s" },
    });
  });

  it("finds itself without an address of the pod's own", async () => {
    assert.deepEqual((await loki()).config.common, {
      path_prefix: "/var/loki",
      replication_factor: 1,
      instance_addr: "127.0.0.1",
      ring: { kvstore: { store: "inmemory" } },
    });
  });

  it("keeps everything on the volume", async () => {
    const paths = textsUnder(
      (await loki()).config,
      /(dir|path|path_prefix|directory|cache_location)$/,
    );
    assert.equal(paths.length, 9);
    for (const path of paths) assert.match(path, /^\/var\/loki(\/|$)/);
  });

  it("writes the schema that has structured metadata", async () => {
    assert.deepEqual((await loki()).config.schema_config, {
      configs: [
        {
          from: "2024-04-01",
          store: "tsdb",
          object_store: "filesystem",
          schema: "v13",
          index: { prefix: "index_", period: "24h" },
        },
      ],
    });
  });

  it("really deletes what is older than its retention, and lets all of the rest be queried", async () => {
    const { config } = await loki({ retention: "40d" });
    assert.equal(at(config, "compactor.retention_enabled"), true);
    assert.equal(at(config, "compactor.delete_request_store"), "filesystem");
    assert.equal(at(config, "limits_config.retention_period"), "960h");
    assert.equal(at(config, "limits_config.max_query_lookback"), "960h");
    assert.equal(at(config, "limits_config.max_query_length"), "0s");
  });

  it("replays no more than half of its memory at a time", async () => {
    const ceiling = "ingester.wal.replay_memory_ceiling";
    assert.equal(at((await loki()).config, ceiling), "512MB");
    const { config } = await loki({ resources: { memoryLimit: "3Gi" } });
    assert.equal(at(config, ceiling), "1536MB");
  });

  it("limits what comes in, and drops no line for its length", async () => {
    const { config } = await loki({ limits: { ingestionRate: 5, maxStreams: 6 } });
    assert.equal(at(config, "limits_config.ingestion_rate_mb"), 5);
    assert.equal(at(config, "limits_config.ingestion_burst_size_mb"), 10);
    assert.equal(at(config, "limits_config.max_global_streams_per_user"), 6);
    assert.equal(at(config, "limits_config.max_line_size_truncate"), true);
    assert.equal(at((await loki()).config, "limits_config.ingestion_rate_mb"), 16);
    assert.equal(at((await loki()).config, "limits_config.max_global_streams_per_user"), 10_000);
  });

  it("keeps rules where they can be written, and at the top level", async () => {
    const { config } = await loki();
    assert.deepEqual(config.ruler_storage, {
      backend: "filesystem",
      filesystem: { dir: "/var/loki/rules" },
    });
    assert.equal(at(config, "ruler.storage"), undefined);
    assert.equal(at(config, "ruler.enable_api"), true);
  });

  it("sends alerts where it is told to, and else nowhere", async () => {
    const alertmanagerUrl = "http://mimir:8080/alertmanager";
    const { config } = await loki({ alertmanagerUrl });
    assert.equal(at(config, "ruler.alertmanager_url"), alertmanagerUrl);
    assert.equal(at(config, "ruler.enable_alertmanager_v2"), true);
    assert.equal(at((await loki()).config, "ruler.alertmanager_url"), undefined);
  });
});

describe("Loki refuses", () => {
  const cases: [string, object, string[]][] = [
    [
      "an Alertmanager without a scheme",
      { alertmanagerUrl: "mimir:8080" },
      [
        'alertmanagerUrl: got "mimir:8080"; allowed: an http:// or https:// URL with a host, without user, query or fragment, its port at most 65535; write for example "http://mimir.monitoring.svc.cluster.local:8080/alertmanager"',
      ],
    ],
    [
      "half a stream",
      { limits: { maxStreams: 0.5 } },
      ["limits.maxStreams: got 0.5; allowed: a whole number from 1; write for example 1"],
    ],
    [
      "a limit that it has not",
      { limits: { ingestRate: 5 } },
      [
        'limits.ingestRate: got "ingestRate"; allowed: one of "ingestionRate", "maxStreams"; write "ingestionRate"',
      ],
    ],
  ];
  for (const [what, args, problems] of cases) {
    it(what, () => {
      assert.deepEqual(refusals(resolveLoki, args), problems);
    });
  }
});
