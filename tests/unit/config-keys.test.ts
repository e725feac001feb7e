import { deepEqual, match } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { parse } from "yaml";
import { type Product, checkYamlConfig } from "../support/config-keys";

const fixture = (name: string): unknown =>
  parse(readFileSync(join(__dirname, "..", "support", "good-configs", `${name}.yaml`), "utf8"));

describe("configuration keys", () => {
  const good: [Product, string][] = [
    ["tempo", "tempo-single"],
    ["mimir", "mimir-single"],
    ["mimir", "mimir-replicated"],
    ["loki", "loki-replicated"],
    ["pyroscope", "pyroscope-single"],
  ];
  for (const [product, name] of good) {
    it(`accepts ${name}`, () => {
      deepEqual(checkYamlConfig(product, fixture(name)), []);
    });
  }

  const bad: [string, Product, unknown, string[]][] = [
    [
      "what Tempo 3 has under another name",
      "tempo",
      {
        ingester: { max_block_duration: "5m" },
        compactor: { compaction: {} },
        ingester_client: {},
      },
      [
        'tempo: "ingester" is not a key of Tempo 3.0.3 at the top level; nearest: "live_store"',
        'tempo: "compactor" is not a key of Tempo 3.0.3 at the top level; nearest: "backend_worker"',
        'tempo: "ingester_client" is not a key of Tempo 3.0.3 at the top level; nearest: "live_store_client"',
      ],
    ],
    [
      "what Tempo 3 removed",
      "tempo",
      { metrics_generator: { traces_storage: {}, processor: { local_blocks: {} } } },
      [
        'tempo: "traces_storage" is not a key of Tempo 3.0.3 in metrics_generator; known there: codec, ingest_concurrency, instance_id, leave_consumer_group_on_shutdown, limiter_type, metrics_ingestion_time_range_slack, override_ring_key, processor, registry, ring, ring_mode, storage',
        'tempo: "local_blocks" is not a key of Tempo 3.0.3 in metrics_generator.processor; known there: host_info, service_graphs, span_metrics',
      ],
    ],
    [
      "the flat overrides of Tempo 2",
      "tempo",
      { overrides: { defaults: { ingestion_rate_limit_bytes: 1 } } },
      [
        'tempo: "ingestion_rate_limit_bytes" is not a key of Tempo 3.0.3 in overrides.defaults; known there: compaction, cost_attribution, forwarders, global, ingestion, metrics_generator, read, storage',
      ],
    ],
    [
      "a receiver that Tempo 3 removed",
      "tempo",
      { distributor: { receivers: { opencensus: null } } },
      [
        'tempo: "opencensus" is not a key of Tempo 3.0.3 in distributor.receivers; known there: jaeger, kafka, otlp, zipkin',
      ],
    ],
    [
      "a mistyped key in a list",
      "tempo",
      { metrics_generator: { storage: { remote_write: [{ ulr: "http://mimir" }] } } },
      [
        'tempo: "ulr" is not a key of Tempo 3.0.3 in metrics_generator.storage.remote_write[0]; nearest: "url"',
      ],
    ],
    [
      "wrong types",
      "tempo",
      {
        server: { http_listen_port: "3200", http_server_read_timeout: "1d" },
        stream_over_http_enabled: "yes",
        storage: [],
        overrides: { defaults: { metrics_generator: { processors: "service-graphs" } } },
      },
      [
        'tempo: server.http_listen_port is "3200", but Tempo 3.0.3 reads a whole number there',
        'tempo: server.http_server_read_timeout is "1d", but Tempo 3.0.3 reads a duration (such as 90s or 12h; it has no days) there',
        'tempo: stream_over_http_enabled is "yes", but Tempo 3.0.3 reads true or false there',
        "tempo: storage is [], but Tempo 3.0.3 reads a map there",
        'tempo: overrides.defaults.metrics_generator.processors is "service-graphs", but Tempo 3.0.3 reads a list there',
      ],
    ],
    [
      "a bare number as a duration and a wrong unit",
      "loki",
      {
        limits_config: {
          retention_period: 744,
          query_timeout: "5 minutes",
          per_stream_rate_limit: "3 megs",
        },
      },
      [
        "loki: limits_config.retention_period is 744, but Loki 3.7.8 reads a duration (such as 90s, 12h or 30d) there",
        'loki: limits_config.query_timeout is "5 minutes", but Loki 3.7.8 reads a duration (such as 90s, 12h or 30d) there',
        'loki: limits_config.per_stream_rate_limit is "3 megs", but Loki 3.7.8 reads a number of bytes (such as 1048576 or 4MB) there',
      ],
    ],
    [
      "a key of the wrong section",
      "pyroscope",
      { limits: { retention_perod: "31d" }, analytics: { reporting_enabled: "${REPORT}" } },
      [
        'pyroscope: "retention_perod" is not a key of Pyroscope 2.2.1 in limits; nearest: "retention_period"',
      ],
    ],
    [
      "text instead of a configuration",
      "pyroscope",
      "target: all",
      ['pyroscope: the configuration is "target: all", but Pyroscope 2.2.1 reads a map there'],
    ],
  ];
  for (const [what, product, config, problems] of bad) {
    it(`refuses ${what}`, () => {
      deepEqual(checkYamlConfig(product, config), problems);
    });
  }

  it("finds any key that is put into a good configuration", () => {
    const config = fixture("tempo-single") as Record<string, unknown>;
    fc.assert(
      fc.property(fc.stringMatching(/^zz[a-z_]{3,12}$/), (key) => {
        const [problem, ...rest] = checkYamlConfig("tempo", { ...config, [key]: 1 });
        deepEqual(rest, []);
        match(problem ?? "", new RegExp(`^tempo: "${key}" is not a key of Tempo 3.0.3 at the top`));
      }),
    );
  });
});

