import assert from "node:assert/strict";
import { type AlloyGatewayArgs } from "../../components/alloy/alloy-gateway-args";
import { resolveAlloyGateway } from "../../components/alloy/checked-config";
import { alloyBytes, wholeMebibytes } from "../../components/shared/bytes";
import { OtelConsumer, type OtelOutputs } from "../../components/alloy/connections";
import { gatewayConfig } from "../../components/alloy/gateway-config";
import { contractStatements } from "../../components/alloy/parts/contract-attributes";
import { otlpHttpExporter } from "../../components/alloy/parts/otlp-exporters";
import { checkAlloyConfig } from "../support/alloy-config";
import { validateWithAlloy } from "../support/alloy-program";
import { refusals, resolved } from "../support/resolved";

const BACKENDS = {
  lokiOtlpUrl: "http://loki:3100/otlp",
  mimirOtlpUrl: "http://mimir:8080/otlp",
  tempoOtlpEndpoint: "tempo:4317",
};
const TOKEN = { tokenSecret: { name: "ingest-token", key: "token" } };

function config(args: Partial<AlloyGatewayArgs> = BACKENDS): string {
  return gatewayConfig(resolved(resolveAlloyGateway, { ...TOKEN, ...args }));
}

/** The lines inside a block of the top level. */
function body(text: string, head: string): string[] {
  const lines = text.split("\n");
  const start = lines.indexOf(`${head} {`);
  assert.notEqual(start, -1, `no ${head}`);
  return lines.slice(start + 1, lines.indexOf("}", start)).map((line) => line.trim());
}

/** Where each component sends its signals. */
function outputs(text: string, head: string): string[] {
  return body(text, head).filter((line) => /^(logs|metrics|traces) +=/.test(line));
}

