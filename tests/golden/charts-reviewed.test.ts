import assert from "node:assert/strict";
import { readReviewed, unreviewed } from "../../cli/charts/review";
import { readChart } from "../../components/shared/chart-files";
import { CHARTS, type ChartName } from "../../components/versions";
import { officialChart } from "../support/charts/official";

/** The nearest to the pinned version that could be read when its list was made. */
const READ_INSTEAD: Partial<Record<ChartName, string>> = {
  "mimir-distributed": "6.1.0-weekly.391",
};

describe("hooks, lookups and random functions of the charts", () => {
  const reviewed = readReviewed();

  for (const name of Object.keys(CHARTS) as ChartName[]) {
    it(`of ${name} were all looked at`, function () {
      assert.deepEqual(unreviewed(readChart(officialChart(this, name)), reviewed), []);
    });
  }

  it("were looked at in the versions that are installed", () => {
    for (const { chart, version } of reviewed) {
      const name = chart as ChartName;
      assert.equal(version, READ_INSTEAD[name] ?? CHARTS[name].version, chart);
    }
  });

  it("have a reason each", () => {
    for (const { chart, findings } of reviewed) {
      for (const { why } of findings) assert.ok(why.length > 20, `${chart}: ${why}`);
    }
  });
});