describe("configuration traps", () => {
  const single = { common: { replication_factor: 1, ring: { kvstore: { store: "inmemory" } } } };
  const bad: [string, Product, unknown, string[]][] = [
    [
      "Tempo receivers that listen on localhost",
      "tempo",
      {
        distributor: {
          receivers: {
            otlp: { protocols: { grpc: null, http: { endpoint: "localhost:4318" } } },
            zipkin: { endpoint: "0.0.0.0:9411" },
          },
        },
      },
      [
        'tempo: distributor.receivers.otlp.protocols.grpc has no endpoint and is reached from its own pod only; write endpoint: "0.0.0.0:4317"',
        'tempo: distributor.receivers.otlp.protocols.http has endpoint "localhost:4318" and is reached from its own pod only; write endpoint: "0.0.0.0:4318"',
      ],
    ],
    [
      "Loki's ruler store where it is not read",
      "loki",
      { storage_config: { use_thanos_objstore: true }, ruler: { storage: { type: "local" } } },
      [
        "loki: ruler.storage is ignored with storage_config.use_thanos_objstore; write ruler_storage at the top level",
      ],
    ],
    [
      "retention without a place for delete requests",
      "loki",
      { compactor: { retention_enabled: true } },
      [
        "loki: compactor.retention_enabled without compactor.delete_request_store does not start; write the name of the object store",
      ],
    ],
    [
      "boltdb-shipper and an old schema",
      "loki",
      { ...single, schema_config: { configs: [{ store: "boltdb-shipper", schema: "v12" }] } },
      [
        'loki: schema_config.configs ends with store "boltdb-shipper" and schema "v12"; write store: tsdb and schema: v13',
      ],
    ],
    [
      "replication with one Loki",
      "loki",
      { common: { ring: { kvstore: { store: "inmemory" } } } },
      ["loki: common.replication_factor is 3, but there is one process; write 1"],
    ],
    [
      "each of the three replication factors of one Mimir",
      "mimir",
      { target: "all,alertmanager", ingester: { ring: { replication_factor: 2 } } },
      [
        "mimir: ingester.ring.replication_factor is 2, but there is one process; write 1",
        "mimir: store_gateway.sharding_ring.replication_factor is 3, but there is one process; write 1",
        "mimir: alertmanager.sharding_ring.replication_factor is 3, but there is one process; write 1",
      ],
    ],
  ];
  for (const [what, product, config, problems] of bad) {
    it(`refuses ${what}`, () => {
      deepEqual(checkYamlConfig(product, config), problems);
    });
  }
});
