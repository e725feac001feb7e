import assert from "node:assert/strict";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Stack } from "@pulumi/pulumi/automation";
import { fixtureChart } from "../support/charts/package-chart";
import { failure, type ProviderEngine, providerEngine } from "../support/provider-engine";
import { until } from "../support/until";

type Args = Partial<kubernetes.helm.v4.ChartArgs>;
type Exported = { type: string; urn: string; parent?: string; outputs?: Record<string, unknown> };

describe("embedded provider: charts as objects", function () {
  this.timeout(120_000);
  let engine: ProviderEngine;

  before(async function () {
    // The first run on a machine builds the programs.
    this.timeout(1_800_000);
    engine = await providerEngine();
  });

  function chart(
    stackName: string,
    name: "web" | "plain" | "restless",
    args: () => Args = () => ({}),
    opts: pulumi.ComponentResourceOptions = {},
  ): Promise<Stack> {
    return engine.stack(stackName, async () => {
      const given = { namespace: "default", chart: fixtureChart(name) };
      const made = new kubernetes.helm.v4.Chart(stackName, { ...given, ...args() }, opts);
      return Promise.resolve({ count: made.resources.apply((all: unknown[]) => all.length) });
    });
  }

  async function data(name: string): Promise<Record<string, string> | undefined> {
    const found = await engine.find("v1", "ConfigMap", name, "default");
    return (found as { data: Record<string, string> } | undefined)?.data;
  }

  async function resources(stack: Stack): Promise<Exported[]> {
    const exported = (await stack.exportStack()) as { deployment: { resources: Exported[] } };
    return exported.deployment.resources;
  }

  it("makes each object a resource, and changes only those that another value changes", async () => {
    let values: Record<string, unknown> = { replicas: 2 };
    const stack = await chart("web-v4", "web", () => ({ values }));
    assert.equal((await stack.up()).outputs.count?.value, 3);
    const all = await resources(stack);
    const component = all.find(({ type }) => type === "kubernetes:helm.sh/v4:Chart");
    const children = all.filter(({ parent }) => parent === component?.urn);
    assert.deepEqual(children.map(({ urn }) => urn.split("::").slice(2).join("::")).sort(), [
      "kubernetes:helm.sh/v4:Chart$kubernetes:apps/v1:Deployment::web-v4:default/web-v4",
      "kubernetes:helm.sh/v4:Chart$kubernetes:core/v1:ConfigMap::web-v4:default/web-v4",
      "kubernetes:helm.sh/v4:Chart$kubernetes:core/v1:Service::web-v4:default/web-v4",
    ]);
    const providers = all.filter(({ type }) => type === "pulumi:providers:kubernetes");
    assert.equal(providers.length, 1, "its objects have the program's provider");
    assert.equal((await stack.preview({ expectNoChanges: true })).changeSummary.same, 5);

    values = { replicas: 2, greeting: "good morning" };
    const { changeSummary } = await stack.preview();
    assert.deepEqual(changeSummary, { same: 4, update: 1 });
    const { summary } = await stack.up();
    assert.deepEqual(summary.resourceChanges, { same: 4, update: 1 });
    assert.deepEqual(await data("web-v4"), { greeting: "good morning" });

    await stack.destroy();
    assert.equal(await data("web-v4"), undefined);
    assert.equal(await engine.find("apps/v1", "Deployment", "web-v4", "default"), undefined);
  });

  it("brings definitions before their objects, hides Secrets and keeps what the chart keeps", async () => {
    const stack = await chart("plain-v4", "plain", () => ({ values: { token: "hidden-word" } }));
    await stack.up();
    // Its kind is so new that what the server says of itself may lack it for a moment.
    const paint = await until("the Paint is there", () =>
      engine.find("plain.example/v1", "Paint", "plain-v4", "default"),
    );
    assert.deepEqual((paint as { spec?: object }).spec, { colour: "blue" });
    const kept = await data("plain-v4-kept");
    assert.match(kept?.kubernetes ?? "", /^v1\.\d+\.\d+/);
    assert.equal(kept?.deployments, "true", "the chart sees what the cluster serves");
    assert.ok(!(await engine.writtenState("plain-v4")).includes("hidden-word"));
    // A ClusterRole is in no namespace.
    assert.ok(
      (await resources(stack)).some(({ urn }) =>
        urn.endsWith(":ClusterRole::plain-v4:plain-v4-painter"),
      ),
    );
    await stack.preview({ expectNoChanges: true });

    await stack.destroy();
    assert.equal((await data("plain-v4-kept"))?.colour, "blue");
    assert.equal(
      await engine.find(
        "apiextensions.k8s.io/v1",
        "CustomResourceDefinition",
        "paints.plain.example",
      ),
      undefined,
    );
    const left = (await engine.find("v1", "ConfigMap", "plain-v4-kept", "default"))!;
    await engine.objects.delete(left);
  });

  it("leaves definitions out where it is told to", async () => {
    const stack = await chart("skipped", "plain", () => ({ skipCrds: true }));
    await stack.preview();
    const { changeSummary } = await stack.preview();
    assert.deepEqual(changeSummary, { create: 6 });
  });

  it("drops hooks, answers lookups, and shows a random value as the change that it is", async () => {
    const stack = await chart("restless-v4", "restless");
    await stack.up();
    assert.equal(await data("restless-v4-hook"), undefined);
    assert.deepEqual(await data("restless-v4-found"), { before: "nothing" });
    // The lookup finds what the first run made, and the random value is another each time.
    assert.deepEqual((await stack.preview()).changeSummary, { same: 2, update: 2 });
    await stack.destroy();
  });

  it("takes a prefix, files of values, and a program that edits what was rendered", async () => {
    const script = join(engine.folder, "edit.sh");
    await writeFile(script, '#!/bin/sh\nsed "s/good evening/$1/"\n');
    await chmod(script, 0o755);
    const stack = await chart("edited", "web", () => ({
      name: "renamed",
      resourcePrefix: "mine",
      valueYamlFiles: [new pulumi.asset.StringAsset("greeting: good evening")],
      postRenderer: { command: script, args: ["good night"] },
    }));
    await stack.up();
    assert.deepEqual(await data("renamed"), { greeting: "good night" });
    const urns = (await resources(stack)).map(({ urn }) => urn);
    assert.ok(urns.some((urn) => urn.endsWith("ConfigMap::mine:default/renamed")));
    await stack.destroy();
  });

  it("protects its objects where it is protected itself", async () => {
    const stack = await chart("guarded", "web", undefined, { protect: true });
    await stack.up();
    assert.match(await failure(stack.destroy()), /protect/);
    const freed = await chart("guarded", "web");
    await freed.up();
    await freed.destroy();
  });

  it("says what a chart refuses, at the component", async () => {
    const stack = await chart("refused-v4", "web", () => ({ values: { replicas: -1 } }));
    assert.match(await failure(stack.preview()), /Helm chart refused-v4: .*replicas.*minimum/s);
  });

  it("shows no objects as long as a value is not known", async () => {
    const stack = await engine.stack("unknown-v4", async () => {
      const map = new kubernetes.core.v1.ConfigMap("first", { metadata: { namespace: "default" } });
      const values = { greeting: map.metadata.uid };
      const args = { namespace: "default", chart: fixtureChart("web"), values };
      new kubernetes.helm.v4.Chart("unknown", args);
      return Promise.resolve();
    });
    const { stdout, changeSummary } = await stack.preview();
    assert.match(stdout, /not known yet: the preview does not show its objects/);
    assert.deepEqual(changeSummary, { create: 3 });
    await stack.up();
    assert.match((await data("unknown"))?.greeting ?? "", /^[0-9a-f-]{36}$/);
    await stack.destroy();
  });
});
