import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Context } from "mocha";
import { stringify } from "yaml";
import { STRIMZI_API, kafkaCluster, nodePools, topicObject } from "../../components/kafka/cluster";
import { type InClusterKafkaArgs, resolveKafka } from "../../components/kafka/kafka-args";
import { kafkaTopics } from "../../components/kafka/kafka-topics";
import { kafkaReleases } from "../../components/kafka/release";
import {
  type PrometheusOperatorArgs,
  resolvePrometheusOperator,
} from "../../components/prometheus/operator/operator-args";
import { crdReleases, stackRelease } from "../../components/prometheus/operator/release";
import { monitorName, serviceMonitor } from "../../components/prometheus/operator/service-monitors";
import { startControlPlane, stopControlPlane } from "../../sandbox/control-plane";
import { ensureTool } from "../../sandbox/tools";
import { officialChart, renderOfficial } from "../support/charts/official";
import { resolved } from "../support/resolved";
import { until } from "../support/until";

const NAMESPACE = {
  apiVersion: "v1",
  kind: "Namespace",
  metadata: {
    name: "monitoring",
    labels: {
      "pod-security.kubernetes.io/enforce": "restricted",
      "pod-security.kubernetes.io/warn": "restricted",
    },
  },
};

describe("operators and their objects before a real API server", function () {
  this.timeout(120_000);
  let folder: string;
  let kubectl: (...args: string[]) => { status: number | null; stdout: string; stderr: string };

  before(async function () {
    // The first run on a machine builds the programs.
    this.timeout(1_800_000);
    folder = await mkdtemp(join(tmpdir(), "lgtm-operators-"));
    const program = await ensureTool("kubectl");
    const plane = await startControlPlane({ stateDir: join(folder, "plane"), durable: false });
    kubectl = (...args) =>
      spawnSync(program, ["--kubeconfig", plane.kubeconfig, ...args], {
        encoding: "utf8",
        env: { HOME: folder },
      });
    await apply("namespace", [NAMESPACE]);
  });

  after(async () => {
    await stopControlPlane(join(folder, "plane"));
    await rm(folder, { recursive: true, force: true });
  });

  async function file(name: string, objects: readonly object[]): Promise<string> {
    const path = join(folder, `${name}.yaml`);
    await writeFile(path, objects.map((object) => stringify(object)).join("---\n"));
    return path;
  }

  async function apply(name: string, objects: readonly object[]): Promise<void> {
    const { status, stderr } = kubectl("create", "--filename", await file(name, objects));
    assert.deepEqual([status, stderr], [0, ""]);
  }

  /** The server checks everything, unknown fields and Pod Security included, and makes nothing. */
  async function dryRun(name: string, objects: readonly object[]) {
    const path = await file(name, objects);
    return kubectl("create", "--dry-run=server", "--validate=strict", "--filename", path);
  }

  /** Makes the kinds of a chart known to the server. */
  async function createKinds(path: string): Promise<void> {
    const made = kubectl("create", "--filename", path);
    assert.equal(made.status, 0, made.stderr);
    await until("the kinds", () => {
      // Of a kind that has no conditions yet, `wait` itself says that it cannot.
      const answer = kubectl("wait", "--for=condition=Established", "crd", "--all");
      return Promise.resolve(answer.status === 0 ? answer : undefined);
    });
  }

  describe("Kafka", () => {
    before(async function () {
      await createKinds(join(officialChart(this, "strimzi-kafka-operator"), "crds"));
    });

    const spec = (args: Partial<InClusterKafkaArgs> = {}) => {
      const found = resolved(resolveKafka, { kind: "incluster", ...args });
      assert.ok(found.kind === "incluster");
      return found;
    };

    function kafkaObjects(args: Partial<InClusterKafkaArgs>): object[] {
      const kafka = spec(args);
      const topics = kafkaTopics(kafka.consumers, kafka).map((topic) => topicObject(kafka, topic));
      return [...nodePools(kafka), kafkaCluster(kafka), ...topics].map(
        ({ kind, name, labels, spec }) => ({
          apiVersion: STRIMZI_API,
          kind,
          metadata: { name, namespace: "monitoring", labels },
          spec,
        }),
      );
    }

    const consumers = [{ topic: "tempo-traces", partitions: 3, replay: "6h" as const }];
    const specs: [string, Partial<InClusterKafkaArgs>, number][] = [
      ["of one broker", { brokers: 1 }, 2],
      [
        "in three zones with all that can be said",
        {
          zones: ["a", "b", "c"],
          consumers,
          tolerations: [{ key: "kafka", operator: "Exists" }],
          priorityClassName: "high",
          imagePullSecrets: ["pull"],
          annotations: { team: "data" },
          resources: { cpuLimit: "2" },
          config: { "num.io.threads": 16 },
        },
        4,
      ],
    ];
    for (const [what, args, count] of specs) {
      it(`${what} is what Strimzi's kinds take`, async () => {
        const { status, stdout, stderr } = await dryRun("kafka", kafkaObjects(args));
        assert.deepEqual([status, stderr], [0, ""]);
        assert.equal(stdout.trim().split("\n").length, count);
      });
    }

    it("with a field that Strimzi does not have is refused", async () => {
      const [pool] = kafkaObjects({}) as [{ spec: Record<string, unknown> }];
      pool.spec.replica = 3;
      const { status, stderr } = await dryRun("unknown", [pool]);
      assert.equal(status, 1);
      assert.match(stderr, /unknown field "spec\.replica"/);
    });

    it("has an operator that is taken as it is, in a restricted namespace", async function () {
      const [release] = kafkaReleases(spec());
      const objects = await rendered(this, release!);
      const { status, stdout, stderr } = await dryRun("strimzi", objects);
      assert.deepEqual([status, stderr], [0, ""]);
      assert.equal(stdout.trim().split("\n").length, objects.length);
    });
  });

  describe("Prometheus", () => {
    const spec = (args: Partial<PrometheusOperatorArgs> = {}) =>
      resolved(resolvePrometheusOperator, args);

    before(async function () {
      const [crds] = crdReleases(spec());
      await createKinds(await file("kinds", await rendered(this, crds!)));
    });

    const specs: [string, Partial<PrometheusOperatorArgs>][] = [
      ["with nothing said", {}],
      [
        "with everything said",
        {
          zones: ["a", "b", "c"],
          replicas: 3,
          labels: { team: "platform" },
          annotations: { note: "text" },
          tolerations: [{ operator: "Exists" }],
          imagePullSecrets: ["pull"],
          remoteWriteUrl: "http://mimir:8080/api/v1/push",
          alertmanagerUrl: "http://mimir:8080/alertmanager",
          remoteWriteReceiver: true,
          secrets: [{ name: "orders", key: "password" }],
          persistence: { storageClass: "fast" },
        },
      ],
    ];
    for (const [what, args] of specs) {
      it(`and its operator ${what} are taken as they are, in a restricted namespace`, async function () {
        const objects = await rendered(this, stackRelease(spec(args)));
        const { status, stdout, stderr } = await dryRun("prometheus", objects);
        assert.deepEqual([status, stderr], [0, ""]);
        assert.equal(stdout.trim().split("\n").length, objects.length);
      });
    }

    it("has monitors that its kinds take", async () => {
      const service = { name: "orders", namespace: "shop", port: "http", path: "/metrics" };
      const monitor = {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "ServiceMonitor",
        metadata: { name: monitorName(service), namespace: "monitoring" },
        spec: serviceMonitor(service),
      };
      const { status, stderr } = await dryRun("monitor", [monitor]);
      assert.deepEqual([status, stderr], [0, ""]);
    });
  });

  async function rendered(context: Context, release: Parameters<typeof renderOfficial>[1]) {
    return renderOfficial(context, release, ["--skip-crds"]);
  }
});
