import assert from "node:assert/strict";
import { CustomObjectsApi, KubeConfig } from "@kubernetes/client-node";
import { EnginePlace, stopEnginePlaces } from "../support/engine/engine-place";
import { until } from "../support/until";

const KIND = { group: "kafka.strimzi.io", version: "v1", plural: "kafkas" };
const KAFKA = { ...KIND, namespace: "default", name: "kafka" };

const TEXT = { type: "string" };
const NUMBER = { type: "integer" };
const CONDITION = {
  type: "object",
  properties: { type: TEXT, status: TEXT, lastTransitionTime: TEXT },
};
/** As much of the kind as is needed here. */
const SCHEMA = {
  type: "object",
  properties: {
    spec: { type: "object", properties: { replicas: NUMBER } },
    status: {
      type: "object",
      properties: {
        observedGeneration: NUMBER,
        conditions: { type: "array", items: CONDITION },
      },
    },
  },
};

interface Answered {
  metadata: { generation: number };
  status?: { observedGeneration?: number; conditions?: { type: string; status: string }[] };
}

describe("operators of the embedded cluster", function () {
  this.timeout(120_000);
  let custom: CustomObjectsApi;

  const answered = () =>
    until("an answer of the operator", async () => {
      const { metadata, status } = (await custom.getNamespacedCustomObject(KAFKA)) as Answered;
      return status?.observedGeneration === metadata.generation ? status : undefined;
    });

  before(async function () {
    // The first run on a machine builds the programs.
    this.timeout(1_800_000);
    const { plane, cluster } = await EnginePlace.start();
    const config = new KubeConfig();
    config.loadFromFile(plane.kubeconfig);
    custom = config.makeApiClient(CustomObjectsApi);
    const version = {
      name: KIND.version,
      served: true,
      storage: true,
      schema: { openAPIV3Schema: SCHEMA },
      subresources: { status: {} },
    };
    const { group, plural } = KIND;
    const names = { kind: "Kafka", plural };
    const kind = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `${plural}.${group}` },
      spec: { group, scope: "Namespaced", names, versions: [version] },
    };
    await cluster.objects.create(kind);
  });

  after(stopEnginePlaces);

  it("say that what they would run is ready, also after it was changed", async () => {
    const body = {
      apiVersion: `${KIND.group}/${KIND.version}`,
      kind: "Kafka",
      metadata: { name: KAFKA.name },
      spec: { replicas: 1 },
    };
    await until("the kind", () =>
      custom.createNamespacedCustomObject({ ...KAFKA, body }).catch(() => undefined),
    );
    const { conditions = [] } = await answered();
    assert.deepEqual(
      conditions.map(({ type, status }) => ({ type, status })),
      [{ type: "Ready", status: "True" }],
    );
    const patch = [{ op: "replace", path: "/spec/replicas", value: 3 }];
    await custom.patchNamespacedCustomObject({ ...KAFKA, body: patch });
    assert.equal((await answered()).observedGeneration, 2);
  });
});
