import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { stringify } from "yaml";
import { kubeconfigWith } from "../../cli/engine/target";

describe("cli: the kubeconfig of a context", () => {
  const folder = mkdtempSync(join(tmpdir(), "lgtm-kubeconfig-"));
  const [work, home] = [join(folder, "work"), join(folder, "home")];

  before(() => {
    for (const [file, context] of [
      [work, "eu-prod"],
      [home, "kind"],
    ] as const) {
      writeFileSync(
        file,
        stringify({
          clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:1" } }],
          users: [{ name: "u", user: {} }],
          contexts: [{ name: context, context: { cluster: "c", user: "u" } }],
        }),
      );
    }
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("is the one of several that has it", () => {
    const env = { KUBECONFIG: [work, home].join(delimiter) };
    assert.equal(kubeconfigWith("kind", env), home);
    assert.equal(kubeconfigWith("eu-prod", env), work);
  });

  it("is refused with all contexts where none has it", () => {
    const env = { KUBECONFIG: [work, home].join(delimiter) };
    assert.throws(
      () => kubeconfigWith("eu-prd", env),
      /has no such context\. It has: eu-prod, kind\. Did you mean "eu-prod"\?/,
    );
  });

  it("is refused with its name where it cannot be read", () => {
    assert.throws(
      () => kubeconfigWith("kind", { KUBECONFIG: join(folder, "absent") }),
      /absent cannot be read .*Set KUBECONFIG/,
    );
  });
});