describe("Alloy gateway's configuration", () => {
  it("has only components, arguments and connections that the pinned Alloy knows", () => {
    assert.deepEqual(checkAlloyConfig(config()), []);
    assert.deepEqual(checkAlloyConfig(config({ lokiOtlpUrl: BACKENDS.lokiOtlpUrl })), []);
    const named = { ...BACKENDS, cluster: 'the "east"', environment: "dev" };
    assert.deepEqual(checkAlloyConfig(config(named)), []);
  });

  it("is accepted by Alloy itself, in its own format", async function () {
    await validateWithAlloy(this, config({ ...BACKENDS, cluster: "east" }));
  });

  it("leads data through limiter, pod names, contract and batches to each backend", () => {
    const text = config();
    const all = (next: string) =>
      ["logs   ", "metrics", "traces "].map((s) => `${s} = [${next}.input]`);
    assert.deepEqual(
      outputs(text, 'otelcol.receiver.otlp "default"'),
      all("otelcol.processor.memory_limiter.default"),
    );
    assert.deepEqual(
      outputs(text, 'otelcol.processor.memory_limiter "default"'),
      all("otelcol.processor.k8sattributes.default"),
    );
    assert.deepEqual(
      outputs(text, 'otelcol.processor.k8sattributes "default"'),
      all("otelcol.processor.transform.contract"),
    );
    assert.deepEqual(
      outputs(text, 'otelcol.processor.transform "contract"'),
      all("otelcol.processor.batch.default"),
    );
    assert.deepEqual(outputs(text, 'otelcol.processor.batch "default"'), [
      "logs    = [otelcol.exporter.otlphttp.loki.input]",
      "metrics = [otelcol.exporter.otlphttp.mimir.input]",
      "traces  = [otelcol.exporter.otlp.tempo.input]",
    ]);
  });

  it("takes only the signals that have a backend", () => {
    const text = config({ tempoOtlpEndpoint: "tempo:4317" });
    assert.deepEqual(outputs(text, 'otelcol.receiver.otlp "default"'), [
      "traces = [otelcol.processor.memory_limiter.default.input]",
    ]);
    assert.doesNotMatch(text, /otlphttp/);
  });

  it("lets nobody in without the token, whose file may end in a line break", () => {
    const text = config();
    assert.deepEqual(body(text, 'local.file "ingest"'), [
      'filename       = "/var/run/secrets/ingest-token/token"',
      "is_secret      = true",
      'detector       = "poll"',
      'poll_frequency = "1m"',
    ]);
    assert.deepEqual(body(text, 'otelcol.auth.bearer "ingest"'), [
      "token = string.trim_space(convert.nonsensitive(local.file.ingest.content))",
    ]);
    assert.deepEqual(body(text, 'otelcol.receiver.otlp "default"').slice(0, 11), [
      "grpc {",
      'endpoint          = "0.0.0.0:4317"',
      'max_recv_msg_size = "16MiB"',
      "auth              = otelcol.auth.bearer.ingest.handler",
      "}",
      "",
      "http {",
      'endpoint              = "0.0.0.0:4318"',
      'max_request_body_size = "16MiB"',
      "auth                  = otelcol.auth.bearer.ingest.handler",
      "}",
    ]);
  });

  it("takes larger requests where that is asked for", () => {
    assert.match(
      config({ ...BACKENDS, maxRequestSize: "1500Ki" }),
      /max_recv_msg_size = "1500KiB"/,
    );
  });

  it("derives its limits from the container's memory", () => {
    const text = config({ ...BACKENDS, resources: { memoryLimit: "2Gi" } });
    assert.deepEqual(body(text, 'otelcol.processor.memory_limiter "default"').slice(0, 3), [
      'check_interval = "1s"',
      'limit          = "1638MiB"',
      'spike_limit    = "409MiB"',
    ]);
    assert.equal(text.match(/queue_size = 268435456$/gm)?.length, 3);
    assert.equal(text.match(/sizer {6}= "bytes"$/gm)?.length, 3);
  });

  it("sends to Loki and Mimir over HTTP, to Tempo over gRPC, and tries again for as long as asked", () => {
    const text = config({ ...BACKENDS, retryFor: "2d" });
    assert.deepEqual(body(text, 'otelcol.exporter.otlphttp "loki"').slice(0, 8), [
      "client {",
      'endpoint = "http://loki:3100/otlp"',
      "}",
      "",
      "retry_on_failure {",
      'max_interval     = "30s"',
      'max_elapsed_time = "48h"',
      "}",
    ]);
    assert.deepEqual(body(text, 'otelcol.exporter.otlp "tempo"').slice(0, 7), [
      "client {",
      'endpoint = "tempo:4317"',
      "",
      "tls {",
      "insecure = true",
      "}",
      "}",
    ]);
  });

  it("makes every resource carry the label contract, where it says nothing itself", () => {
    assert.deepEqual(contractStatements({ cluster: 'the "east"', deployment_environment: "dev" }), [
      ...either("service.name", '"service_name"', '"k8s.container.name"'),
      'delete_key(resource.attributes, "service_name")',
      ...either("service.namespace", '"service_namespace"', '"k8s.namespace.name"'),
      'delete_key(resource.attributes, "service_namespace")',
      ...either(
        "deployment_environment",
        '"deployment.environment.name"',
        '"deployment.environment"',
      ),
      'set(resource.attributes["deployment_environment"], "dev") where resource.attributes["deployment_environment"] == nil',
      'delete_key(resource.attributes, "deployment.environment")',
      ...either("cluster", '"k8s.cluster.name"'),
      String.raw`set(resource.attributes["cluster"], "the \"east\"") where resource.attributes["cluster"] == nil`,
      ...either("namespace", '"k8s.namespace.name"'),
      ...either("pod", '"k8s.pod.name"'),
      ...either("container", '"k8s.container.name"'),
      ...either("node", '"k8s.node.name"'),
    ]);
  });

  it("does the same to logs, metrics and traces", () => {
    const text = config();
    for (const statements of ["log_statements", "metric_statements", "trace_statements"]) {
      assert.match(text, new RegExp(`\t${statements} \\{\n\t\tcontext    = "resource"`));
    }
  });

  it("ends with the user's own text", () => {
    const appended = config({ ...BACKENDS, config: "livedebugging {\n\tenabled = true\n}" });
    assert.ok(appended.endsWith("\n}\n\nlivedebugging {\n\tenabled = true\n}\n"));
  });

  it("says what is wrong with its args", () => {
    assert.deepEqual(refusals(resolveAlloyGateway, TOKEN), [
      "lokiOtlpUrl: got nothing; allowed: at least one of `lokiOtlpUrl`, `mimirOtlpUrl`, `tempoOtlpEndpoint`; write the address of a backend",
    ]);
    assert.deepEqual(
      refusals(resolveAlloyGateway, {
        tokenSecret: { name: "ingest-token", key: "a/b" },
        lokiOtlpUrl: "loki:3100",
        tempoOtlpEndpoint: "http://tempo:4317",
        replicas: 0,
        maxRequestSize: "16MB",
        retryFor: "10s",
        receivers: [],
      }),
      [
        'receivers: got "receivers"; allowed: one of "namespace", "instance", "clusterDomain", "name", "labels", "annotations", "nodeSelector", "tolerations", "affinity", "resources", "image", "imageDigests", "imagePullSecrets", "priorityClassName", "tokenSecret", "lokiOtlpUrl", "mimirOtlpUrl", "tempoOtlpEndpoint", "cluster", "environment", "replicas", "maxRequestSize", "retryFor", "config", "configCheck"; write one of these, or remove it',
        'tokenSecret.key: got "a/b"; allowed: the key of a Secret: 1 to 253 letters, digits, dashes, dots and underscores, not beginning with two dots; write for example "token"',
        'lokiOtlpUrl: got "loki:3100"; allowed: an http:// or https:// URL with a host, without user, query or fragment, its port at most 65535; write for example "http://loki:3100/otlp"',
        'tempoOtlpEndpoint: got "http://tempo:4317"; allowed: host:port, without http://, and the port from 1 to 65535; write for example "tempo:4317"',
        "replicas: got 0; allowed: a whole number from 1; write for example 1",
        'maxRequestSize: got "16MB"; allowed: a Kubernetes quantity above zero and at most 32Mi; write for example "16Mi"',
        'retryFor: got "10s"; allowed: a duration of at least 1m: a whole number and s, m, h, d, w or y; write for example "1h"',
      ],
    );
  });
});

