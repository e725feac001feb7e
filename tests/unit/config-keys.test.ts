import { deepEqual, match } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { parse } from "yaml";
import type { ProgramName } from "../../components/shared/config-check/key-table";
import { checkYamlConfig } from "../support/config-keys";

const fixture = (name: string): unknown =>
  parse(readFileSync(join(__dirname, "..", "support", "good-configs", `${name}.yaml`), "utf8"));

describe("configuration keys", () => {
  const good: [ProgramName, string][] = [
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

  const bad: [string, ProgramName, unknown, string[]][] = [
    [
      "what Tempo 3 has under another name",
      "tempo",
      {
        ingester: { max_block_duration: "5m" },
        compactor: { compaction: {} },
        ingester_client: {},
      },
      [
        'tempo: ingester: got "ingester"; allowed: a key that Tempo 3.0.3 has here; write "live_store"',
        'tempo: compactor: got "compactor"; allowed: a key that Tempo 3.0.3 has here; write "backend_worker"',
        'tempo: ingester_client: got "ingester_client"; allowed: a key that Tempo 3.0.3 has here; write "live_store_client"',
      ],
    ],
    [
      "what Tempo 3 removed",
      "tempo",
      { metrics_generator: { traces_storage: {}, processor: { local_blocks: {} } } },
      [
        'tempo: metrics_generator.traces_storage: got "traces_storage"; allowed: a key that Tempo 3.0.3 has here; write one of "codec", "ingest_concurrency", "instance_id", "leave_consumer_group_on_shutdown", "limiter_type", "metrics_ingestion_time_range_slack", "override_ring_key", "processor", "registry", "ring", "ring_mode", "storage", or remove it',
        'tempo: metrics_generator.processor.local_blocks: got "local_blocks"; allowed: a key that Tempo 3.0.3 has here; write one of "host_info", "service_graphs", "span_metrics", or remove it',
      ],
    ],
    [
      "the flat overrides of Tempo 2",
      "tempo",
      { overrides: { defaults: { ingestion_rate_limit_bytes: 1 } } },
      [
        'tempo: overrides.defaults.ingestion_rate_limit_bytes: got "ingestion_rate_limit_bytes"; allowed: a key that Tempo 3.0.3 has here; write one of "compaction", "cost_attribution", "forwarders", "global", "ingestion", "metrics_generator", "read", "storage", or remove it',
      ],
    ],
    [
      "a receiver that Tempo 3 removed",
      "tempo",
      { distributor: { receivers: { opencensus: null } } },
      [
        'tempo: distributor.receivers.opencensus: got "opencensus"; allowed: a key that Tempo 3.0.3 has here; write one of "jaeger", "kafka", "otlp", "zipkin", or remove it',
      ],
    ],
    [
      "a mistyped key in a list",
      "tempo",
      { metrics_generator: { storage: { remote_write: [{ ulr: "http://mimir" }] } } },
      [
        'tempo: metrics_generator.storage.remote_write[0].ulr: got "ulr"; allowed: a key that Tempo 3.0.3 has here; write "url"',
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
        'tempo: server.http_listen_port: got "3200"; allowed: a whole number, which is what Tempo 3.0.3 reads here; write 3200, without quotes',
        'tempo: server.http_server_read_timeout: got "1d"; allowed: a duration (such as 90s or 12h; it has no days), which is what Tempo 3.0.3 reads here; write "12h"',
        'tempo: stream_over_http_enabled: got "yes"; allowed: true or false, which is what Tempo 3.0.3 reads here; write true',
        "tempo: storage: got []; allowed: a map, which is what Tempo 3.0.3 reads here; write its keys, indented below it",
        'tempo: overrides.defaults.metrics_generator.processors: got "service-graphs"; allowed: a list, which is what Tempo 3.0.3 reads here; write a list, one item a line with a dash in front',
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
        'loki: limits_config.retention_period: got 744; allowed: a duration (such as 90s, 12h or 30d), which is what Loki 3.7.8 reads here; write "30d"',
        'loki: limits_config.query_timeout: got "5 minutes"; allowed: a duration (such as 90s, 12h or 30d), which is what Loki 3.7.8 reads here; write "30d"',
        'loki: limits_config.per_stream_rate_limit: got "3 megs"; allowed: a number of bytes (such as 1048576 or 4MB), which is what Loki 3.7.8 reads here; write "4MB"',
      ],
    ],
    [
      "a key of the wrong section",
      "pyroscope",
      { limits: { retention_perod: "31d" }, analytics: { reporting_enabled: "${REPORT}" } },
      [
        'pyroscope: limits.retention_perod: got "retention_perod"; allowed: a key that Pyroscope 2.2.1 has here; write "retention_period"',
      ],
    ],
    [
      "text instead of a configuration",
      "pyroscope",
      "target: all",
      [
        'pyroscope: (top level): got "target: all"; allowed: a map, which is what Pyroscope 2.2.1 reads here; write its keys, indented below it',
      ],
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
        const told = `tempo: ${key}: got "${key}"; allowed: a key that Tempo 3.0.3 has here; write `;
        match(problem ?? "", new RegExp(`^${told}`));
      }),
    );
  });
});

describe("configuration traps", () => {
  const single = { common: { replication_factor: 1, ring: { kvstore: { store: "inmemory" } } } };
  const bad: [string, ProgramName, unknown, string[]][] = [
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
