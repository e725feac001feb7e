import assert from "node:assert/strict";
import { addResults, summaryLines } from "../result";

const skipped = (suite: string, test: string, reason: string) => ({
  suite,
  name: `${suite} ${test}`,
  reason,
});

describe("summary of a test run", () => {
  it("names what was skipped once for each reason, and what failed", () => {
    const total = addResults([
      {
        passed: 2,
        failed: 0,
        failures: [],
        skipped: [
          skipped("a chart", "renders", "no charts"),
          skipped("a chart", "is the same twice", "no charts"),
          skipped("a chart", "is signed", "no keyring"),
        ],
      },
      {
        passed: 1,
        failed: 1,
        failures: [{ name: "a stack comes up", message: "not ready\n  at line 1" }],
        skipped: [skipped("traces", "arrive", "no tempo")],
      },
    ]);
    assert.deepEqual(summaryLines(total), [
      "",
      "Skipped:",
      "  a chart (2 tests): no charts",
      "  a chart is signed: no keyring",
      "  traces arrive: no tempo",
      "",
      "Failed:",
      "  a stack comes up:",
      "    not ready",
      "      at line 1",
      "",
      "3 passed, 1 failed, 4 skipped",
    ]);
  });

  it("shows the beginning and the end of a long message", () => {
    const failing = (lines: number) => {
      const message = Array.from({ length: lines }, (_, n) => `line ${n + 1}`).join("\n");
      const failures = [{ name: "it", message }];
      return summaryLines({ passed: 0, failed: 1, failures, skipped: [] }).slice(3, -2);
    };
    assert.equal(failing(27).length, 27);
    const long = failing(100);
    assert.deepEqual(long.slice(5, 8), ["    line 6", "    [74 lines]", "    line 81"]);
    assert.equal(long.at(-1), "    line 100");
  });

  it("names the programs that were tested in another version than the deployed one", () => {
    const all = { passed: 7, failed: 0, failures: [], skipped: [] };
    const mimir = { name: "mimir", version: "3.0.5-aced80d74930", deployed: "3.2.0" } as const;
    assert.deepEqual(summaryLines(all, [mimir]), [
      "",
      "Tested in another version than the deployed one:",
      "  mimir: 3.0.5-aced80d74930, not 3.2.0",
      "",
      "7 passed, 0 failed, 0 skipped",
    ]);
  });

  it("says only the counts when all was well", () => {
    const all = { passed: 7, failed: 0, failures: [], skipped: [] };
    assert.deepEqual(summaryLines(all), ["", "7 passed, 0 failed, 0 skipped"]);
  });
});
