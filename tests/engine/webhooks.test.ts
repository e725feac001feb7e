import assert from "node:assert/strict";
import * as kubernetes from "@pulumi/kubernetes";
import { type ProgramEngine, programEngine } from "../support/engine/program-engine";

const metadata = { name: "guarded", namespace: "default" };
const labels = { app: "guarded" };

/** As the rollout operator's: each change of a StatefulSet is asked for, and an operator that is away refuses it. */
function webhook(): kubernetes.admissionregistration.v1.ValidatingWebhookConfigurationArgs {
  return {
    metadata: { name: "guarded" },
    webhooks: [
      {
        name: "guarded.example.org",
        clientConfig: { service: { ...metadata, path: "/admission/no-downscale", port: 443 } },
        rules: [
          {
            operations: ["UPDATE"],
            apiGroups: ["apps"],
            apiVersions: ["v1"],
            resources: ["statefulsets", "statefulsets/scale"],
          },
        ],
        admissionReviewVersions: ["v1"],
        sideEffects: "None",
        failurePolicy: "Fail",
        timeoutSeconds: 5,
      },
    ],
  };
}

describe("webhooks of operators that are simulated", function () {
  this.timeout(180_000);
  let engine: ProgramEngine;

  before(async function () {
    // The first run on a machine builds the programs.
    this.timeout(1_800_000);
    engine = await programEngine();
  });

  it("stand in the way of no change and no deletion", async () => {
    let replicas = 1;
    const stack = await engine.stack("webhooks", async () => {
      const service = new kubernetes.core.v1.Service("guarded", {
        metadata,
        spec: { selector: labels, ports: [{ port: 443 }] },
      });
      const hook = new kubernetes.admissionregistration.v1.ValidatingWebhookConfiguration(
        "guarded",
        webhook(),
        { dependsOn: [service] },
      );
      const container = { name: "web", image: "example/web:1" };
      const spec = {
        replicas,
        serviceName: metadata.name,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [container] } },
      };
      new kubernetes.apps.v1.StatefulSet("guarded", { metadata, spec }, { dependsOn: [hook] });
      return Promise.resolve();
    });
    await stack.up();
    await stack.preview({ expectNoChanges: true });
    replicas = 2;
    await stack.up();
    const set = await engine.find("apps/v1", "StatefulSet", "guarded", "default");
    assert.equal((set as unknown as { status: { readyReplicas: number } }).status.readyReplicas, 2);
    // The garbage collector changes the set when its pods are gone, and is asked as well.
    await stack.destroy();
    assert.equal(await engine.find("apps/v1", "StatefulSet", "guarded", "default"), undefined);
  });
});
