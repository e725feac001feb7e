import { deepEqual, equal, ok } from "node:assert/strict";
import { hostname } from "node:os";
import { activeConfig } from "../support/dataplane/active-config";
import { running } from "../support/dataplane/backends";
import { postJson } from "../../live/clients/http";
import { TempoClient } from "../../live/clients/tempo-client";
import { type Span, tracesRequest } from "../support/dataplane/otlp";
import type { Program } from "../../live/processes/program";
import { PrometheusClient } from "../../live/clients/prometheus-client";
import { runningTempo } from "../support/dataplane/tempo-program";
import { until } from "../support/until";

/** Begins with a zero, which Tempo by itself leaves out. */
const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const [CLIENT_SPAN, SERVER_SPAN] = ["b7ad6b7169203331", "c8be7c8270314442"];

describe("Traces in Tempo", () => {
  let url: string;
  let client: TempoClient;
  let tempo: Program;

  before(async function () {
    tempo = await runningTempo(this);
    url = running().platform.url("tempo");
    client = new TempoClient(url);
  });

  it("keeps a trace of two services and finds it by its id", async () => {
    await send("caller", { spanId: CLIENT_SPAN, name: "GET /cart", kind: 3 });
    await send("cart", {
      spanId: SERVER_SPAN,
      parentSpanId: CLIENT_SPAN,
      name: "GET /cart",
      kind: 2,
    });
    const services = await until("both services' spans", async () => {
      const names = await client.services(TRACE_ID);
      return names.length === 2 ? names : undefined;
    });
    deepEqual(services, ["caller", "cart"]);
  });

  it("finds it by TraceQL, under the id of 32 digits that logs have", async () => {
    const query = `{ resource.service.name = "cart" }`;
    const id = await until("the search result", async () => (await client.search(query))[0]);
    equal(id, TRACE_ID);
  });

  it("takes Zipkin and Jaeger, and answers both where a pod's neighbours reach it", async () => {
    const { platform } = running();
    const id = "1bf7651916cd43dd8448eb211c80319d";
    const span = {
      traceId: id,
      id: CLIENT_SPAN,
      name: "zipkin",
      timestamp: Date.now() * 1000,
      duration: 1000,
      localEndpoint: { serviceName: "by-zipkin" },
    };
    equal((await postJson(`${platform.url("tempo", "zipkin")}/api/v2/spans`, [span])).status, 202);
    deepEqual(await until("the Zipkin span", () => serviceNamesOnce(id)), ["by-zipkin"]);
    // Thrift it does not read as JSON, but it says so itself: there is a listener.
    const jaeger = `${platform.url("tempo", "jaeger-http")}/api/traces`;
    equal((await postJson(jaeger, {})).status, 400);
  });

  it("makes span metrics and the service graph, with the contract's labels, in Mimir", async () => {
    const mimir = new PrometheusClient(`${running().platform.url("mimir")}/prometheus`);
    const calls = await arrived(mimir, `traces_spanmetrics_calls_total{service="cart"}`);
    const { __metrics_gen_instance: host, ...labels } = calls.labels;
    equal(host, hostname());
    deepEqual(labels, {
      __name__: "traces_spanmetrics_calls_total",
      cluster: "dev",
      deployment_environment: "test",
      namespace: "shop-test",
      service: "cart",
      service_namespace: "retail",
      span_kind: "SPAN_KIND_SERVER",
      span_name: "GET /cart",
      status_code: "STATUS_CODE_UNSET",
    });
    const edge = await arrived(mimir, `traces_service_graph_request_total{server="cart"}`);
    equal(edge.labels.client, "caller");
    equal(edge.labels.server, "cart");
    const [exemplar] = await until("an exemplar", async () => {
      const found = await mimir.exemplars(`traces_spanmetrics_latency_bucket{service="cart"}`);
      return found.length > 0 ? found : undefined;
    });
    // Tempo leaves the zero out here, whatever is configured.
    equal(exemplar?.labels.trace_id?.padStart(32, "0"), TRACE_ID);
  });

  it("deletes what is older than dev keeps traces, by all its parts", async () => {
    const config = await activeConfig(`${url}/status/config`);
    equal(config("backend_worker.compaction.block_retention"), "48h0m0s");
    equal(config("backend_scheduler.provider.compaction.compaction.block_retention"), "48h0m0s");
    equal(config("overrides.defaults.compaction.block_retention"), "2d");
  });

  it("still has a trace after a kill, once a search has found it", async () => {
    await tempo.kill();
    await tempo.start();
    deepEqual(await until("the trace", () => serviceNamesOnce(TRACE_ID)), ["caller", "cart"]);
  });

  async function send(
    service: string,
    span: Pick<Span, "spanId" | "parentSpanId" | "name" | "kind">,
  ): Promise<void> {
    const resource = {
      "service.name": service,
      "service.namespace": "retail",
      deployment_environment: "test",
      namespace: "shop-test",
    };
    const end = Date.now();
    const body = tracesRequest(resource, [{ traceId: TRACE_ID, ...span, start: end - 100, end }]);
    const otlp = `${running().platform.url("tempo", "otlp-http")}/v1/traces`;
    const answer = await postJson(otlp, body);
    equal(answer.status, 200, answer.body);
  }

  async function serviceNamesOnce(id: string): Promise<string[] | undefined> {
    const names = await client.services(id);
    return names.length > 0 ? names : undefined;
  }

  /** The generator writes every 15 seconds, and an edge only once both its ends are there. */
  async function arrived(mimir: PrometheusClient, query: string) {
    const series = await until(
      `${query} arrives in Mimir`,
      async () => (await mimir.query(query))[0],
      120_000,
    );
    ok(Number(series.value) >= 1);
    return series;
  }
});
