import { deepEqual, equal } from "node:assert/strict";
import { running } from "../support/dataplane/backends";
import { getJson, postYaml } from "../../live/clients/http";
import { LokiClient } from "../../live/clients/loki-client";
import { PrometheusClient } from "../../live/clients/prometheus-client";
import { runningLoki } from "../support/dataplane/loki-program";
import type { Program } from "../../live/processes/program";
import { remoteWrite } from "../support/dataplane/remote-write";
import { until } from "../support/until";

/** Loki reads new rules once a minute and evaluates them once a minute. */
const PATIENCE_MILLISECONDS = 180_000;
/** Mimir evaluates rules as of a minute ago, so that what comes late counts. */
const EVALUATION_DELAY_MILLISECONDS = 60_000;

const LOKI_RULES = `
name: logs
interval: 5s
rules:
  - alert: LinesArrive
    expr: sum by (service_name) (count_over_time({service_name="ruled"}[1h])) > 0
    labels: { severity: test }
`;

const MIMIR_RULES = `
name: metrics
interval: 5s
rules:
  - record: ruled:doubled
    expr: 2 * ruled_total
  - alert: SamplesArrive
    expr: ruled_total > 0
    labels: { severity: test }
`;

describe("Rules written through the API", () => {
  let mimir: string;

  before(async () => {
    mimir = running().platform.url("mimir");
    const timestamp = Date.now() - 2 * EVALUATION_DELAY_MILLISECONDS;
    const series = { labels: { __name__: "ruled_total" }, samples: [{ value: 21, timestamp }] };
    equal((await remoteWrite(`${mimir}/api/v1/push`, [series])).status, 200);
    await postYaml(`${mimir}/prometheus/config/v1/rules/tests`, MIMIR_RULES);
  });

  it("Mimir evaluates a recording rule into a series", async () => {
    const client = new PrometheusClient(`${mimir}/prometheus`);
    const series = await until(
      "the recorded series",
      async () => (await client.query("ruled:doubled"))[0],
      PATIENCE_MILLISECONDS,
    );
    deepEqual(series, { labels: { __name__: "ruled:doubled" }, value: "42" });
  });

  it("Mimir's alert fires and reaches its Alertmanager", async () => {
    const labels = { alertname: "SamplesArrive", severity: "test" };
    deepEqual(await firing(`${mimir}/prometheus`, "SamplesArrive"), labels);
    deepEqual(await routed("SamplesArrive"), labels);
  });

  it("Mimir keeps the rules on its volume, past a kill", async () => {
    await running().mimir.kill();
    await running().mimir.start();
    const stored = await getJson(`${mimir}/prometheus/api/v1/rules`);
    const groups = (stored as { data: { groups: { name: string; file: string }[] } }).data.groups;
    deepEqual(
      groups.map(({ name, file }) => ({ name, file })),
      [{ name: "metrics", file: "tests" }],
    );
  });

  describe("to Loki", () => {
    let loki: string;
    let program: Program;

    before(async function () {
      program = await runningLoki(this);
      loki = running().platform.url("loki");
      equal((await new LokiClient(loki).push({ service_name: "ruled" }, "a line")).status, 204);
      await postYaml(`${loki}/loki/api/v1/rules/tests`, LOKI_RULES);
    });

    it("its alert fires and reaches Mimir's Alertmanager", async () => {
      const labels = { alertname: "LinesArrive", service_name: "ruled", severity: "test" };
      deepEqual(await firing(`${loki}/prometheus`, "LinesArrive"), labels);
      deepEqual(await routed("LinesArrive"), labels);
    });

    it("keeps the rules on its volume, past a kill", async () => {
      await program.kill();
      await program.start();
      const answer = await fetch(`${loki}/loki/api/v1/rules/tests/logs`);
      equal(answer.status, 200);
    });
  });

  /** The labels of an alert that the rules at this server say is firing. */
  function firing(url: string, name: string) {
    const client = new PrometheusClient(url);
    return until(
      `${name} fires`,
      async () => {
        const alerts = await client.alerts();
        const found = alerts.find((alert) => alert.labels.alertname === name);
        return found?.state === "firing" ? found.labels : undefined;
      },
      PATIENCE_MILLISECONDS,
    );
  }

  /** The labels of an alert that the Alertmanager knows. */
  function routed(name: string) {
    return until(
      `the Alertmanager gets ${name}`,
      async () => {
        const alerts = (await getJson(`${mimir}/alertmanager/api/v2/alerts`)) as {
          labels: Record<string, string>;
        }[];
        return alerts.find(({ labels }) => labels.alertname === name)?.labels;
      },
      PATIENCE_MILLISECONDS,
    );
  }
});
