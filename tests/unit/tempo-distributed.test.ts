import assert from "node:assert/strict";
import { tempoConfig } from "../../components/tempo/config";
import { tempoKafkaConsumer } from "../../components/tempo/distributed-config";
import type { Config } from "../../components/shared/merge";
import { Tempo } from "../../components/tempo/tempo";
import { type TempoArgs, resolveTempo } from "../../components/tempo/tempo-args";
import { tempoReleases } from "../../components/tempo/values";
import { BUCKETS, S3 } from "../support/buckets";
import { checkYamlConfig } from "../support/config-keys";
import { at } from "../support/deployed";
import { find, listed, record } from "../support/mocks";
import { refusals, resolved } from "../support/resolved";

const DISTRIBUTED = {
  topology: "distributed",
  objectStorage: S3,
  kafka: { address: "kafka:9092" },
} as const satisfies Omit<TempoArgs, "namespace">;
const spec = (args: object = {}) => resolved(resolveTempo, { ...DISTRIBUTED, ...args });
const config = (args: object = {}) => tempoConfig(spec(args));

describe("A distributed Tempo", () => {
  it("is one release of its chart, and says where it is", async () => {
    const created: Tempo[] = [];
    const resources = await record(() => {
      created.push(new Tempo("traces", { ...DISTRIBUTED, namespace: "mon", name: "traces" }));
    });
    assert.deepEqual(listed(resources), [
      "kubernetes:core/v1:ServiceAccount traces",
      "kubernetes:helm.sh/v3:Release traces",
      "lgtm:index:Tempo traces",
      "pulumi:index:Stash traces-storage",
    ]);
    const release = find(resources, "kubernetes:helm.sh/v3:Release", "traces");
    assert.equal(release.inputs.chart, "tempo-distributed");
    assert.equal(release.inputs.version, "3.3.0");
    assert.equal(release.inputs.skipCrds, true);
    assert.equal(at(release.inputs.values, "fullnameOverride"), "traces");
    assert.equal(
      created[0]?.endpoints.query,
      "http://traces-query-frontend.mon.svc.cluster.local:3200",
    );
    // Pod by pod, so that spans by gRPC are shared out among them.
    const pods = "traces-distributor-discovery.mon.svc.cluster.local:4317";
    assert.equal(created[0].endpoints.otlpGrpc, pods);
    const service = "http://traces-distributor.mon.svc.cluster.local:4318";
    assert.equal(created[0].endpoints.otlpHttp, service);
  });

  it("is no release in topology single", () => {
    assert.deepEqual(tempoReleases(resolved(resolveTempo, {})), []);
    assert.equal(tempoKafkaConsumer(resolved(resolveTempo, {})), undefined);
  });

  it("lays `values` over the chart's values as the last thing", () => {
    const [release] = tempoReleases(
      spec({ values: { config: "a: b", memcached: { replicas: 7 } } }),
    );
    assert.equal(release?.values.config, "a: b");
    assert.equal(at(release.values, "memcached.replicas"), 7);
    assert.equal(at(release.values, "memcached.enabled"), true);
  });

  it("asks Kafka for a topic with a partition for each builder, kept for a day", () => {
    assert.deepEqual(tempoKafkaConsumer(spec({ partitions: 5, topic: "spans" })), {
      topic: "spans",
      partitions: 5,
      replay: "24h",
      podLabels: { "app.kubernetes.io/instance": "tempo" },
    });
  });

  it("finds its parts, its ring and Kafka by name, and itself by the pod's address", () => {
    const made = config({ remoteWriteUrl: "http://mimir:8080/api/v1/push" });
    const ring = { kvstore: { store: "memberlist" }, instance_addr: "${POD_IP}" };
    for (const part of ["distributor", "live_store", "backend_worker", "metrics_generator"]) {
      assert.deepEqual(at(made, `${part}.ring`), ring, part);
    }
    assert.deepEqual(made.memberlist, {
      bind_port: 7946,
      advertise_addr: "${POD_IP}",
      cluster_label: "tempo.monitoring",
      join_members: ["dns+tempo-gossip-ring.monitoring.svc.cluster.local:7946"],
      abort_if_cluster_join_fails: false,
    });
    assert.equal(
      at(made, "querier.frontend_worker.frontend_address"),
      "tempo-query-frontend-discovery.monitoring.svc.cluster.local:9095",
    );
    assert.equal(
      at(made, "backend_worker.backend_scheduler_addr"),
      "tempo-backend-scheduler.monitoring.svc.cluster.local:9095",
    );
    assert.deepEqual(made.ingest, {
      kafka: { address: "kafka:9092", topic: "tempo-traces", auto_create_topic_enabled: false },
    });
    assert.deepEqual(made.block_builder, { partitions_per_instance: 1 });
    assert.equal("target" in made, false);
  });

  it("writes only keys that Tempo has, whatever is cached, generated and asked of Kafka", () => {
    const sasl = {
      mechanism: "PLAIN",
      username: "tempo",
      passwordSecret: { name: "kafka", key: "password" },
    };
    const cases = [
      {},
      { cache: { replicas: 0 } },
      { remoteWriteUrl: "http://mimir:8080/api/v1/push", kafka: { address: "kafka:9092", sasl } },
      ...Object.values(BUCKETS).map((objectStorage) => ({ objectStorage })),
    ];
    for (const args of cases) assert.deepEqual(checkYamlConfig("tempo", config(args)), []);
  });

  it("is not ready before a live store has read again what it missed", () => {
    assert.equal(at(config(), "live_store.readiness_target_lag"), "30s");
    assert.equal(at(config(), "live_store.readiness_max_wait"), "10m");
  });

  it("has the same receivers, limits and retention as a single one", () => {
    const args = { retention: "30d", limits: { ingestionRate: 7 }, objectStorage: S3 };
    const one = tempoConfig(resolved(resolveTempo, args));
    const many = config(args);
    const { grpc, ...others } = at(many, "distributor.receivers.otlp.protocols") as Config;
    const { keepalive, ...receiver } = grpc as Config;
    assert.deepEqual(
      { ...others, grpc: receiver },
      at(one, "distributor.receivers.otlp.protocols"),
    );
    assert.equal(at(keepalive, "server_parameters.max_connection_age"), "1m");
    assert.deepEqual(
      at(many, "distributor.receivers.zipkin"),
      at(one, "distributor.receivers.zipkin"),
    );
    const { rate_strategy, ...ingestion } = at(many, "overrides.defaults.ingestion") as Config;
    assert.equal(rate_strategy, "global");
    assert.deepEqual(ingestion, at(one, "overrides.defaults.ingestion"));
    assert.deepEqual(at(many, "overrides.defaults.global"), at(one, "overrides.defaults.global"));
    assert.deepEqual(many.server, one.server);
    assert.deepEqual(many.storage, one.storage);
    assert.deepEqual(many.backend_scheduler, one.backend_scheduler);
    assert.equal(at(many, "backend_worker.compaction.block_retention"), "720h");
  });

  it("caches in memcached, unless told not to", () => {
    assert.deepEqual(at(config(), "cache.caches"), [
      {
        memcached: {
          host: "tempo-memcached.monitoring.svc.cluster.local",
          service: "memcached-client",
          consistent_hash: true,
          timeout: "500ms",
        },
        roles: [
          "bloom",
          "trace-id-index",
          "parquet-footer",
          "parquet-column-idx",
          "parquet-offset-idx",
          "frontend-search",
        ],
      },
    ]);
    assert.equal("cache" in config({ cache: { replicas: 0 } }), false);
  });

  it("has no more metrics generators than partitions", () => {
    assert.equal(spec({ partitions: 1 }).components.metricsGenerator.replicas, 1);
    assert.equal(spec({ partitions: 4 }).components.metricsGenerator.replicas, 2);
  });
});

