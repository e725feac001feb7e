import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { confirm, refuseWithoutTerminal } from "../../cli/command-line/confirm";
import { lostNamespaces, refuseLostNamespaces } from "../../cli/engine/lost-namespaces";
import { isObject } from "../../cli/engine/progress";

describe("down of a named context", () => {
  /** A terminal on which these keys are typed, and what stands on its screen. */
  function terminal(keys: string | undefined) {
    const input = Object.assign(new PassThrough(), { isTTY: true });
    const output = Object.assign(new PassThrough(), { isTTY: true });
    if (keys === undefined) input.end();
    else input.write(keys);
    return { input, output, screen: () => String(output.read()) };
  }

  it("takes nothing for a yes but a yes", async () => {
    for (const [keys, wanted] of [
      ["y\n", true],
      ["YES \n", true],
      ["\n", false],
      ["n\n", false],
      ["yesterday\n", false],
      [undefined, false],
    ] as const) {
      const asked = terminal(keys);
      assert.equal(await confirm("Destroy it?", asked), wanted, keys);
      assert.equal(asked.screen(), "Destroy it? [y/N] ");
    }
  });

  it("refuses where nobody can be asked, and says what to write", () => {
    const { input, output } = terminal("");
    refuseWithoutTerminal("x --yes", { input, output });
    for (const half of [
      { input, output: new PassThrough() },
      { input: new PassThrough(), output },
    ]) {
      assert.throws(() => {
        refuseWithoutTerminal("npm run down -- --context c --yes", half);
      }, /^Error: Cannot ask for confirmation, .*Nothing was destroyed: write `npm run down -- --context c --yes`/);
    }
  });

  const namespace = (name: string) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels: {} },
  });
  const owned = (name: string, type = "kubernetes:core/v1:Namespace") => ({
    urn: `urn:pulumi:dev::lgtm::${type}::${name}`,
    type,
    inputs: { metadata: { name } },
  });

  it("finds the namespaces that the state owns and the configuration keeps", () => {
    const state = [
      owned("monitoring"),
      owned("agents"),
      owned("patched", "kubernetes:core/v1:NamespacePatch"),
      owned("map", "kubernetes:core/v1:ConfigMap"),
    ];
    const patched = ["patched", "map", "monitoring"].map(namespace);
    assert.deepEqual(lostNamespaces(state, patched), ["monitoring"]);
    assert.deepEqual(lostNamespaces(state, []), []);
  });

  it("refuses to delete them, and says what to do first", () => {
    const patched = [namespace("monitoring")];
    refuseLostNamespaces([owned("agents")], { patched }, "npm start");
    assert.throws(() => {
      refuseLostNamespaces([owned("monitoring")], { patched }, "npm run up -- --context c");
    }, /keeps the namespace monitoring, but the stack still owns it.*which lets go of it: npm run up -- --context c$/);
  });

  it("counts what is made somewhere, and neither components nor providers", () => {
    const types = ["kubernetes:core/v1:Secret", "lgtm:index:Loki", "pulumi:providers:kubernetes"];
    assert.deepEqual(types.map(isObject), [true, false, false]);
  });
});
