import assert from "node:assert/strict";
import { Kafka } from "../../components/kafka/kafka";
import { type InClusterKafkaArgs, resolveKafka } from "../../components/kafka/kafka-args";
import { type KafkaConsumer, kafkaTopics } from "../../components/kafka/kafka-topics";
import { kafkaReleases } from "../../components/kafka/release";
import { at } from "../support/deployed";
import { type RecordedResource, find, listed, record } from "../support/mocks";
import { refusals, resolved } from "../support/resolved";

type Args = Omit<InClusterKafkaArgs, "kind" | "namespace">;

const TRACES: KafkaConsumer = { topic: "tempo-traces", partitions: 3, replay: "6h" };
const METRICS: KafkaConsumer = { topic: "mimir-ingest", partitions: 6, replay: "13h" };
const TOPIC = "kubernetes:kafka.strimzi.io/v1:KafkaTopic";
const POOL = "kubernetes:kafka.strimzi.io/v1:KafkaNodePool";
const CLUSTER = "kubernetes:kafka.strimzi.io/v1:Kafka";

function spec(args: Args = {}) {
  const found = resolved(resolveKafka, { kind: "incluster", ...args });
  assert.ok(found.kind === "incluster");
  return found;
}

async function created(args: Args = {}): Promise<RecordedResource[]> {
  return record(() => new Kafka("k", { kind: "incluster", namespace: "mon", ...args }));
}

describe("Kafka in the cluster", () => {
  it("consists of exactly these objects, each after what it needs", async () => {
    const resources = await created({ consumers: [TRACES] });
    assert.deepEqual(listed(resources), [
      "kubernetes:helm.sh/v3:Release k-operator",
      `${CLUSTER} k`,
      `${POOL} k-kafka-broker`,
      `${POOL} k-kafka-controller`,
      `${TOPIC} k-tempo-traces`,
      "lgtm:index:Kafka k",
    ]);
    const release = "kubernetes:helm.sh/v3:Release k-operator";
    assert.deepEqual(find(resources, POOL, "k-kafka-broker").dependsOn, [release]);
    // Kafka is awaited: without its pools it would never be ready.
    assert.deepEqual(find(resources, CLUSTER, "k").dependsOn, [
      release,
      `${POOL} k-kafka-broker`,
      `${POOL} k-kafka-controller`,
    ]);
    // Deleted before Kafka, whose topic operator alone can let it go.
    assert.deepEqual(find(resources, TOPIC, "k-tempo-traces").dependsOn, [release, `${CLUSTER} k`]);
  });

  it("says where it is and what is in it", async () => {
    assert.deepEqual(
      find(await created({ consumers: [TRACES] }), "lgtm:index:Kafka", "k").outputs,
      {
        client: { address: "kafka-kafka-bootstrap.mon.svc.cluster.local:9092" },
        topics: kafkaTopics([TRACES], { brokers: 3 }),
      },
    );
  });

  it("brings no operator where there is one", async () => {
    const resources = await created({ operator: "external" });
    assert.deepEqual(
      resources.filter(({ type }) => type.includes("helm")),
      [],
    );
  });

  it("is awaited, unless the user says otherwise", async () => {
    const waits = async (args: Args) => {
      const { metadata } = find(await created(args), CLUSTER, "k").inputs as {
        metadata: { annotations?: Record<string, string> };
      };
      return metadata.annotations?.["pulumi.com/waitFor"];
    };
    assert.equal(await waits({}), "condition=Ready");
    assert.equal(await waits({ awaitReady: false }), undefined);
  });

  it("is protected with everything in it where its volumes are", async () => {
    const persistence = { protect: true };
    const isProtected = (resources: RecordedResource[]) =>
      resources.filter((r) => r.protect).map(({ name }) => name);
    assert.deepEqual(isProtected(await created({ consumers: [TRACES] })), []);
    assert.deepEqual(isProtected(await created({ consumers: [TRACES], persistence })).sort(), [
      "k",
      "k-kafka-broker",
      "k-kafka-controller",
      "k-tempo-traces",
    ]);
  });
});

describe("Kafka that is there already", () => {
  const sasl = {
    mechanism: "SCRAM-SHA-512",
    username: "lgtm",
    passwordSecret: { name: "kafka", key: "password" },
  } as const;

  it("makes nothing, and says which topics it must have", async () => {
    const resources = await record(
      () =>
        new Kafka("k", {
          kind: "external",
          namespace: "mon",
          address: "a:9092,b:9092",
          sasl,
          tls: {},
          consumers: [TRACES],
        }),
    );
    assert.deepEqual(listed(resources), ["lgtm:index:Kafka k"]);
    assert.deepEqual(resources[0]?.outputs, {
      client: { address: "a:9092,b:9092", sasl, tls: {} },
      topics: kafkaTopics([TRACES], { brokers: 3 }),
    });
  });
});

it("Kafka's operator comes in the user's images, and lets no default of the chart limit its CPU", () => {
  const [release] = kafkaReleases(
    spec({ image: { registry: "mirror.example.com" }, imagePullSecrets: ["pull"] }),
  );
  assert.equal(release?.name, "kafka-operator");
  assert.equal(release.values.defaultImageRegistry, "mirror.example.com");
  assert.deepEqual(at(release.values, "image.imagePullSecrets"), [{ name: "pull" }]);
  assert.deepEqual(at(release.values, "resources.limits"), { cpu: null, memory: "512Mi" });
});

describe("Kafka refuses", () => {
  const incluster = (args: object) => refusals(resolveKafka, { kind: "incluster", ...args });

  it("numbers of brokers that cannot keep three copies", () => {
    assert.deepEqual(incluster({ brokers: 2 }), [
      "brokers: got 2; allowed: 1 for trials, or at least 3: as many as copies; write 3",
    ]);
    assert.deepEqual(incluster({ brokers: 1, zones: ["a", "b", "c"] }), [
      "brokers: got 1; allowed: at least 3: as many as copies and as zones; write 3",
    ]);
  });

  it("a retention that deletes what was not read yet", () => {
    assert.deepEqual(incluster({ retention: "12h", consumers: [TRACES, METRICS] }), [
      'retention: got "12h"; allowed: at least 13h, for which "mimir-ingest" may have to be read again; write "13h", or leave it out',
    ]);
  });

  it("one topic for two", () => {
    assert.deepEqual(incluster({ consumers: [TRACES, { ...METRICS, topic: "tempo-traces" }] }), [
      'consumers[1].topic: got "tempo-traces"; allowed: a topic that no other consumer has; write another name',
    ]);
  });

  it("values for an operator that is not ours", () => {
    assert.deepEqual(incluster({ operator: "external", values: { replicas: 2 } }), [
      'values: got {"replicas":2}; allowed: nothing with `operator: external`, whose chart is not ours; write nothing here, or `operator: managed`',
    ]);
  });
});