describe("Tempo with a bucket and one replica", () => {
  it("keeps its blocks there", () => {
    const one = tempoConfig(resolved(resolveTempo, { objectStorage: S3 }));
    assert.equal(at(one, "storage.trace.backend"), "s3");
    assert.equal(at(one, "storage.trace.local"), undefined);
    assert.equal(at(one, "storage.trace.wal.path"), "/var/tempo/wal");
  });
});

describe("A distributed Tempo refuses", () => {
  const cases: [string, object, string[]][] = [
    [
      "to be several equal processes",
      { topology: "replicated" },
      [
        'topology: got "replicated"; allowed: "single" or "distributed": Tempo 3 runs as one process, or as parts with Kafka between them; write "single", or "distributed" with `kafka`; several equal processes without Kafka are Tempo 2.10, which this package does not deploy',
      ],
    ],
    [
      "to be without Kafka and without a bucket",
      { topology: "distributed" },
      [
        'objectStorage: got no bucket; allowed: a bucket in topology distributed: no replica sees the files of another; write for example { kind: "s3", bucket: …, region: …, credentials: … } (for a whole stack `buckets`), or topology "single"',
        'kafka: got nothing; allowed: Kafka in topology distributed: Tempo 3 hands every span from part to part by it; write { address: "host:9092" }, in a stack `kafka: { kind: "incluster" }`, or topology "single"',
      ],
    ],
    [
      "what its Kafka client cannot",
      {
        ...DISTRIBUTED,
        kafka: {
          address: "a:9092,b:9092",
          tls: {},
          sasl: {
            mechanism: "SCRAM-SHA-512",
            username: "u",
            passwordSecret: { name: "s", key: "k" },
          },
        },
      },
      [
        'kafka.address: got "a:9092,b:9092"; allowed: one address for Tempo 3.0.3; write one name that leads to all brokers',
        'kafka.sasl.mechanism: got "SCRAM-SHA-512"; allowed: "PLAIN" for Tempo 3.0.3; write "PLAIN", or a listener without users behind a NetworkPolicy',
        "kafka.tls: got {}; allowed: no TLS for Tempo 3.0.3, whose client has none; write the address of a listener without TLS, in a network that is safe without",
      ],
    ],
    [
      "readers that own no partition",
      {
        ...DISTRIBUTED,
        partitions: 4,
        components: {
          blockBuilder: { replicas: 5 },
          liveStore: { replicas: 3 },
          metricsGenerator: { replicas: 5 },
        },
      },
      [
        "components.metricsGenerator.replicas: got 5; allowed: at most 4: as many as partitions, of which the others would get none; write 4",
        "components.blockBuilder.replicas: got 5; allowed: 4, as many as partitions: each owns one; write nothing here, but `partitions`",
        "components.liveStore.replicas: got 3; allowed: 4, as many as partitions: each owns one; write nothing here, but `partitions`",
      ],
    ],
    [
      "two schedulers",
      { ...DISTRIBUTED, components: { backendScheduler: { replicas: 2 } } },
      [
        "components.backendScheduler.replicas: got 2; allowed: a whole number from 1 to 1; write for example 1",
      ],
    ],
    [
      "KEDA",
      { ...DISTRIBUTED, autoscaling: "keda" },
      [
        'autoscaling: got "keda"; allowed: "none" or "hpa": by KEDA the chart scales backend workers alone; write "hpa"',
      ],
    ],
    [
      "what only it has, in a single one",
      { kafka: { address: "kafka:9092" }, partitions: 3 },
      [
        'kafka: got "kafka"; allowed: nothing in topology single, which is not made by a chart; write topology "distributed", or remove it',
        'partitions: got "partitions"; allowed: nothing in topology single, which is not made by a chart; write topology "distributed", or remove it',
      ],
    ],
    [
      "a volume that it does not have",
      { ...DISTRIBUTED, components: { liveStore: { persistence: { size: "1Gi" } } } },
      [
        'components.liveStore.persistence: got "persistence"; allowed: one of "replicas", "resources"; write one of these, or remove it',
      ],
    ],
  ];
  for (const [what, args, problems] of cases) {
    it(what, () => {
      assert.deepEqual(refusals(resolveTempo, args), problems);
    });
  }
});
