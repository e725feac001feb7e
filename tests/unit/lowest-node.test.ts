import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { lowestNode, nodeRanges } from "../../cli/package/lowest-node";

describe("lowest Node of a set of packages", () => {
  const cases: [string[], string | undefined][] = [
    [[], "0.0.0"],
    [[">=18"], "18.0.0"],
    [[">=18", "^18.17.0 || >=20.5.0"], "18.17.0"],
    [[">=20", "^18.17.0 || >=20.5.0", "20 || >=22"], "20.5.0"],
    [[">=22", "20 || >=22"], "22.0.0"],
    [[">= 14.6", "*"], "14.6.0"],
    [["^18", ">=20"], undefined],
  ];
  for (const [ranges, expected] of cases) {
    it(`of ${JSON.stringify(ranges)} is ${expected ?? "none"}`, () => {
      assert.equal(lowestNode(ranges), expected);
    });
  }

  it("is asked of every installed package, of scoped and of inner ones too", () => {
    const folder = mkdtempSync(join(tmpdir(), "lgtm-node-"));
    try {
      const install = (path: string, engines?: object) => {
        const file = join(folder, "node_modules", path, "package.json");
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, JSON.stringify({ name: path, engines }));
      };
      install("plain", { node: ">=18" });
      install("@scope/name", { node: ">=20" });
      install("plain/node_modules/inner", { node: ">=16" });
      install("silent");
      install("odd", { npm: ">=9" });
      mkdirSync(join(folder, "node_modules", ".bin"));
      assert.deepEqual(nodeRanges(join(folder, "node_modules")).sort(), [">=16", ">=18", ">=20"]);
      assert.deepEqual(nodeRanges(join(folder, "elsewhere")), []);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
