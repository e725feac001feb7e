import assert from "node:assert/strict";
import { kafkaCluster, nodePools } from "../../components/kafka/cluster";
import { type InClusterKafkaArgs, resolveKafka } from "../../components/kafka/kafka-args";
import { type KafkaConsumer, kafkaTopics } from "../../components/kafka/kafka-topics";
import { at } from "../support/deployed";
import { resolved } from "../support/resolved";

type Args = Omit<InClusterKafkaArgs, "kind" | "namespace">;

const TRACES: KafkaConsumer = { topic: "tempo-traces", partitions: 3, replay: "6h" };
const METRICS: KafkaConsumer = { topic: "mimir-ingest", partitions: 6, replay: "13h" };

function spec(args: Args = {}) {
  const found = resolved(resolveKafka, { kind: "incluster", ...args });
  assert.ok(found.kind === "incluster");
  return found;
}

describe("Kafka's nodes", () => {
  const roles = (args: Args) =>
    nodePools(spec(args)).map((p) => [p.name, p.spec.replicas, p.spec.roles]);

  it("are brokers and three controllers apart, one a zone at least", () => {
    assert.deepEqual(roles({}), [
      ["kafka-controller", 3, ["controller"]],
      ["kafka-broker", 3, ["broker"]],
    ]);
    assert.deepEqual(roles({ brokers: 6 })[1], ["kafka-broker", 6, ["broker"]]);
    assert.deepEqual(roles({ zones: ["a", "b", "c", "d"] })[1], ["kafka-broker", 4, ["broker"]]);
  });

  it("are one that does everything, for trials", () => {
    assert.deepEqual(roles({ brokers: 1 }), [["kafka-broker", 1, ["controller", "broker"]]]);
    const config = kafkaCluster(spec({ brokers: 1 })).spec;
    assert.equal(at(config, "kafka.config")?.["default.replication.factor" as never], 1);
    assert.deepEqual(kafkaTopics([TRACES], { brokers: 1 })[0]?.replicas, 1);
  });

  it("keep their volumes, unless the user says otherwise", () => {
    const volumes = (args: Args) =>
      nodePools(spec(args)).map((p) => (at(p.spec, "storage.volumes") as object[])[0]);
    assert.deepEqual(volumes({ persistence: { storageClass: "fast" } }), [
      {
        id: 0,
        type: "persistent-claim",
        size: "5Gi",
        class: "fast",
        deleteClaim: false,
        kraftMetadata: "shared",
      },
      {
        id: 0,
        type: "persistent-claim",
        size: "50Gi",
        class: "fast",
        deleteClaim: false,
        kraftMetadata: "shared",
      },
    ]);
    const gone = volumes({ persistence: { whenDeleted: "Delete" } });
    assert.deepEqual(
      gone.map((v) => (v as { deleteClaim: boolean }).deleteClaim),
      [true, true],
    );
  });

  it("stand in the zones that are named, and apart", () => {
    const pod = (args: Args) => at(nodePools(spec(args))[1]?.spec, "template.pod");
    const zone = { key: "topology.kubernetes.io/zone", operator: "In", values: ["a", "b", "c"] };
    const linux = { key: "kubernetes.io/os", operator: "In", values: ["linux"] };
    const terms = (args: Args) =>
      at(
        pod(args),
        "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms",
      );
    assert.deepEqual(terms({ zones: ["a", "b", "c"] }), [{ matchExpressions: [linux, zone] }]);
    const disk = { key: "disk", operator: "Exists" };
    const affinity = {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [disk] }],
        },
      },
    };
    assert.deepEqual(terms({ affinity }), [{ matchExpressions: [disk, linux] }]);
    const spread = (args: Args) =>
      (at(pod(args), "topologySpreadConstraints") as Record<string, unknown>[]).map((c) => [
        c.topologyKey,
        c.whenUnsatisfiable,
      ]);
    assert.deepEqual(spread({ zones: ["a", "b", "c"] }), [
      ["topology.kubernetes.io/zone", "DoNotSchedule"],
      ["kubernetes.io/hostname", "ScheduleAnyway"],
    ]);
    // Volumes could be anywhere: a cluster without zones must still run them all.
    assert.deepEqual(spread({})[0], ["topology.kubernetes.io/zone", "ScheduleAnyway"]);
  });

  it("write each copy in another zone, and acknowledge what is there twice", () => {
    const { spec: zoned } = kafkaCluster(spec({ zones: ["a", "b", "c"] }));
    assert.deepEqual(at(zoned, "kafka.rack"), { topologyKey: "topology.kubernetes.io/zone" });
    assert.equal(at(kafkaCluster(spec()).spec, "kafka.rack"), undefined);
    assert.deepEqual(at(zoned, "kafka.config"), {
      "auto.create.topics.enable": false,
      "default.replication.factor": 3,
      "min.insync.replicas": 2,
      "offsets.topic.replication.factor": 3,
      "transaction.state.log.replication.factor": 3,
      "transaction.state.log.min.isr": 2,
      "message.max.bytes": 16_000_000,
      "replica.fetch.max.bytes": 16_000_000,
    });
  });

  it("run the version of Kafka that their image has, and what the user lays over", () => {
    const { spec: cluster } = kafkaCluster(spec({ config: { "num.io.threads": 16 } }));
    assert.equal(at(cluster, "kafka.version"), "4.3.1");
    assert.equal(at(cluster, "kafka.image"), "quay.io/strimzi/kafka:1.2.0-kafka-4.3.1");
    const config = at(cluster, "kafka.config") as Record<string, unknown>;
    assert.equal(config["num.io.threads"], 16);
  });
});

