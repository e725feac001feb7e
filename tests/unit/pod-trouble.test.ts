import assert from "node:assert/strict";
import type { V1Pod } from "@kubernetes/client-node";
import { podTrouble } from "../../cli/engine/pod-trouble";

const condition = (type: string, status: string, message?: string) => ({ type, status, message });

const container = (state: object, rest: object = {}) => ({ name: "loki", state, ...rest });

/** A pod as the API server answers with it. */
const pod = (status: object, metadata: object = {}) =>
  ({ metadata: { name: "loki-0", ...metadata }, status }) as unknown as V1Pod;

describe("why a pod is not ready", () => {
  it("is nothing where it is, or has done its work", () => {
    assert.equal(podTrouble(pod({ conditions: [condition("Ready", "True")] })), undefined);
    assert.equal(podTrouble(pod({ phase: "Succeeded" })), undefined);
  });

  it("is what a container says, before everything else", () => {
    const waiting = { reason: "ImagePullBackOff", message: 'Back-off pulling image "loki:9"' };
    const unready = [condition("Ready", "False", "containers with unready status: [loki]")];
    const told = podTrouble(
      pod({ conditions: unready, containerStatuses: [container({ waiting })] }),
    );
    assert.equal(told, 'container loki: ImagePullBackOff: Back-off pulling image "loki:9"');
  });

  it("is how a container ended that is started again and again", () => {
    const lastState = { terminated: { exitCode: 137, reason: "OOMKilled" } };
    const status = container({ waiting: { reason: "CrashLoopBackOff" } }, { lastState });
    const told = podTrouble(pod({ containerStatuses: [status] }));
    assert.equal(told, "container loki: CrashLoopBackOff; it ended with OOMKilled (137)");
  });

  it("is not an init container that is done", () => {
    const done = container({ terminated: { exitCode: 0, reason: "Completed" } });
    assert.equal(podTrouble(pod({ initContainerStatuses: [done] })), "not ready yet");
  });

  it("is what the scheduler says of a pod without a node", () => {
    const message = "0/3 nodes are available: 3 Insufficient memory.";
    const told = podTrouble(pod({ conditions: [condition("PodScheduled", "False", message)] }));
    assert.equal(told, `not scheduled: ${message}`);
  });

  it("is that it ends, and how long that may take", () => {
    const ending = { deletionTimestamp: new Date(0), deletionGracePeriodSeconds: 300 };
    const ready = { conditions: [condition("Ready", "True")] };
    assert.equal(podTrouble(pod(ready, ending)), "ending, for at most 300 s");
  });
});
