import assert from "node:assert/strict";
import { mimirConfig } from "../../components/mimir/config";
import { mimirKafkaConsumer } from "../../components/mimir/kafka-consumer";
import { Mimir } from "../../components/mimir/mimir";
import { type MimirArgs, resolveMimir } from "../../components/mimir/mimir-args";
import { mimirReleases } from "../../components/mimir/release";
import { mimirEndpoints } from "../../components/shared/endpoints";
import { isMap } from "../../components/shared/merge";
import { checkYamlConfig } from "../support/config-keys";
import { DISTRIBUTED, EVERYTHING, INGEST_STORAGE, ZONES, release } from "../support/charts/mimir";
import { at } from "../support/deployed";
import { find, listed, record } from "../support/mocks";
import { refusals, resolved } from "../support/resolved";

const config = (args: Omit<MimirArgs, "namespace">) => mimirConfig(resolved(resolveMimir, args));

/** Paths of everything in the values that is null. */
function nulls(value: unknown, path = ""): string[] {
  if (value === null) return [path];
  if (Array.isArray(value)) return value.flatMap((item, i) => nulls(item, `${path}[${i}]`));
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => nulls(inner, `${path}.${key}`));
}

describe("Mimir, topology distributed", () => {
  it("is one release, its service account and what Pulumi remembers", async () => {
    const resources = await record(() => {
      const { name, ...args } = DISTRIBUTED;
      const persistence = { protect: true };
      new Mimir("test", { namespace: "mon", name, ...args, persistence });
    });
    assert.deepEqual(listed(resources), [
      "kubernetes:core/v1:ServiceAccount test",
      "kubernetes:helm.sh/v3:Release test",
      "lgtm:index:Mimir test",
      "pulumi:index:Stash test-layout",
    ]);
    const helm = find(resources, "kubernetes:helm.sh/v3:Release", "test");
    assert.equal(helm.inputs.chart, "mimir-distributed");
    assert.equal(helm.inputs.name, "metrics");
    assert.equal(helm.inputs.skipCrds, true);
    assert.equal(helm.protect, true);
    assert.deepEqual(helm.dependsOn, [
      "kubernetes:core/v1:ServiceAccount test",
      "pulumi:index:Stash test-layout",
    ]);
    const { outputs } = find(resources, "lgtm:index:Mimir", "test");
    const url = "http://metrics-gateway.mon.svc.cluster.local:80";
    assert.deepEqual(outputs.endpoints, {
      query: `${url}/prometheus`,
      push: `${url}/api/v1/push`,
      otlp: `${url}/otlp`,
      alertmanager: `${url}/alertmanager`,
      alertmanagerDataSource: url,
    });
  });

  it("is asked part by part where no proxy stands before it", () => {
    const at = (part: string) => `http://metrics-${part}.monitoring.svc.cluster.local:8080`;
    assert.deepEqual(
      mimirEndpoints(resolved(resolveMimir, { ...DISTRIBUTED, zones: ZONES, gateway: false })),
      {
        query: `${at("query-frontend")}/prometheus`,
        push: `${at("distributor")}/api/v1/push`,
        otlp: `${at("distributor")}/otlp`,
        // The one Service that leads to the Alertmanagers of all zones.
        alertmanager: `${at("alertmanager-headless")}/alertmanager`,
        alertmanagerDataSource: at("alertmanager-headless"),
      },
    );
  });

  it("leaves nothing of the chart's own configuration, so that nothing must be taken away by null", () => {
    for (const args of [DISTRIBUTED, EVERYTHING, INGEST_STORAGE]) {
      const { values } = release(args);
      assert.equal(at(values, "mimir.config"), "{}");
      assert.deepEqual(at(values, "mimir.structuredConfig"), config(args));
      assert.deepEqual(nulls(values), []);
    }
  });

  it("switches off what the chart brings along", () => {
    const { values } = release(DISTRIBUTED);
    for (const extra of ["minio", "kafka", "rollout_operator"]) {
      assert.equal(at(values, `${extra}.enabled`), false, extra);
    }
  });

  it("keeps braces that Helm would take for a template", () => {
    const { values } = release({
      ...DISTRIBUTED,
      config: { ruler: { external_url: "http://x/{{ .Release.Name }}" } },
    });
    const url = at(values, "mimir.structuredConfig.ruler.external_url");
    assert.equal(url, "http://x/{{ `{{` }} .Release.Name }}");
  });

  it("lays `config` over the configuration and `values` over the values, as the last thing", () => {
    const { values } = release({
      ...DISTRIBUTED,
      config: { querier: { max_concurrent: 4 } },
      values: { querier: { replicas: 9 }, minio: { enabled: true } },
    });
    assert.equal(at(values, "mimir.structuredConfig.querier.max_concurrent"), 4);
    assert.equal(at(values, "querier.replicas"), 9);
    assert.equal(at(values, "minio.enabled"), true);
  });

  it("has a part for everything, and no target of its own", () => {
    const classic = config(DISTRIBUTED);
    assert.deepEqual(checkYamlConfig("mimir", classic), []);
    assert.equal(classic.target, undefined);
    const scheduler = "metrics-query-scheduler-headless.monitoring.svc.cluster.local.:9095";
    assert.equal(at(classic, "frontend.scheduler_address"), scheduler);
    assert.equal(at(classic, "frontend_worker.scheduler_address"), scheduler);
    assert.deepEqual(at(classic, "memberlist.join_members"), [
      "dns+metrics-gossip-ring.monitoring.svc.cluster.local.:7946",
    ]);
    assert.equal(
      at(classic, "ruler.alertmanager_url"),
      "dnssrvnoa+http://_http-metrics._tcp.metrics-alertmanager-headless.monitoring.svc.cluster.local./alertmanager",
    );
    assert.equal(at(classic, "overrides_exporter"), undefined);
  });

  it("names only caches that there are", () => {
    const caches = { chunks: { replicas: 0 }, metadata: { replicas: 0 }, results: { replicas: 0 } };
    const some = config({ ...DISTRIBUTED, caches });
    const store = at(some, "blocks_storage.bucket_store") as object;
    assert.deepEqual(Object.keys(store).sort(), ["index_cache", "sync_dir"]);
    assert.equal(at(some, "ruler_storage.cache"), undefined);
    assert.equal(at(some, "frontend.cache_results"), undefined);
    const { values } = release({ ...DISTRIBUTED, caches });
    assert.deepEqual(at(values, "chunks-cache"), { enabled: false });
    assert.equal(at(values, "index-cache.enabled"), true);
  });
});

