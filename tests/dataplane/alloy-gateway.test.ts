import { deepEqual, equal } from "node:assert/strict";
import { Client, Metadata, credentials, status as grpcStatus } from "@grpc/grpc-js";
import { running } from "../support/dataplane/backends";
import { foundTool } from "../support/dataplane/found-tool";
import { getJson, postJson } from "../../live/clients/http";
import { LokiClient } from "../../live/clients/loki-client";
import { runningLoki } from "../support/dataplane/loki-program";
import {
  type Attributes,
  logsRequest,
  metricsRequest,
  tracesRequest,
} from "../support/dataplane/otlp";
import { PodCluster } from "../support/dataplane/pod-cluster";
import { PrometheusClient } from "../../live/clients/prometheus-client";
import { runningTempo } from "../support/dataplane/tempo-program";
import { until } from "../support/until";

const TRACE = { traceId: "2cf7651916cd43dd8448eb211c80319e", spanId: "b7ad6b7169203331" };
/** What the gateway knows of the pod that sends nothing but its UID. */
const CONTRACT = {
  service_name: "shop",
  service_namespace: "shop-gateway",
  deployment_environment: "dev",
  cluster: "dev",
  namespace: "shop-gateway",
};

describe("OTLP through the Alloy gateway", () => {
  let cluster: PodCluster | undefined;
  let sender: Attributes;
  let node: string | undefined;
  let otlp: string;
  let token: string;
  let loki: LokiClient;

  before(async function () {
    const binary = await foundTool(this, "alloy");
    const { platform } = running();
    cluster = await PodCluster.start();
    const pod = await cluster.runPod("shop-gateway", "shop-0", {
      "app.kubernetes.io/name": "shop",
    });
    sender = { "k8s.pod.uid": pod.metadata!.uid! };
    node = pod.spec?.nodeName;
    const { kubeconfig } = cluster;
    await platform.program("alloy-gateway", binary, { kubeconfig }).start();
    token = platform.secret("ingest-token/token");
    otlp = platform.url("alloy-gateway", "otlp-http");
    loki = new LokiClient(platform.url("loki"));
  });

  after(() => cluster?.stop());

  it("refuses OTLP over HTTP without the token and with a wrong one", async () => {
    const body = logsRequest(sender, [{ body: "never to arrive", time: Date.now() }]);
    equal((await postJson(`${otlp}/v1/logs`, body)).status, 401);
    equal((await postJson(`${otlp}/v1/logs`, body, bearer(`${token}x`))).status, 401);
    equal((await postJson(`${otlp}/v1/logs`, body, bearer(token))).status, 200);
  });

  it("refuses OTLP over gRPC without the token and with a wrong one", async () => {
    equal(await exportNothing(), grpcStatus.UNAUTHENTICATED);
    equal(await exportNothing(`${token}x`), grpcStatus.UNAUTHENTICATED);
    equal(await exportNothing(token), grpcStatus.OK);
  });

  it("a log arrives in Loki with the contract's labels, read from the pod", async function () {
    await runningLoki(this);
    const line = await until("the line with its pod", async () => {
      // Until the gateway has heard of the pod, lines arrive without it.
      await accepted("logs", logsRequest(sender, [{ body: "a line", time: Date.now(), ...TRACE }]));
      const found = await loki.lines(`{namespace="shop-gateway"} | trace_id = "${TRACE.traceId}"`);
      return found[0];
    });
    equal(line.labels.pod, "shop-0");
    equal(line.labels.container, "app");
    equal(line.labels.node, node);
    deepEqual(await loki.streams(`{namespace="shop-gateway"}`), [CONTRACT]);
  });

  it("a metric arrives in Mimir with the same labels", async () => {
    const point = { name: "gateway_orders", value: 3, time: Date.now() };
    await accepted("metrics", metricsRequest(sender, [point]));
    const mimir = new PrometheusClient(`${running().platform.url("mimir")}/prometheus`);
    const series = await until("the series", async () => {
      return (await mimir.query("gateway_orders_total"))[0];
    });
    deepEqual(series, {
      labels: {
        __name__: "gateway_orders_total",
        job: "shop-gateway/shop",
        ...CONTRACT,
        container: "app",
        node,
        pod: "shop-0",
      },
      value: "3",
    });
  });

  it("a trace arrives in Tempo", async function () {
    await runningTempo(this);
    const end = Date.now();
    const span = { ...TRACE, name: "GET /", kind: 2, start: end - 100, end } as const;
    await accepted("traces", tracesRequest(sender, [span]));
    const url = running().platform.url("tempo");
    const trace = await until("the trace", () => getJson(`${url}/api/traces/${TRACE.traceId}`));
    const { batches } = trace as { batches: { resource: { attributes: { key: string }[] } }[] };
    const attributes = batches[0]!.resource.attributes.map(({ key }) => key);
    deepEqual(
      ["service.name", "cluster", "namespace", "pod"].filter((key) => !attributes.includes(key)),
      [],
    );
  });

  it("what it accepted while Loki was away arrives when Loki is back", async function () {
    const program = await runningLoki(this);
    await program.kill();
    await accepted("logs", logsRequest(sender, [{ body: "in the meantime", time: Date.now() }]));
    await program.start();
    const query = `{namespace="shop-gateway"} |= "in the meantime"`;
    await until("the line", async () => (await loki.lines(query))[0]);
  });

  async function accepted(signal: string, body: unknown): Promise<void> {
    const answer = await postJson(`${otlp}/v1/${signal}`, body, bearer(token));
    equal(answer.status, 200, answer.body);
  }

  /** Exports no logs at all over gRPC: the empty message is a valid request. The status of the answer. */
  function exportNothing(presented?: string): Promise<number> {
    const address = running().platform.pod("alloy-gateway").address("otlp-grpc");
    const client = new Client(address, credentials.createInsecure());
    const metadata = new Metadata();
    if (presented !== undefined) metadata.set("authorization", `Bearer ${presented}`);
    const bytes = (value: Buffer) => value;
    return new Promise((resolve) => {
      client.makeUnaryRequest(
        "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
        bytes,
        bytes,
        Buffer.alloc(0),
        metadata,
        (error) => {
          client.close();
          resolve(error?.code ?? grpcStatus.OK);
        },
      );
    });
  }
});

function bearer(presented: string): Record<string, string> {
  return { Authorization: `Bearer ${presented}` };
}
