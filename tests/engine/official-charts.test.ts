import assert from "node:assert/strict";
import { CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import * as kubernetes from "@pulumi/kubernetes";
import type { ChartName } from "../../components/versions";
import { officialChart } from "../support/charts/official";
import { type ProgramEngine, programEngine } from "../support/engine/program-engine";

/** Enough to render, and to be whole on three nodes that run nothing. */
const VALUES: Partial<Record<ChartName, object>> = {
  "prometheus-operator-crds": {},
  "rollout-operator": {},
  "strimzi-kafka-operator": {},
  seaweedfs: {},
  "kube-prometheus-stack": {
    grafana: { enabled: false },
    crds: { enabled: false },
    prometheusOperator: { admissionWebhooks: { enabled: false }, tls: { enabled: false } },
  },
  loki: {
    deploymentMode: "Distributed",
    loki: {
      useTestSchema: true,
      storage: { type: "s3", bucketNames: { chunks: "chunks", ruler: "ruler" } },
    },
    ingester: { replicas: 3 },
    distributor: { replicas: 3, maxUnavailable: 1 },
    querier: { replicas: 3, maxUnavailable: 1 },
    queryFrontend: { replicas: 2, maxUnavailable: 1 },
    queryScheduler: { replicas: 2 },
    indexGateway: { replicas: 2, maxUnavailable: 1 },
    compactor: { replicas: 1 },
    read: { replicas: 0 },
    write: { replicas: 0 },
    backend: { replicas: 0 },
    lokiCanary: { enabled: false },
    test: { enabled: false },
  },
  "mimir-distributed": { minio: { enabled: false }, rollout_operator: { enabled: false } },
  "tempo-distributed": { ingest: { kafka: { address: "kafka:9092" } } },
  pyroscope: {
    alloy: { enabled: false },
    architecture: { microservices: { enabled: true }, storage: { v1: false, v2: true } },
  },
};

const namespace = "official";

describe("official charts on the embedded control plane", function () {
  this.timeout(600_000);
  let engine: ProgramEngine;
  const folders = new Map<string, string>();

  before(async function () {
    // The first run on a machine builds the programs.
    this.timeout(1_800_000);
    for (const chart of Object.keys(VALUES) as ChartName[]) {
      folders.set(chart, officialChart(this, chart));
    }
    engine = await programEngine();
  });

  async function pods() {
    const config = new KubeConfig();
    config.loadFromFile(engine.kubeconfig);
    const { items } = await config.makeApiClient(CoreV1Api).listNamespacedPod({ namespace });
    return items;
  }

  it("become ready side by side, stay as they are, and go again", async () => {
    const stack = await engine.stack("official", async () => {
      const home = new kubernetes.core.v1.Namespace("home", { metadata: { name: namespace } });
      const install = (name: string, dependsOn: kubernetes.helm.v3.Release[] = []) => {
        const chart = folders.get(name)!;
        const values = { ...VALUES[name as ChartName], fullnameOverride: name };
        const args = { name, namespace, chart, values, timeout: 300, atomic: true };
        return new kubernetes.helm.v3.Release(name, args, { dependsOn: [home, ...dependsOn] });
      };
      const first = ["prometheus-operator-crds", "rollout-operator"];
      const operators = first.map((name) => install(name));
      for (const name of folders.keys()) if (!first.includes(name)) install(name, operators);
      return Promise.resolve();
    });
    await stack.up();
    const made = await pods();
    assert.ok(made.length > 60, `${made.length} pods`);
    const unready = made.filter(({ status }) =>
      status?.conditions?.some(({ type, status: is }) => type === "Ready" && is !== "True"),
    );
    assert.deepEqual(
      unready.map(({ metadata }) => metadata?.name),
      [],
    );
    const nodes = new Set(made.map(({ spec }) => spec?.nodeName));
    assert.deepEqual([...nodes].sort(), ["sandbox-a-1", "sandbox-b-1", "sandbox-c-1"]);
    assert.equal((await stack.preview({ expectNoChanges: true })).changeSummary.same, 11);

    await stack.destroy();
    assert.equal(await engine.find("v1", "Namespace", namespace), undefined);
  });
});
