import assert from "node:assert/strict";
import type { JsonObject } from "../../sandbox/provider/json";
import { podTrouble, readiness } from "../../sandbox/provider/readiness";

function workload(
  kind: string,
  status: JsonObject,
  spec: JsonObject = { replicas: 3 },
): JsonObject {
  return { kind, metadata: { name: "x", generation: 2 }, spec, status };
}

function condition(type: string, status: string, rest: JsonObject = {}): JsonObject {
  return { conditions: [{ type, status, ...rest }] };
}

const seen = { observedGeneration: 2 };
const all = { ...seen, replicas: 3, updatedReplicas: 3, availableReplicas: 3 };

describe("readiness", () => {
  const table: [string, JsonObject, string][] = [
    ["a Deployment that is rolled out", workload("Deployment", all), "ready"],
    [
      "a Deployment whose controller has not looked",
      workload("Deployment", { ...all, observedGeneration: 1 }),
      "the controller has not seen it yet",
    ],
    [
      "a Deployment with old pods",
      workload("Deployment", { ...all, replicas: 4 }),
      "1 pods of the old revision are still there",
    ],
    [
      "a Deployment that is not updated",
      workload("Deployment", { ...all, updatedReplicas: 1 }),
      "1 of 3 pods are of the new revision",
    ],
    [
      "a Deployment that is not available",
      workload("Deployment", { ...all, availableReplicas: 2 }),
      "2 of 3 pods are available",
    ],
    ["a Deployment without pods", workload("Deployment", seen, { replicas: 0 }), "ready"],
    ["a StatefulSet that is rolled out", workload("StatefulSet", all), "ready"],
    [
      "a StatefulSet in the middle",
      workload("StatefulSet", { ...all, updatedReplicas: 2 }),
      "2 of 3 pods are of the new revision",
    ],
    [
      "a StatefulSet up to its partition",
      workload(
        "StatefulSet",
        { ...all, updatedReplicas: 1 },
        { replicas: 3, updateStrategy: { rollingUpdate: { partition: 2 } } },
      ),
      "ready",
    ],
    [
      "a DaemonSet on one of two nodes",
      workload("DaemonSet", {
        ...seen,
        desiredNumberScheduled: 2,
        updatedNumberScheduled: 2,
        numberAvailable: 1,
      }),
      "1 of 2 nodes have it available",
    ],
    ["a DaemonSet without nodes", workload("DaemonSet", { ...seen }), "ready"],
    ["a Job that completed", workload("Job", condition("Complete", "True")), "ready"],
    ["a Job that runs", workload("Job", {}, {}), "0 of 1 runs completed"],
    ["a namespace", { kind: "Namespace", status: { phase: "Active" } }, "ready"],
    ["a namespace that goes", { kind: "Namespace", status: {} }, "it is not active yet"],
    [
      "a definition that is not served",
      { kind: "CustomResourceDefinition", status: condition("NamesAccepted", "True") },
      "the API server does not serve it yet",
    ],
    ["what has no condition", { kind: "ConfigMap" }, "ready"],
    [
      "what must not be waited for",
      { kind: "Namespace", metadata: { annotations: { "pulumi.com/skipAwait": "true" } } },
      "ready",
    ],
  ];

  for (const [what, object, expected] of table) {
    it(`of ${what}: ${expected}`, () => {
      const found = readiness(object);
      assert.equal(found.state === "ready" ? "ready" : found.reason, expected);
    });
  }

  it("gives up on what failed for good", () => {
    const late = condition("Progressing", "False", {
      reason: "ProgressDeadlineExceeded",
      message: "timed out progressing",
    });
    assert.deepEqual(readiness(workload("Deployment", late)), {
      state: "failed",
      reason: "timed out progressing",
    });
    const failed = condition("Failed", "True", { message: "back-off limit reached" });
    assert.equal(readiness(workload("Job", failed)).state, "failed");
  });

  it("tells a pod's trouble in the words of who knows", () => {
    const waiting = { waiting: { reason: "ImagePullBackOff", message: "no such image" } };
    const containerStatuses = [{ name: "web", state: waiting }];
    assert.equal(
      podTrouble({ status: { containerStatuses } }),
      "container web: ImagePullBackOff: no such image",
    );
    const unscheduled = condition("PodScheduled", "False", { message: "no node fits" });
    assert.equal(podTrouble({ status: unscheduled }), "not scheduled: no node fits");
    assert.equal(podTrouble({ status: condition("Ready", "True") }), undefined);
  });
});
