import { deepEqual, equal, ok } from "node:assert/strict";
import { activeConfig } from "../support/dataplane/active-config";
import { running } from "../support/dataplane/backends";
import { postJson } from "../../live/clients/http";
import { Load } from "../support/dataplane/load";
import { metricsRequest } from "../support/dataplane/otlp";
import { PrometheusClient } from "../../live/clients/prometheus-client";
import { remoteWrite } from "../support/dataplane/remote-write";

const TRACE = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };

describe("Metrics in Mimir", () => {
  let url: string;
  let mimir: PrometheusClient;

  before(() => {
    url = running().platform.url("mimir");
    mimir = new PrometheusClient(`${url}/prometheus`);
  });

  it("keeps samples and exemplars of remote write", async () => {
    const timestamp = Date.now();
    const labels = { __name__: "written_total", cluster: "c1" };
    const exemplar = { labels: { trace_id: TRACE.traceId }, value: 1, timestamp };
    const series = { labels, samples: [{ value: 42, timestamp }], exemplars: [exemplar] };
    await write([series]);
    deepEqual(await mimir.query("written_total"), [{ labels, value: "42" }]);
    deepEqual(await mimir.exemplars("written_total"), [
      { seriesLabels: labels, labels: { trace_id: TRACE.traceId }, value: "1" },
    ]);
  });

  it("takes a sample that is ten minutes late, as dev's window says", async () => {
    const now = Date.now();
    const labels = { __name__: "late_total" };
    await write([{ labels, samples: [{ value: 2, timestamp: now }] }]);
    await write([{ labels, samples: [{ value: 1, timestamp: now - 590_000 }] }]);
    const [series] = await mimir.samples("late_total[1h]");
    deepEqual(
      series?.values.map(([, value]) => value),
      ["1", "2"],
    );
    const tooLate = [{ labels, samples: [{ value: 0, timestamp: now - 660_000 }] }];
    const { status, body } = await remoteWrite(`${url}/api/v1/push`, tooLate);
    equal(status, 400);
    ok(body.includes("err-mimir-sample-timestamp-too-old"), body);
  });

  it("gives an OTLP counter its suffix, the contract's labels and its exemplar", async () => {
    const resource = {
      "service.name": "shop",
      "service.namespace": "retail",
      deployment_environment: "test",
      cluster: "c1",
      namespace: "shop-test",
      pod: "shop-0",
      "k8s.pod.name": "shop-0",
    };
    const point = { name: "orders", value: 5, time: Date.now(), exemplar: { value: 1, ...TRACE } };
    const request = metricsRequest(resource, [point]);
    const { status, body } = await postJson(`${url}/otlp/v1/metrics`, request);
    equal(status, 200, body);
    const labels = {
      __name__: "orders_total",
      job: "retail/shop",
      service_name: "shop",
      service_namespace: "retail",
      deployment_environment: "test",
      cluster: "c1",
      namespace: "shop-test",
      pod: "shop-0",
    };
    deepEqual(await mimir.query("orders_total"), [{ labels, value: "5" }]);
    const [exemplar] = await mimir.exemplars("orders_total");
    deepEqual(exemplar?.labels, { trace_id: TRACE.traceId, span_id: TRACE.spanId });
  });

  it("deletes what is older than dev keeps metrics", async () => {
    const config = await activeConfig(`${url}/config`);
    equal(config("limits.compactor_blocks_retention_period"), "1w");
  });

  it("loses no acknowledged sample when it is killed under load", async () => {
    const start = Date.now() - 60_000;
    const load = new Load(({ writer, number }) =>
      remoteWrite(`${url}/api/v1/push`, [
        {
          labels: { __name__: "load_total", writer: String(writer) },
          // A millisecond each: no two samples of a series share their time.
          samples: [{ value: number, timestamp: start + number }],
        },
      ]),
    );
    await load.more(500);
    await running().mimir.kill();
    await load.failure();
    await running().mimir.start();
    await load.more(500);
    await load.finish();
    const lost = await load.lost(async (writer) => {
      const [series] = await mimir.samples(`load_total{writer="${writer}"}[1h]`);
      return new Set(series?.values.map(([, value]) => Number(value)));
    });
    deepEqual(lost, []);
    ok(load.total >= 1000);
  });

  async function write(series: Parameters<typeof remoteWrite>[1]): Promise<void> {
    const { status, body } = await remoteWrite(`${url}/api/v1/push`, series);
    equal(status, 200, body);
  }
});
