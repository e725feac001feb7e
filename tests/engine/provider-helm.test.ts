import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as kubernetes from "@pulumi/kubernetes";
import type { Stack } from "@pulumi/pulumi/automation";
import { failure, type ProviderEngine, providerEngine } from "../support/provider-engine";

const CONFIG_MAP = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  level: {{ required "level is required" .Values.level | quote }}
  dropped: {{ .Values.dropped | default "gone" | quote }}
  release: {{ .Release.Revision | quote }}
`;

async function writeChart(folder: string): Promise<string> {
  const chart = join(folder, "sample");
  await mkdir(join(chart, "templates"), { recursive: true });
  await writeFile(
    join(chart, "Chart.yaml"),
    'apiVersion: v2\nname: sample\nversion: 1.2.3\nappVersion: "9"\nkubeVersion: ">=1.30.0"\n',
  );
  await writeFile(join(chart, "values.yaml"), "dropped: default\n");
  await writeFile(join(chart, "templates", "map.yaml"), CONFIG_MAP);
  return chart;
}

describe("embedded provider: Helm releases", function () {
  this.timeout(120_000);
  let engine: ProviderEngine;
  let chart: string;

  before(async function () {
    // The first run on a machine builds the programs.
    this.timeout(1_800_000);
    engine = await providerEngine();
    chart = await writeChart(engine.folder);
  });

  function release(stackName: string, values: () => Record<string, unknown>): Promise<Stack> {
    return engine.stack(stackName, async () => {
      const sample = new kubernetes.helm.v3.Release("sample", {
        name: stackName,
        namespace: "default",
        chart,
        values: values(),
      });
      return Promise.resolve({ status: sample.status });
    });
  }

  async function rendered(name: string): Promise<Record<string, string> | undefined> {
    const found = await engine.find("v1", "ConfigMap", name, "default");
    return (found as { data: Record<string, string> } | undefined)?.data;
  }

  it("installs, keeps, upgrades and uninstalls", async () => {
    let level = "info";
    const stack = await release("sample", () => ({ level, dropped: null }));
    const { outputs } = await stack.up();
    const status = outputs.status?.value as Record<string, unknown>;
    assert.deepEqual(status, {
      name: "sample",
      namespace: "default",
      revision: 1,
      status: "deployed",
      chart: "sample",
      version: "1.2.3",
      appVersion: "9",
    });
    // null in values drops the chart's default.
    assert.deepEqual(await rendered("sample"), { level: "info", dropped: "gone", release: "1" });
    assert.equal((await stack.preview({ expectNoChanges: true })).changeSummary.same, 2);

    level = "debug";
    assert.equal((await stack.preview()).changeSummary.update, 1);
    await stack.up();
    assert.equal((await rendered("sample"))?.level, "debug");
    assert.equal((await rendered("sample"))?.release, "2");

    await stack.destroy();
    assert.equal(await rendered("sample"), undefined);
  });

  it("refuses values that the chart does not render with, in the preview", async () => {
    const stack = await release("refused", () => ({}));
    assert.match(await failure(stack.preview()), /level is required/);
  });

  it("takes up its own release after the state was lost, and no other's", async () => {
    const stack = await release("lost", () => ({ level: "info" }));
    await stack.up();
    const exported = await stack.exportStack();
    const deployment = exported.deployment as { resources: { type: string }[] };
    deployment.resources = deployment.resources.filter(({ type }) => !type.includes("Release"));
    await stack.importStack(exported);
    await stack.up();
    assert.equal((await rendered("lost"))?.release, "2");

    const other = await engine.stack("other", async () => {
      new kubernetes.helm.v3.Release("sample", {
        name: "lost",
        namespace: "default",
        chart,
        values: { level: "theirs" },
      });
      return Promise.resolve();
    });
    assert.match(
      await failure(other.up()),
      /the Helm release default\/lost already exists and was not made by this resource: uninstall it/,
    );
    assert.equal((await rendered("lost"))?.level, "info");
    await stack.destroy();
  });

  it("previews from the chart alone where no cluster answers, and says so when it is to install", async () => {
    const kubeconfig = JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      // A port that no program of an ordinary machine listens at.
      clusters: [{ name: "gone", cluster: { server: "http://127.0.0.1:1" } }],
      contexts: [{ name: "gone", context: { cluster: "gone", user: "" } }],
      "current-context": "gone",
    });
    let values: Record<string, unknown> = { level: "info" };
    const stack = await engine.stack("unreachable", async () => {
      const provider = new kubernetes.Provider("gone", { kubeconfig });
      const args = { name: "unreachable", namespace: "default", chart, values };
      new kubernetes.helm.v3.Release("sample", args, { provider });
      return Promise.resolve();
    });
    assert.deepEqual((await stack.preview()).changeSummary, { create: 3 });
    values = {};
    assert.match(await failure(stack.preview()), /level is required/);
    values = { level: "info" };
    assert.match(await failure(stack.up()), /Kubernetes cluster unreachable: .*connection refused/);
    await stack.destroy();
  });

  it("sees that a chart in a folder has changed although its version has not", async () => {
    const stack = await release("edited-chart", () => ({ level: "info" }));
    await stack.up();
    await writeFile(
      join(chart, "templates", "more.yaml"),
      CONFIG_MAP.replace("name: {{", "name: more-{{"),
    );
    assert.equal((await stack.preview()).changeSummary.update, 1);
    await stack.up();
    assert.equal((await rendered("more-edited-chart"))?.level, "info");
    await rm(join(chart, "templates", "more.yaml"));
    await stack.destroy();
  });
});
