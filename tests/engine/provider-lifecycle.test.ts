import assert from "node:assert/strict";
import * as kubernetes from "@pulumi/kubernetes";
import type { Stack } from "@pulumi/pulumi/automation";
import * as random from "@pulumi/random";
import { type ProviderEngine, providerEngine } from "../support/provider-engine";

const labels = { app: "web" };

function deployment(namespace: string, replicas: number, selector = labels) {
  return {
    metadata: { name: "web", namespace },
    spec: {
      replicas,
      selector: { matchLabels: selector },
      template: {
        metadata: { labels: selector },
        spec: { containers: [{ name: "web", image: "example/web:1" }] },
      },
    },
  };
}

/** The changes that a preview announces, without what stays. */
async function planned(stack: Stack): Promise<Record<string, number>> {
  const { changeSummary } = await stack.preview();
  return Object.fromEntries(Object.entries(changeSummary).filter(([kind]) => kind !== "same"));
}

describe("embedded provider: life of resources", function () {
  this.timeout(120_000);
  let engine: ProviderEngine;

  before(async function () {
    // The first run on a machine builds the programs.
    this.timeout(1_800_000);
    engine = await providerEngine();
  });

  it("makes, keeps, updates, replaces and destroys", async () => {
    let replicas = 2;
    let selector = labels;
    const stack = await engine.stack("life", async () => {
      const namespace = new kubernetes.core.v1.Namespace("life", { metadata: { name: "life" } });
      const options = { dependsOn: namespace };
      new kubernetes.apps.v1.Deployment("web", deployment("life", replicas, selector), options);
      const service = new kubernetes.core.v1.Service(
        "web",
        { metadata: { name: "web", namespace: "life" }, spec: { selector, ports: [{ port: 80 }] } },
        options,
      );
      return Promise.resolve({ address: service.spec.clusterIP });
    });
    assert.deepEqual(await planned(stack), { create: 4 });
    const { outputs } = await stack.up();
    assert.match(String(outputs.address?.value), /^10\.\d+\.\d+\.\d+$/);
    assert.deepEqual(await planned(stack), {});

    replicas = 3;
    assert.deepEqual(await planned(stack), { update: 1 });
    await stack.up();
    const scaled = await engine.find("apps/v1", "Deployment", "web", "life");
    assert.equal((scaled as { status: { availableReplicas: number } }).status.availableReplicas, 3);

    selector = { app: "other" };
    assert.deepEqual(await planned(stack), { replace: 1, update: 1 });
    await stack.up();
    const replaced = await engine.find("apps/v1", "Deployment", "web", "life");
    assert.notEqual(replaced?.metadata?.uid, scaled?.metadata?.uid);
    assert.deepEqual(await planned(stack), {});

    await stack.destroy();
    assert.equal(await engine.find("v1", "Namespace", "life"), undefined);
  });

  it("removes from the object what leaves the inputs", async () => {
    let data: Record<string, string> = { a: "1", b: "2" };
    const stack = await engine.stack("fields", async () => {
      const metadata = { name: "fields", namespace: "default" };
      new kubernetes.core.v1.ConfigMap("map", { metadata, data });
      new kubernetes.core.v1.Secret("secret", { metadata, stringData: data });
      return Promise.resolve();
    });
    await stack.up();
    data = { a: "1" };
    assert.deepEqual(await planned(stack), { update: 2 });
    await stack.up();
    const map = await engine.find("v1", "ConfigMap", "fields", "default");
    assert.deepEqual((map as { data: object }).data, { a: "1" });
    const secret = await engine.find("v1", "Secret", "fields", "default");
    assert.deepEqual((secret as { data: object }).data, { a: "MQ==" });
    await stack.destroy();
  });

  it("makes a definition before its objects, also in one preview", async () => {
    const stack = await engine.stack("definition", async () => {
      const definition = new kubernetes.apiextensions.v1.CustomResourceDefinition("things", {
        metadata: { name: "things.example.org" },
        spec: {
          group: "example.org",
          scope: "Namespaced",
          names: { kind: "Thing", plural: "things", singular: "thing" },
          versions: [
            {
              name: "v1",
              served: true,
              storage: true,
              schema: {
                openAPIV3Schema: {
                  type: "object",
                  properties: {
                    spec: { type: "object", x_kubernetes_preserve_unknown_fields: true },
                  },
                },
              },
            },
          ],
        },
      });
      new kubernetes.apiextensions.CustomResource(
        "thing",
        {
          apiVersion: "example.org/v1",
          kind: "Thing",
          metadata: { name: "thing" },
          spec: { anything: { goes: true } },
        },
        { dependsOn: definition },
      );
      return Promise.resolve();
    });
    assert.deepEqual(await planned(stack), { create: 3 });
    await stack.up();
    const thing = await engine.find("example.org/v1", "Thing", "thing", "default");
    assert.deepEqual((thing as { spec: object }).spec, { anything: { goes: true } });
    assert.deepEqual(await planned(stack), {});
    await stack.destroy();
    assert.equal(
      await engine.find(
        "apiextensions.k8s.io/v1",
        "CustomResourceDefinition",
        "things.example.org",
      ),
      undefined,
    );
  });

  it("patches a namespace that is not its own, and lets go of it again", async () => {
    const metadata = { name: "foreign", labels: { owner: "them" } };
    await engine.objects.create({ apiVersion: "v1", kind: "Namespace", metadata });
    const stack = await engine.stack("patch", async () => {
      new kubernetes.core.v1.NamespacePatch("labels", {
        metadata: { name: "foreign", labels: { level: "restricted" } },
      });
      return Promise.resolve();
    });
    await stack.up();
    const patched = await engine.find("v1", "Namespace", "foreign");
    assert.equal(patched?.metadata?.labels?.level, "restricted");
    assert.deepEqual(await planned(stack), {});
    await stack.destroy();
    const left = await engine.find("v1", "Namespace", "foreign");
    assert.equal(left?.metadata?.labels?.owner, "them");
    assert.equal(left.metadata.labels.level, undefined);
  });

  it("notices drift at refresh, and only drift", async () => {
    const stack = await engine.stack("drift", async () => {
      new kubernetes.core.v1.ConfigMap("map", {
        metadata: { name: "drift", namespace: "default" },
        data: { a: "1" },
      });
      new kubernetes.core.v1.PersistentVolumeClaim("claim", {
        metadata: { name: "drift", namespace: "default" },
        spec: {
          accessModes: ["ReadWriteOnce"],
          // The API server writes it as 1Gi.
          resources: { requests: { storage: "1024Mi" } },
        },
      });
      return Promise.resolve();
    });
    await stack.up();
    await stack.refresh();
    assert.deepEqual(await planned(stack), {});
    const found = await engine.find("v1", "ConfigMap", "drift", "default");
    await engine.objects.replace({ ...found, data: { a: "changed" } });
    await stack.refresh();
    assert.deepEqual(await planned(stack), { update: 1 });
    await stack.up();
    const mended = await engine.find("v1", "ConfigMap", "drift", "default");
    assert.deepEqual((mended as { data: object }).data, { a: "1" });
    await stack.destroy();
  });

  it("keeps secrets secret and previews what it cannot know", async () => {
    const stack = await engine.stack("secrets", async () => {
      const password = new random.RandomPassword("password", { length: 30 });
      const metadata = { name: "secrets", namespace: "default" };
      const secret = new kubernetes.core.v1.Secret("secret", {
        metadata,
        stringData: { password: password.result },
      });
      new kubernetes.core.v1.ConfigMap("map", {
        metadata: { ...metadata, annotations: { made: secret.metadata.uid } },
        data: { password: password.result, plain: "readable" },
      });
      return Promise.resolve({ password: password.result });
    });
    assert.deepEqual(await planned(stack), { create: 4 });
    const { outputs } = await stack.up();
    const password = String(outputs.password?.value);
    assert.equal(outputs.password?.secret, true);
    // The export of the Automation API decrypts: what counts is what was written down.
    const state = await engine.writtenState("secrets");
    assert.ok(state.includes("readable"));
    for (const clear of [password, Buffer.from(password).toString("base64")]) {
      assert.ok(!state.includes(clear), "the state holds the password in clear");
    }
    const live = await engine.find("v1", "Secret", "secrets", "default");
    const { data } = live as { data: Record<string, string> };
    assert.equal(Buffer.from(data.password ?? "", "base64").toString(), password);
    assert.deepEqual(await planned(stack), {});
    await stack.destroy();
  });
});