describe("Kafka's pods", () => {
  it("obey Pod Security restricted, whoever brings the operator", () => {
    const { spec: cluster } = kafkaCluster(spec());
    const container = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
    for (const path of [
      "kafka.template.kafkaContainer",
      "kafka.template.initContainer",
      "entityOperator.template.topicOperatorContainer",
    ]) {
      assert.deepEqual(at(cluster, `${path}.securityContext`), container, path);
    }
    const pod = { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } };
    const templates = [
      at(cluster, "entityOperator.template"),
      ...nodePools(spec()).map((pool) => at(pool.spec, "template")),
    ];
    assert.equal(templates.length, 3);
    for (const template of templates) assert.deepEqual(at(template, "pod.securityContext"), pod);
  });

  it("are scraped where each tells its metrics", () => {
    const port = (template: unknown) =>
      (at(template, "pod.metadata.annotations") as Record<string, string>)["prometheus.io/port"];
    const { spec: cluster } = kafkaCluster(spec());
    assert.equal(port(at(cluster, "entityOperator.template")), "8080");
    assert.equal(port(at(nodePools(spec())[0]?.spec, "template")), "9404");
  });
});

describe("Kafka's listener", () => {
  const peers = (consumers: KafkaConsumer[]) => {
    const listeners = at(kafkaCluster(spec({ consumers })).spec, "kafka.listeners") as object[];
    assert.equal(listeners.length, 1);
    return (listeners[0] as { networkPolicyPeers: object[] }).networkPolicyPeers;
  };

  it("lets only its consumers in, where all of them say who they are", () => {
    const tempo = { "app.kubernetes.io/instance": "tempo" };
    const mimir = { "app.kubernetes.io/instance": "mimir" };
    assert.deepEqual(
      peers([
        { ...TRACES, podLabels: tempo },
        { ...METRICS, podLabels: mimir },
      ]),
      [{ podSelector: { matchLabels: tempo } }, { podSelector: { matchLabels: mimir } }],
    );
  });

  it("lets in the whole namespace, and no other, where one of them does not", () => {
    const everybody = [{ podSelector: {} }];
    assert.deepEqual(peers([{ ...TRACES, podLabels: { a: "b" } }, METRICS]), everybody);
    assert.deepEqual(peers([]), everybody);
  });
});

describe("Kafka's topics", () => {
  it("have exactly the partitions of their readers, three copies and room for the largest batch", () => {
    assert.deepEqual(kafkaTopics([TRACES, METRICS], { brokers: 5 }), [
      {
        name: "tempo-traces",
        partitions: 3,
        replicas: 3,
        config: {
          "cleanup.policy": "delete",
          "retention.ms": 24 * 3_600_000,
          "segment.ms": 3_600_000,
          "min.insync.replicas": 2,
          "max.message.bytes": 16_000_000,
        },
      },
      {
        name: "mimir-ingest",
        partitions: 6,
        replicas: 3,
        config: {
          "cleanup.policy": "delete",
          // Twice the 13 hours that may have to be read again.
          "retention.ms": 26 * 3_600_000,
          "segment.ms": 3_600_000,
          "min.insync.replicas": 2,
          "max.message.bytes": 16_000_000,
        },
      },
    ]);
  });

  it("are kept as long as the user says", () => {
    const [topic] = kafkaTopics([TRACES], { brokers: 3, retention: "7h" });
    assert.equal(topic?.config["retention.ms"], 7 * 3_600_000);
  });
});
