import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { environmentNames, readEnvironment } from "../../cli/environments";
import { renderEnvironment } from "../../cli/render/render";
import { renderedFiles } from "../../cli/render/write";
import { renderingOf } from "../support/rendering";

const EXPECTED = join(__dirname, "expected");

/** How to look at a difference, and how to take it over. */
const ACCEPT =
  "`npm run golden` writes what is rendered now: look at the difference in git, and commit it";

for (const name of environmentNames()) {
  describe(`golden render of ${name}`, () => {
    let rendered: Map<string, string>;

    before(async () => {
      rendered = renderedFiles(await renderingOf(name));
    });

    it("consists of exactly the expected files", () => {
      const folder = join(EXPECTED, name);
      assert.deepEqual([...rendered.keys()].sort(), filesBelow(folder), ACCEPT);
    });

    it("has the expected content in every file", () => {
      for (const [path, content] of rendered) {
        const file = join(EXPECTED, name, path);
        const expected = existsSync(file) ? readFileSync(file, "utf8") : "";
        assert.equal(content, expected, `${name}/${path} differs: ${ACCEPT}`);
      }
    });

    it("is byte-identical when it is rendered again", async () => {
      const again = renderedFiles(await renderEnvironment(readEnvironment(name)));
      assert.deepEqual(again, rendered);
    });

    it("holds no secret, only placeholders that name them", async () => {
      const { objects } = await renderingOf(name);
      const secrets = objects.filter((o) => o.kind === "Secret");
      assert.ok(secrets.length >= 3);
      for (const { metadata, stringData } of secrets) {
        for (const [key, value] of Object.entries(stringData as Record<string, string>)) {
          assert.equal(value, `<secret ${metadata.namespace!}/${metadata.name} ${key}>`);
        }
      }
    });
  });
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort();
}
