import assert from "node:assert/strict";
import { rolloutTimeouts } from "../../components/shared/rollout-time";
import { WorkloadKind, type WorkloadSpec } from "../../components/shared/workload-spec";

const timeouts = (spec: Partial<WorkloadSpec>) =>
  rolloutTimeouts({ kind: WorkloadKind.StatefulSet, ...spec } as WorkloadSpec);

const startup = { path: "/ready", port: "http", failureThreshold: 180 };

describe("how long Pulumi waits for a rollout", () => {
  it("is as long as the provider waits for anything, where that is enough", () => {
    const short = { create: "600s", update: "600s", delete: "630s" };
    assert.deepEqual(timeouts({}), short);
    assert.deepEqual(timeouts({ kind: WorkloadKind.Deployment }), short);
  });

  it("grows with the replicas, each of which ends and starts in its turn", () => {
    const one = { gracePeriodSeconds: 300, startup };
    assert.equal(timeouts(one).update, "2100s");
    assert.equal(timeouts({ ...one, replicas: 3 }).update, "6300s");
    // Each zone is a set of its own, which Pulumi waits for by itself.
    assert.equal(timeouts({ ...one, replicas: 6, zones: ["a", "b", "c"] }).update, "4200s");
    assert.equal(timeouts(one).create, "600s");
    assert.equal(timeouts(one).delete, "900s");
  });

  it("is for ten steps where every node has a pod, however many nodes there are", () => {
    assert.equal(timeouts({ kind: WorkloadKind.DaemonSet }).update, "3300s");
  });
});
