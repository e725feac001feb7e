import assert from "node:assert/strict";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { failure, type ProviderEngine, providerEngine } from "../support/provider-engine";
import { until } from "../support/until";

const labels = { app: "stuck" };

/** A Deployment that no node takes as long as it asks for a disk that none has. */
function deployment(nodeSelector: Record<string, string>) {
  return {
    metadata: { name: "stuck", namespace: "default" },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { nodeSelector, containers: [{ name: "web", image: "example/web:1" }] },
      },
    },
  };
}

function map(name: string, data: Record<string, pulumi.Input<string>>) {
  return { metadata: { name, namespace: "default" }, data };
}

describe("embedded provider: what goes wrong", function () {
  this.timeout(120_000);
  let engine: ProviderEngine;

  before(async function () {
    // The first run on a machine builds the programs.
    this.timeout(1_800_000);
    engine = await providerEngine();
  });

  it("refuses an unknown field in the preview, although its namespace is not there yet", async () => {
    const stack = await engine.stack("unknown-field", async () => {
      const namespace = new kubernetes.core.v1.Namespace("new", { metadata: { name: "new" } });
      const container = { name: "web", image: "example/web:1", imagePullPolcy: "Always" };
      const spec = { containers: [container] };
      new kubernetes.apps.v1.Deployment("web", {
        metadata: { name: "web", namespace: "new", annotations: { after: namespace.metadata.uid } },
        spec: {
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec },
        },
      });
      return Promise.resolve();
    });
    const message = await failure(stack.preview());
    assert.match(
      message,
      /spec\.template\.spec\.containers\[0\]\.imagePullPolcy: unknown field "imagePullPolcy": the API server does not know it here/,
    );
  });

  it("refuses a bad value in the preview", async () => {
    const stack = await engine.stack("bad-value", async () => {
      new kubernetes.apps.v1.Deployment("web", {
        metadata: { name: "web", namespace: "default" },
        spec: { ...deployment({}).spec, replicas: -1 },
      });
      return Promise.resolve();
    });
    assert.match(
      await failure(stack.preview()),
      /spec\.replicas: Invalid value: -1: must be greater than or equal to 0/,
    );
  });

  it("does not print a secret that the API server quotes", async () => {
    const stack = await engine.stack("quoted", async () => {
      const level = pulumi.secret("hunter2 is no label!");
      new kubernetes.core.v1.ConfigMap("map", {
        metadata: { name: "quoted", namespace: "default", labels: { level } },
      });
      return Promise.resolve();
    });
    const message = await failure(stack.preview());
    assert.match(message, /metadata\.labels: Invalid value: "\[secret\]"/);
    assert.ok(!message.includes("hunter2"));
  });

  it("refuses to take an object that somebody else made", async () => {
    await engine.objects.create({
      apiVersion: "v1",
      kind: "ConfigMap",
      ...map("theirs", { a: "theirs" }),
    });
    const stack = await engine.stack("theirs", async () => {
      new kubernetes.core.v1.ConfigMap("map", map("theirs", { a: "ours" }));
      return Promise.resolve();
    });
    assert.match(
      await failure(stack.up()),
      /ConfigMap default\/theirs already exists and was not made by this resource: delete it, choose another name, or take it over with the resource option import: "default\/theirs"/,
    );
    const found = await engine.find("v1", "ConfigMap", "theirs", "default");
    assert.deepEqual((found as { data: object }).data, { a: "theirs" });
  });

  it("takes up its own objects after the engine was killed", async () => {
    let nodeSelector: Record<string, string> = { disk: "none" };
    const stack = await engine.stack("killed", async () => {
      new kubernetes.apps.v1.Deployment("stuck", deployment(nodeSelector));
      return Promise.resolve();
    });
    const interrupted = failure(stack.up());
    const made = await until("the Deployment", () =>
      engine.find("apps/v1", "Deployment", "stuck", "default"),
    );
    await engine.kill();
    await interrupted;
    await stack.cancel();
    assert.ok(!(await engine.writtenState("killed")).includes(made.metadata?.uid ?? "?"));

    nodeSelector = {};
    const { summary } = await stack.up();
    assert.equal(summary.resourceChanges?.create, 1);
    const taken = await engine.find("apps/v1", "Deployment", "stuck", "default");
    assert.equal(taken?.metadata?.uid, made.metadata?.uid);
    assert.equal((await stack.preview({ expectNoChanges: true })).changeSummary.same, 2);
    await stack.destroy();
    assert.equal(await engine.find("apps/v1", "Deployment", "stuck", "default"), undefined);
  });

  it("says which pods a rollout waits for and why, and mends it in the next run", async () => {
    let nodeSelector: Record<string, string> = { disk: "none" };
    const stack = await engine.stack("stuck", async () => {
      new kubernetes.apps.v1.Deployment("stuck", deployment(nodeSelector), {
        customTimeouts: { create: "3s", update: "60s" },
      });
      return Promise.resolve();
    });
    const message = await failure(stack.up());
    assert.match(
      message,
      /Deployment default\/stuck is not ready after 3 s: 0 of 1 pods are available/,
    );
    assert.match(message, /pod stuck-\S+: not scheduled: 0\/3 nodes are available/);

    nodeSelector = {};
    const { summary } = await stack.up();
    assert.equal(summary.resourceChanges?.update, 1);
    await stack.destroy();
  });

  it("says what holds up a deletion, and finishes it when that is gone", async () => {
    const stack = await engine.stack("held", async () => {
      const args = map("held", { a: "1" });
      const metadata = { ...args.metadata, finalizers: ["example.org/keep"] };
      new kubernetes.core.v1.ConfigMap(
        "map",
        { ...args, metadata },
        {
          customTimeouts: { delete: "1s" },
        },
      );
      return Promise.resolve();
    });
    await stack.up();
    assert.match(
      await failure(stack.destroy()),
      /ConfigMap default\/held is still being deleted after 1 s: finalizers example\.org\/keep/,
    );
    const held = await engine.find("v1", "ConfigMap", "held", "default");
    assert.ok(held?.metadata);
    held.metadata.finalizers = [];
    await engine.objects.replace(held);
    await stack.destroy();
    assert.equal(await engine.find("v1", "ConfigMap", "held", "default"), undefined);
  });

  it("does not wait where it is told not to", async () => {
    const stack = await engine.stack("skip", async () => {
      const args = deployment({ disk: "none" });
      const annotations = { "pulumi.com/skipAwait": "true" };
      new kubernetes.apps.v1.Deployment("stuck", {
        ...args,
        metadata: { ...args.metadata, annotations },
      });
      return Promise.resolve();
    });
    await stack.up();
    await stack.destroy();
  });

  it("names the owner of a field that a patch may not take", async () => {
    const object = { apiVersion: "v1", kind: "ConfigMap", ...map("owned", { a: "theirs" }) };
    await engine.objects.create(object, undefined, undefined, "somebody");
    const stack = await engine.stack("conflict", async () => {
      new kubernetes.core.v1.ConfigMapPatch("patch", map("owned", { a: "ours" }));
      return Promise.resolve();
    });
    const message = await failure(stack.preview());
    assert.match(message, /\.data\.a: conflict with "somebody"/);
    assert.match(message, /set the annotation pulumi.com\/patchForce: "true"/);
  });

  it("refuses what it does not serve by name", async () => {
    const stack = await engine.stack("unserved", async () => {
      new kubernetes.core.v1.ConfigMapList("list", { items: [] });
      return Promise.resolve();
    });
    assert.match(
      await failure(stack.preview()),
      /the embedded provider does not serve kubernetes:core\/v1:ConfigMapList: use single objects/,
    );
  });
});