describe("Alloy connections", () => {
  it("do not compile where a signal would go to something that does not take it", () => {
    const settings = { retryFor: "1h", queueBytes: 1 } as const;
    const metrics = otlpHttpExporter<"metrics">("mimir", "http://mimir", settings).input;
    const anything = otlpHttpExporter<"logs" | "metrics" | "traces">("all", "http://x", settings);
    const right: OtelOutputs = { metrics: [metrics], logs: [anything.input] };
    // @ts-expect-error -- logs do not go to an exporter of metrics
    const wrong: OtelOutputs = { logs: [metrics] };
    assert.ok(right.metrics?.[0] instanceof OtelConsumer);
    assert.equal(wrong.logs?.[0]?.path.join("."), "otelcol.exporter.otlphttp.mimir.input");
  });
});

describe("Alloy sizes", () => {
  it("are written in the largest unit that fits", () => {
    assert.deepEqual([2 ** 31, 3 * 2 ** 20, 1536, 1000].map(alloyBytes), [
      "2GiB",
      "3MiB",
      "1536B",
      "1000B",
    ]);
    assert.equal(alloyBytes(2048), "2KiB");
  });

  it("are rounded down to mebibytes, but not to nothing", () => {
    assert.equal(wholeMebibytes(2 ** 20 * 2.9), 2 ** 21);
    assert.equal(wholeMebibytes(5), 2 ** 20);
  });
});

/** The statements that set an attribute to the first of these that is there. */
function either(target: string, ...sources: string[]): string[] {
  const to = `resource.attributes["${target}"]`;
  return sources.map((source) => `set(${to}, resource.attributes[${source}]) where ${to} == nil`);
}
