import assert from "node:assert/strict";
import * as kubernetes from "@pulumi/kubernetes";
import type { Stack } from "@pulumi/pulumi/automation";
import { Kafka } from "../../components/kafka/kafka";
import { PrometheusOperator } from "../../components/prometheus/operator/prometheus-operator";
import { takeOver } from "../../cli/engine/killed-run";
import { ChartDelivery } from "../../components/shared/charts";
import type { ChartName } from "../../components/versions";
import { officialChart } from "../support/charts/official";
import { ProgramEngine, failure } from "../support/engine/program-engine";

const CHARTS: ChartName[] = [
  "strimzi-kafka-operator",
  "prometheus-operator-crds",
  "kube-prometheus-stack",
];
const namespace = "operators";
const MONITORING = "monitoring.coreos.com/v1";
const STRIMZI = "kafka.strimzi.io/v1";

for (const delivery of Object.values(ChartDelivery)) {
  describe(`operators and what they run, by the engine, with kinds by ${delivery}`, function () {
    this.timeout(900_000);
    let engine: ProgramEngine | undefined;
    let stack: Stack;
    /** The same program with no state. */
    let another: Stack;

    before(async function () {
      // The first run on a machine builds the programs.
      this.timeout(1_800_000);
      for (const chart of CHARTS) officialChart(this, chart);
      // Of its own: what stays on purpose would stand in the way of other suites.
      engine = await ProgramEngine.start();
      const charts = {
        directory: process.env.LGTM_CHARTS!,
        sources: { "prometheus-operator-crds": { delivery } },
      };
      const program = () => {
        const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
        const home = new kubernetes.core.v1.Namespace("home", {
          metadata: { name: namespace, labels },
        });
        new Kafka(
          "kafka",
          {
            kind: "incluster",
            namespace,
            charts,
            zones: ["a", "b", "c"],
            consumers: [{ topic: "tempo-traces", partitions: 3, replay: "6h" }],
          },
          { dependsOn: [home] },
        );
        new PrometheusOperator(
          "metrics",
          {
            namespace,
            charts,
            serviceMonitors: [{ name: "orders", namespace: "shop", port: "http" }],
          },
          { dependsOn: [home] },
        );
        return Promise.resolve();
      };
      stack = await engine.stack("operators", program);
      another = await engine.stack("another", program);
    });

    after(() => engine?.stop());

    const found = async (apiVersion: string, kind: string, name: string) =>
      (await engine?.find(apiVersion, kind, name, namespace)) !== undefined;

    it("come up in a restricted namespace, with all that is of their kinds", async () => {
      await stack.up();
      assert.ok(await found(STRIMZI, "Kafka", "kafka"));
      assert.ok(await found(STRIMZI, "KafkaNodePool", "kafka-broker"));
      assert.ok(await found(STRIMZI, "KafkaTopic", "tempo-traces"));
      assert.ok(await found(MONITORING, "Prometheus", "prometheus"));
      assert.ok(await found(MONITORING, "ServiceMonitor", "shop-orders"));
    });

    it("stay as they are", async () => {
      const { changeSummary } = await stack.preview({ expectNoChanges: true });
      assert.deepEqual(Object.keys(changeSummary), ["same"]);
    });

    it("go again, but for the kinds, without which everything of them in the cluster would go", async () => {
      const refused = await failure(stack.destroy());
      assert.match(refused, /metrics-crds.*protect|protect.*metrics-crds/s);
      await stack.destroy({ excludeProtected: true });
      assert.equal(await found(STRIMZI, "Kafka", "kafka"), false);
      assert.equal(await found(MONITORING, "Prometheus", "prometheus"), false);
      const crd = await engine?.find(
        "apiextensions.k8s.io/v1",
        "CustomResourceDefinition",
        "prometheuses.monitoring.coreos.com",
      );
      assert.ok(crd, "the kind Prometheus is still there");
    });

    it("come up again although the kinds are there, and find them", async () => {
      // The release of the kinds is still the stack's own. Single objects may have been left by a stack that is gone:
      // `npm run up` takes those over.
      const again = delivery === ChartDelivery.Chart ? another : stack;
      if (again === another) takeOver(another);
      await again.up();
      await again.preview({ expectNoChanges: true });
      assert.ok(await found(MONITORING, "Prometheus", "prometheus"));
    });
  });
}
