import assert from "node:assert/strict";
import { LIMITS } from "../../cli/report/model/limit-table";
import { bytesText, cpuText } from "../../cli/report/model/quantities";
import { bytesWords, durationWords } from "../../cli/report/model/words";
import { partOf, projectReport, reportWith } from "../support/report";

describe("report: retention and limits", () => {
  it("are what a backend's own configuration says, in words and as written", async () => {
    assert.deepEqual(partOf(await projectReport("dev"), "loki").limits.map(Object.values), [
      ["Logs are kept", "3 days", "limits_config.retention_period: 72h"],
      ["Queries look back", "3 days", "limits_config.max_query_lookback: 72h"],
      ["Taken in per second", "16 MB", "limits_config.ingestion_rate_mb: 16"],
      ["Taken in at once", "32 MB", "limits_config.ingestion_burst_size_mb: 32"],
      ["Active streams", "10,000", "limits_config.max_global_streams_per_user: 10000"],
      ["Copies of what is new", "1", "common.replication_factor: 1"],
    ]);
  });

  it("are the same numbers where a chart makes the backend", async () => {
    const report = await projectReport("prod");
    const value = (part: string, what: string) =>
      partOf(report, part).limits.find((limit) => limit.what === what)?.value;
    assert.equal(value("loki", "Logs are kept"), "31 days");
    assert.equal(value("mimir", "Metrics are kept"), "395 days");
    assert.equal(value("mimir", "Series in memory"), "1,500,000");
    assert.equal(value("tempo", "Taken in per second"), "60 MB");
    assert.equal(value("pyroscope", "Profiles are kept"), "14 days");
    assert.equal(value("prometheus", "Metrics are kept here"), "1 day");
    assert.equal(value("kafka", "Records are kept"), "2 days");
  });

  for (const environment of ["dev", "prod"]) {
    it(`have every number of the table in ${environment}`, async () => {
      const { parts } = await projectReport(environment);
      const found = parts.filter(({ limits }) => limits.length > 0);
      assert.equal(found.length, environment === "dev" ? 6 : 7);
      for (const { title, limits } of found) {
        const all = Object.values(LIMITS).map((entries) => entries.map(({ what }) => what));
        assert.ok(
          all.some((whats) => JSON.stringify(whats) === JSON.stringify(limits.map((l) => l.what))),
          `${title} lacks one: ${limits.map(({ what }) => what).join(", ")}`,
        );
      }
    });
  }

  it("are read behind everything that lies over the configuration", async () => {
    const config = { limits_config: { retention_period: "24h", max_query_lookback: "0s" } };
    const { limits } = partOf(await reportWith({ "lgtm:loki": { config } }), "loki");
    assert.deepEqual(
      limits.slice(0, 2).map(({ value }) => value),
      ["1 day", "without limit"],
    );
  });
});

describe("report: numbers", () => {
  it("are told in the largest unit that fits", () => {
    const durations = ["744h", "36h", "90m", "30s", "0s", "1w", "soon"].map(durationWords);
    assert.deepEqual(durations, [
      "31 days",
      "36 hours",
      "90 minutes",
      "30 seconds",
      "without limit",
      "7 days",
      "soon",
    ]);
  });

  it("have three digits, but whole ones have all", () => {
    const gibi = 2 ** 30;
    const bytes = [0, 512 * 2 ** 20, 2.46 * gibi, 318.71 * gibi, 1.5 * 1024 * gibi].map(bytesText);
    assert.deepEqual(bytes, ["0", "512Mi", "2.46Gi", "319Gi", "1.5Ti"]);
    assert.deepEqual([0.02, 0.25, 1, 3.5, 61.44, 188].map(cpuText), [
      "20m",
      "250m",
      "1",
      "3.5",
      "61.4",
      "188",
    ]);
    assert.deepEqual([30e6, 2 ** 24, 16_000_000].map(bytesWords), ["30 MB", "16MiB", "16 MB"]);
  });
});
