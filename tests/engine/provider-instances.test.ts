import assert from "node:assert/strict";
import * as kubernetes from "@pulumi/kubernetes";
import { failure, type ProviderEngine, providerEngine } from "../support/provider-engine";
import { until } from "../support/until";

const labels = { app: "web" };

describe("embedded provider: instances, imports, cancellation", function () {
  this.timeout(120_000);
  let engine: ProviderEngine;

  before(async function () {
    // The first run on a machine builds the programs.
    this.timeout(1_800_000);
    engine = await providerEngine();
  });

  it("gives each provider of a program its own namespace", async () => {
    for (const name of ["left", "right"]) {
      const metadata = { name };
      await engine.objects.create({ apiVersion: "v1", kind: "Namespace", metadata });
    }
    const stack = await engine.stack("instances", async () => {
      for (const namespace of ["left", "right"]) {
        const provider = new kubernetes.Provider(namespace, { namespace });
        const args = { metadata: { name: "map" }, data: { from: namespace } };
        new kubernetes.core.v1.ConfigMap(namespace, args, { provider });
      }
      new kubernetes.core.v1.ConfigMap("map", { metadata: { name: "map" } });
      return Promise.resolve();
    });
    await stack.up();
    for (const namespace of ["left", "right"]) {
      const found = await engine.find("v1", "ConfigMap", "map", namespace);
      assert.deepEqual((found as { data: object }).data, { from: namespace });
    }
    assert.ok(await engine.find("v1", "ConfigMap", "map", "default"));
    assert.equal((await stack.preview({ expectNoChanges: true })).changeSummary.same, 6);
    await stack.destroy();
  });

  it("refuses a context that the kubeconfig has not", async () => {
    const stack = await engine.stack("context", async () => {
      const provider = new kubernetes.Provider("other", { context: "production" });
      new kubernetes.core.v1.ConfigMap("map", {}, { provider });
      return Promise.resolve();
    });
    assert.match(
      await failure(stack.preview()),
      /the kubeconfig has no context "production", allowed: \S+/,
    );
  });

  it("replaces a generated name by making the new object first", async () => {
    let app = "one";
    const stack = await engine.stack("generated", async () => {
      const selector = { app };
      const web = new kubernetes.apps.v1.Deployment("web", {
        metadata: { namespace: "default" },
        spec: {
          selector: { matchLabels: selector },
          template: {
            metadata: { labels: selector },
            spec: { containers: [{ name: "web", image: "example/web:1" }] },
          },
        },
      });
      return Promise.resolve({ name: web.metadata.name });
    });
    const first = (await stack.up()).outputs.name?.value as string;
    assert.match(first, /^web-[0-9a-f]{8}$/);
    app = "two";
    const order: string[] = [];
    const { outputs } = await stack.up({
      onEvent: ({ resOutputsEvent: event }) => {
        if (event?.metadata.type.endsWith("Deployment")) order.push(event.metadata.op);
      },
    });
    assert.notEqual(outputs.name?.value, first);
    assert.deepEqual(order, ["create-replacement", "replace", "delete-replaced"]);
    assert.equal(await engine.find("apps/v1", "Deployment", first, "default"), undefined);
    await stack.destroy();
  });

  it("imports an object that exists", async () => {
    await engine.objects.create({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "existing", namespace: "default", labels },
      data: { a: "1" },
    });
    const metadata = { name: "existing", namespace: "default", labels };
    let options: { import?: string } = { import: "default/existing" };
    const stack = await engine.stack("import", async () => {
      new kubernetes.core.v1.ConfigMap("map", { metadata, data: { a: "1" } }, options);
      return Promise.resolve();
    });
    const { summary } = await stack.up();
    assert.equal(summary.resourceChanges?.import, 1);
    options = {};
    await stack.preview({ expectNoChanges: true });
    await stack.destroy();
    assert.equal(await engine.find("v1", "ConfigMap", "existing", "default"), undefined);
  });

  it("stops waiting when the run is cancelled, and keeps what it made", async () => {
    const stack = await engine.stack("cancelled", async () => {
      const spec = {
        nodeSelector: { disk: "none" },
        containers: [{ name: "web", image: "example/web:1" }],
      };
      new kubernetes.apps.v1.Deployment("web", {
        metadata: { name: "cancelled", namespace: "default" },
        spec: {
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec },
        },
      });
      return Promise.resolve();
    });
    const controller = new AbortController();
    const interrupted = failure(stack.up({ signal: controller.signal }));
    const made = await until("the Deployment", () =>
      engine.find("apps/v1", "Deployment", "cancelled", "default"),
    );
    controller.abort();
    assert.match(await interrupted, /was still waited for when the operation was cancelled/);
    assert.ok((await engine.writtenState("cancelled")).includes(made.metadata?.uid ?? "?"));
    await stack.destroy();
    assert.equal(await engine.find("apps/v1", "Deployment", "cancelled", "default"), undefined);
  });
});
