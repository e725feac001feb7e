import assert from "node:assert/strict";
import type { Stack } from "@pulumi/pulumi/automation";
import { passwordIn } from "../../cli/charts/password";
import { createRelease } from "../../components/shared/chart-release";
import { CHARTS } from "../../components/versions";
import { chartPackage } from "../support/charts/chart-package";
import { startHttpRepository } from "../support/charts/http-repository";
import type { LoopbackServer } from "../support/charts/loopback-server";
import { failure, type ProgramEngine, programEngine } from "../support/engine/program-engine";

const { version } = CHARTS.pyroscope;
const passwordSecret = { name: "registry", key: "token" };
const template = [
  "apiVersion: v1",
  "kind: ConfigMap",
  "metadata: { name: {{ .Release.Name }}, namespace: {{ .Release.Namespace }} }",
].join("\n");

describe("password of a chart repository in a Secret", function () {
  this.timeout(60_000);
  let engine: ProgramEngine;
  let server: LoopbackServer;
  let stack: Stack;

  before(async function () {
    // The first run on a machine builds the programs.
    this.timeout(1_800_000);
    engine = await programEngine();
    const files = { "values.yaml": "{}", "templates/map.yaml": template };
    const credentials = { username: "reader", password: "s3cret-word" };
    const started = await startHttpRepository([chartPackage("pyroscope", version, files)], {
      credentials,
    });
    server = started.server;
    const charts = {
      repository: started.url,
      username: "reader",
      passwordSecret,
      sources: {},
      delivery: "release",
      timeout: "1m",
    } as const;
    stack = await engine.stack("charts-password", async () => {
      const named = { name: "profiles", namespace: "default", values: {} };
      createRelease("profiles", { ...named, chart: "pyroscope", charts }, {});
      return Promise.resolve();
    });
  });

  after(() => server.stop());

  /** What a command reads that pulls the chart before the engine does. */
  function read(): Promise<string> {
    return passwordIn(passwordSecret, "default", { kubeconfig: engine.kubeconfig });
  }

  function secret(stringData: Record<string, string>) {
    const metadata = { name: "registry", namespace: "default" };
    return { apiVersion: "v1", kind: "Secret", metadata, stringData };
  }

  it("is missed before anything is made, when the Secret is not there", async () => {
    assert.match(await failure(stack.preview()), /resource 'default\/registry' does not exist/);
    assert.equal(
      await failure(read()),
      "Error: The password of the charts is not to be had: the Secret default/registry, which lgtm:charts.passwordSecret names, is not there.",
    );
  });

  it("is missed by its key, when the Secret has others", async () => {
    await engine.objects.create(secret({ password: "s3cret-word", note: "of the others" }));
    assert.match(
      await failure(stack.preview()),
      /charts\.passwordSecret: the Secret default\/registry has no key "token"; it has: note, password/,
    );
    assert.match(await failure(read()), /has no key "token"; it has: note, password\.$/);
  });

  it("opens the repository, and stands nowhere in clear", async () => {
    const mended = secret({ token: "s3cret-word" });
    await engine.objects.patch(mended);
    assert.equal(await read(), "s3cret-word");
    const { stdout } = await stack.up();
    assert.ok(await engine.find("v1", "ConfigMap", "profiles", "default"));
    assert.ok(server.requests.includes(`GET /charts/pyroscope-${version}.tgz`));
    const seen = `${stdout}${await engine.writtenState("charts-password")}`;
    for (const text of ["s3cret-word", "of the others"]) {
      assert.ok(!seen.includes(text), text);
      assert.ok(!seen.includes(Buffer.from(text).toString("base64")), text);
    }
  });

  it("changes nothing afterwards, and the Secret outlives the stack", async () => {
    await stack.preview({ expectNoChanges: true });
    await stack.destroy();
    assert.equal(await engine.find("v1", "ConfigMap", "profiles", "default"), undefined);
    const kept = await engine.find("v1", "Secret", "registry", "default");
    assert.ok(kept);
    await engine.objects.delete(kept);
  });
});
