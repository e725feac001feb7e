import { deepEqual, equal, ok } from "node:assert/strict";
import { activeConfig } from "../support/dataplane/active-config";
import { running } from "../support/dataplane/backends";
import { postJson } from "../../live/clients/http";
import { Load } from "../support/dataplane/load";
import { LokiClient } from "../../live/clients/loki-client";
import { runningLoki } from "../support/dataplane/loki-program";
import { logsRequest } from "../support/dataplane/otlp";
import type { Program } from "../../live/processes/program";
import { until } from "../support/until";

const TRACE = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };

describe("Logs in Loki", () => {
  let url: string;
  let program: Program;
  let loki: LokiClient;

  before(async function () {
    program = await runningLoki(this);
    url = running().platform.url("loki");
    loki = new LokiClient(url);
  });

  it("keeps a pushed line with its labels and its structured metadata", async () => {
    const { status } = await loki.push({ service_name: "pushed" }, "hello", { trace_id: "abc" });
    equal(status, 204);
    const [line] = await found(`{service_name="pushed"} | trace_id = "abc"`);
    equal(line?.line, "hello");
    deepEqual(await loki.streams(`{service_name="pushed"}`), [{ service_name: "pushed" }]);
  });

  it("indexes of an OTLP resource what the label contract indexes, and nothing else", async () => {
    await otlp("contract", "a line of the contract");
    await found(`{service_name="contract"}`);
    deepEqual(await loki.streams(`{service_name="contract"}`), [
      {
        service_name: "contract",
        service_namespace: "retail",
        deployment_environment: "test",
        cluster: "c1",
        namespace: "shop-test",
      },
    ]);
  });

  it("keeps pod, trace and span of an OTLP line as structured metadata", async () => {
    await otlp("traced", "a traced line");
    const [line] = await found(`{service_name="traced"} | trace_id = "${TRACE.traceId}"`);
    equal(line?.line, "a traced line");
    equal(line.labels.pod, "shop-0");
    equal(line.labels.span_id, TRACE.spanId);
  });

  it("deletes what is older than dev keeps logs", async () => {
    const config = await activeConfig(`${url}/config`);
    equal(config("limits_config.retention_period"), "3d");
    equal(config("compactor.retention_enabled"), true);
    equal(config("compactor.delete_request_store"), "filesystem");
  });

  it("loses no acknowledged line when it is killed under load", async () => {
    const load = new Load(({ writer, number }) =>
      loki.push({ service_name: "load", writer: String(writer) }, String(number)),
    );
    await load.more(500);
    await program.kill();
    await load.failure();
    await program.start();
    await load.more(500);
    await load.finish();
    const lost = await load.lost(async (writer) => {
      const lines = await loki.lines(`{service_name="load", writer="${writer}"}`);
      return new Set(lines.map(({ line }) => Number(line)));
    });
    deepEqual(lost, []);
    ok(load.total >= 1000);
  });

  async function otlp(service: string, body: string): Promise<void> {
    const resource = {
      "service.name": service,
      "service.namespace": "retail",
      deployment_environment: "test",
      cluster: "c1",
      namespace: "shop-test",
      pod: "shop-0",
      "k8s.pod.name": "shop-0",
    };
    const request = logsRequest(resource, [{ body, time: Date.now(), ...TRACE }]);
    const { status, body: answer } = await postJson(`${url}/otlp/v1/logs`, request);
    equal(status, 204, answer);
  }

  function found(query: string) {
    return until(`Loki finds ${query}`, async () => {
      const lines = await loki.lines(query);
      return lines.length > 0 ? lines : undefined;
    });
  }
});