describe("Mimir's ingest storage", () => {
  it("is off in the classic architecture, and Kafka does not know it", () => {
    assert.deepEqual(config(DISTRIBUTED).ingest_storage, { enabled: false });
    assert.equal(at(config(DISTRIBUTED), "ingester.push_grpc_method_enabled"), undefined);
    assert.equal(mimirKafkaConsumer(resolved(resolveMimir, DISTRIBUTED)), undefined);
    assert.equal(mimirKafkaConsumer(resolved(resolveMimir, {})), undefined);
  });

  it("goes through a topic that somebody else makes, with a password from the environment", () => {
    const file = config(INGEST_STORAGE);
    assert.deepEqual(checkYamlConfig("mimir", file), []);
    assert.deepEqual(file.ingest_storage, {
      enabled: true,
      kafka: {
        address: "kafka-a:9092,kafka-b:9092",
        topic: "mimir-ingest",
        auto_create_topic_enabled: false,
        sasl_mechanism: "SCRAM-SHA-512",
        sasl_username: "mimir",
      },
    });
    assert.equal(at(file, "ingester.push_grpc_method_enabled"), false);
    assert.equal(at(file, "distributor.remote_timeout"), "5s");
    assert.equal(
      at(file, "ruler.query_frontend.address"),
      "dns:///metrics-query-frontend.monitoring.svc.cluster.local.:9095",
    );
  });

  it("gets its password as a flag, for in the file it would be YAML", () => {
    const [release] = mimirReleases(resolved(resolveMimir, INGEST_STORAGE));
    for (const part of ["distributor", "ingester", "query_frontend", "ruler"]) {
      assert.deepEqual(at(release?.values, `${part}.extraArgs`), {
        "ingest-storage.kafka.sasl-password": "$(KAFKA_PASSWORD)",
      });
    }
    const [open] = mimirReleases(
      resolved(resolveMimir, { ...INGEST_STORAGE, kafka: { address: "kafka:9092" } }),
    );
    assert.equal(at(open?.values, "ingester.extraArgs"), undefined);
  });

  it("encrypts with the files of the user's Secrets", () => {
    const tls = { caSecret: { name: "ca", key: "root.pem" }, clientSecret: "client" };
    const { kafka } = config({ ...INGEST_STORAGE, kafka: { address: "k:9093", tls } })
      .ingest_storage as { kafka: object };
    assert.deepEqual(kafka, {
      address: "k:9093",
      topic: "mimir-ingest",
      auto_create_topic_enabled: false,
      tls_enabled: true,
      tls_ca_path: "/etc/kafka-client/ca/root.pem",
      tls_cert_path: "/etc/kafka-client/certificate/tls.crt",
      tls_key_path: "/etc/kafka-client/certificate/tls.key",
    });
  });

  it("tells Kafka its topic, with a partition for every ingester of a zone", () => {
    const consumer = (args: object = {}) =>
      mimirKafkaConsumer(resolved(resolveMimir, { ...INGEST_STORAGE, ...args }));
    assert.deepEqual(consumer(), {
      topic: "mimir-ingest",
      partitions: 12,
      replay: "24h",
      podLabels: { "app.kubernetes.io/instance": "metrics" },
    });
    const components = { ingester: { replicas: 60 } };
    assert.equal(consumer({ components })?.partitions, 20);
    assert.deepEqual(
      refusals(resolveMimir, { ...INGEST_STORAGE, components, topic: { partitions: 19 } }),
      [
        "topic.partitions: got 19; allowed: at least 20, one for every ingester of a zone; write 20",
      ],
    );
  });
});

it("Mimir gives every zone as many ingesters, store gateways and Alertmanagers as every other", () => {
  const zones = ["a", "b", "c", "d"];
  const { components } = resolved(resolveMimir, { ...DISTRIBUTED, zones });
  const { ingester, storeGateway, alertmanager, querier } = components;
  assert.deepEqual(
    [ingester, storeGateway, alertmanager, querier].map(({ replicas }) => replicas),
    [4, 4, 4, 2],
  );
  assert.equal(mimirReleases(resolved(resolveMimir, {})).length, 0);
});
