import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { mermaidDiagram, withDiagram } from "../../cli/diagram/mermaid";
import { PROJECT_ROOT, environmentNames } from "../../cli/environments";
import { renderingOf } from "../support/rendering";

const readme = readFileSync(join(PROJECT_ROOT, "README.md"), "utf8");

describe("README", () => {
  it("shows the architecture as it is rendered now (`npm run diagram` draws it anew)", async () => {
    const diagram = mermaidDiagram(await renderingOf("dev"));
    assert.equal(readme, withDiagram(readme, diagram));
  });

  it("lists every environment", () => {
    for (const name of environmentNames()) {
      assert.ok(readme.includes(`[${name}](Pulumi.${name}.yaml)`), name);
    }
  });

  it("shows the example that is compiled", () => {
    const example = readFileSync(join(PROJECT_ROOT, "examples", "minimal", "index.ts"), "utf8");
    const stack = /new LgtmStack\([\s\S]*?\}\);/.exec(example)?.[0];
    assert.ok(stack && readme.includes(stack));
  });
});
