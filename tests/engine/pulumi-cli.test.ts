import assert from "node:assert/strict";
import type { KubernetesObject } from "../../cli/render/render";
import { EnginePlace, stopEnginePlaces } from "../support/engine/engine-place";
import { keyOf } from "../support/engine/live-cluster";
import { PulumiCli, removePulumiCopies } from "../support/engine/pulumi-cli";
import { renderingOf } from "../support/rendering";

/** A step of `pulumi preview --json`. */
interface Step {
  op: string;
  newState: { type: string; inputs: KubernetesObject };
}

describe("the program through pulumi's own command line", function () {
  this.timeout(180_000);
  let place: EnginePlace;
  let cli: PulumiCli;

  before(async function () {
    // The first run on a machine builds the programs.
    this.timeout(1_800_000);
    place = await EnginePlace.start();
    cli = await PulumiCli.create({ KUBECONFIG: place.plane.kubeconfig });
    const { status, output } = await cli.run("stack", "init", "dev");
    assert.equal(status, 0, output);
  });

  after(async () => {
    await stopEnginePlaces();
    await removePulumiCopies();
  });

  it("previews every object of the render", async () => {
    const rendering = await renderingOf("dev");
    const { status, stdout, output } = await cli.run("preview", "--stack", "dev", "--json");
    assert.equal(status, 0, output);
    const { steps } = JSON.parse(stdout) as { steps: Step[] };
    assert.deepEqual([...new Set(steps.map(({ op }) => op))], ["create"]);
    const objects = steps
      .map(({ newState }) => newState)
      // The content of a Secret is a patch of it.
      .filter(({ type }) => type.startsWith("kubernetes:") && !type.endsWith(":SecretPatch"))
      .map(({ inputs }) => keyOf(inputs));
    assert.deepEqual(objects.sort(), rendering.objects.map(keyOf).sort());
  });

  it("brings dev up and has its outputs", async () => {
    const { status, output } = await cli.run("up", "--stack", "dev", "--yes", "--skip-preview");
    assert.equal(status, 0, output);
    const pods = await place.cluster.pods();
    assert.equal(pods.length, 17);
    const { stdout } = await cli.run("stack", "output", "--stack", "dev", "--json");
    const outputs = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual(Object.keys(outputs).sort(), [
      "agentsNamespace",
      "dataSourceUids",
      "endpoints",
      "namespace",
      "secrets",
    ]);
    assert.deepEqual(outputs.secrets, {
      grafanaAdmin: { name: "grafana-admin", key: "password" },
      ingestToken: { name: "ingest-token", key: "token" },
    });
  });

  it("refuses a type that Pulumi.yaml does not declare before the program runs", async () => {
    const { status, output } = await cli.previewWith((settings) =>
      settings.replace(/lgtm:retention:\n( {4}.*\n)+/, "lgtm:retention: 7d\n"),
    );
    assert.notEqual(status, 0);
    const message = "Stack 'dev' with configuration key 'lgtm:retention' must be of type 'object'";
    assert.ok(output.includes(`error: validating stack config: ${message}`), output);
  });

  it("tells all that is wrong in the configuration, without a stack trace and the secret", async () => {
    const secret = "in-the-clear-in-the-file";
    const { status, output } = await cli.previewWith((settings) =>
      settings.replace("config:", `config:\n  lgtm:retentoin: 4d\n  lgtm:ingestToken: ${secret}`),
    );
    assert.notEqual(status, 0);
    for (const line of [
      /error: Configuration of lgtm\/dev: 2 problems, nothing was created$/m,
      /^ +lgtm:ingestToken: got a value in clear text; allowed: an encrypted value; write it with `pulumi config set --secret lgtm:ingestToken`$/m,
      /^ +lgtm:retentoin: got "lgtm:retentoin"; .*; write "lgtm:retention"$/m,
    ]) {
      assert.match(output, line);
    }
    assert.doesNotMatch(output, /^\s+at /m);
    assert.ok(!output.includes(secret));
  });

  it("compiles with the project's own tsconfig.json", async () => {
    await cli.change("stacks/index.ts", (text) => `${text}\nconst unused = 1;\n`);
    const { status, output } = await cli.run("preview", "--stack", "dev");
    assert.notEqual(status, 0);
    assert.match(
      output,
      /stacks\/index\.ts.*\n?.*TS6133: 'unused' is declared but its value is never read/s,
    );
  });
});
