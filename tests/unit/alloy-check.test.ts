import { deepEqual, match } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkAlloyConfig } from "../support/alloy-config";

function good(name: string): string {
  return readFileSync(join(__dirname, "..", "support", "good-configs", name), "utf8");
}

/** A small pipeline that is whole, to which a test adds its fault. */
const WRITE = 'loki.write "out" {\n  endpoint { url = "http://loki:3100/loki/api/v1/push" }\n}\n';
const SOURCE = 'loki.source.api "in" {\n  forward_to = [loki.write.out.receiver]\n}\n';
const PIPELINE = WRITE + SOURCE;

describe("Alloy check", () => {
  it("accepts the gateway", () => {
    deepEqual(checkAlloyConfig(good("gateway.alloy"), { stability: "public-preview" }), []);
  });

  it("accepts the node agent", () => {
    deepEqual(checkAlloyConfig(good("node.alloy")), []);
  });

  it("refuses a component above the stability level", () => {
    deepEqual(checkAlloyConfig(good("gateway.alloy")), [
      "alloy: line 104: otelcol.storage.file.queue: needs --stability.level=public-preview, but the level here is generally-available",
    ]);
    deepEqual(
      checkAlloyConfig(`${PIPELINE}otelcol.exporter.debug "x" { }`, {
        stability: "public-preview",
      }),
      [
        "alloy: line 7: otelcol.exporter.debug.x: needs --stability.level=experimental, but the level here is public-preview",
        "alloy: line 7: otelcol.exporter.debug.x: nothing refers to its input",
      ],
    );
  });

  it("accepts targets written out, and null for what is left to Alloy", () => {
    const targets = 'targets = [{ __address__ = "a:1" }]';
    const scrape = `prometheus.scrape "x" {\n${targets}\nhonor_labels = null\nforward_to = []\n}`;
    deepEqual(checkAlloyConfig(scrape), []);
  });

  it("accepts a secret as the value of a header", () => {
    const secret = 'remote.kubernetes.secret "s" {\nnamespace = "n"\nname = "s"\n}\n';
    const header = 'header {\nkey = "X"\nvalue = remote.kubernetes.secret.s.data["x"]\n}';
    deepEqual(checkAlloyConfig(`${secret}otelcol.auth.headers "h" {\n${header}\n}`), [
      "alloy: line 5: otelcol.auth.headers.h: nothing refers to its handler",
    ]);
  });

  it("reports a syntax fault with its place", () => {
    deepEqual(checkAlloyConfig('a "b" {\n  c = \n}'), [
      "alloy: line 3, column 1: expected a value, found }",
    ]);
  });

  const bad: [string, string, string[]][] = [
    [
      "an unknown component",
      'otelcol.receiver.otpl "x" { }',
      [
        'line 7: "otelcol.receiver.otpl" is not a component of Alloy 1.18.1; write "otelcol.receiver.otlp"',
      ],
    ],
    [
      "a component without a table",
      'prometheus.exporter.mysql "x" { }',
      [
        "line 7: prometheus.exporter.mysql exists in Alloy 1.18.1, but the table of its components leaves its arguments out",
      ],
    ],
    [
      "an attribute at the top level",
      "level = 1",
      ['line 7: "level" stands at the top level, where only blocks may'],
    ],
    [
      "a missing label",
      "loki.source.api {\n  forward_to = [loki.write.out.receiver]\n}",
      [
        'line 7: loki.source.api: loki.source.api needs a label; write loki.source.api "name" { … }',
      ],
    ],
    [
      "a label that does not belong",
      'logging "x" { }',
      ['line 7: top level: logging takes no label, "x" stands there'],
    ],
    [
      "a label on an inner block",
      'loki.source.api "a" {\n  http "x" { }\n  forward_to = [loki.write.out.receiver]\n}',
      ['line 8: loki.source.api.a: http takes no label, "x" stands there'],
    ],
    [
      "a component declared twice",
      SOURCE,
      ["line 7: loki.source.api.in is declared twice, before in line 4; write another label"],
    ],
    [
      "settings declared twice",
      "logging { }\nlogging { }",
      ["line 8: logging is declared twice; write it once"],
    ],
    [
      "an unknown setting",
      'logging {\n  levle = "info"\n}',
      ['line 8: logging: "levle" is not an argument of logging of Alloy 1.18.1; write "level"'],
    ],
    [
      "an unknown argument",
      'loki.source.api "a" {\n  forward_too = []\n  forward_to = [loki.write.out.receiver]\n}',
      [
        'line 8: loki.source.api.a: "forward_too" is not an argument of loki.source.api of Alloy 1.18.1; write "forward_to"',
      ],
    ],
    [
      "an unknown inner block",
      'loki.source.api "a" {\n  http { tsl { } }\n  forward_to = [loki.write.out.receiver]\n}',
      [
        'line 8: loki.source.api.a > http: "tsl" is not a block of loki.source.api of Alloy 1.18.1 > http; write "tls"',
      ],
    ],
    [
      "an unknown name where nothing stands",
      'loki.process "a" {\n  stage.docker { format = "x" }\n  forward_to = [loki.write.out.receiver]\n}\nloki.source.api "a" {\n  forward_to = [loki.process.a.receiver]\n}',
      [
        'line 8: loki.process.a > stage.docker: "format" is not an argument of loki.process of Alloy 1.18.1 > stage.docker; write nothing there',
      ],
    ],
    [
      "a block written as an argument",
      'loki.source.api "a" {\n  http = { }\n  forward_to = [loki.write.out.receiver]\n}',
      [
        'line 8: loki.source.api.a: "http" of loki.source.api of Alloy 1.18.1 is a block; write http { … } without "="',
      ],
    ],
    [
      "an argument written as a block",
      'loki.source.api "a" {\n  labels { }\n  forward_to = [loki.write.out.receiver]\n}',
      [
        'line 8: loki.source.api.a: "labels" of loki.source.api of Alloy 1.18.1 is an argument; write labels = …',
      ],
    ],
    [
      "a missing argument and a missing block",
      'loki.source.api "a" { }\notelcol.receiver.zipkin "z" { }',
      [
        'line 7: loki.source.api.a: required argument "forward_to" is missing',
        'line 8: otelcol.receiver.zipkin.z: required block "output" is missing',
      ],
    ],
    [
      "an argument given twice",
      'loki.source.api "a" {\n  labels = {}\n  labels = {}\n  forward_to = [loki.write.out.receiver]\n}',
      ['line 9: loki.source.api.a: "labels" stands twice'],
    ],
    [
      "a block given twice that stands once",
      'loki.source.api "a" {\n  http { }\n  http { }\n  forward_to = [loki.write.out.receiver]\n}',
      ['line 9: loki.source.api.a: "http" stands twice'],
    ],
    [
      "a reference to no component",
      'loki.source.api "a" {\n  forward_to = [loki.write.otu.receiver]\n}',
      [
        "line 8: loki.source.api.a: refers to loki.write.otu.receiver, but no component is there; write loki.write.out.receiver",
      ],
    ],
    [
      "a reference to no export",
      'loki.source.api "a" {\n  forward_to = [loki.write.out.input]\n}',
      [
        "line 8: loki.source.api.a: refers to loki.write.out.input, but loki.write.out exports receiver",
      ],
    ],
    [
      "a reference to what exports nothing",
      'loki.source.api "a" {\n  forward_to = [loki.source.api.in.receiver]\n}',
      [
        "line 8: loki.source.api.a: refers to loki.source.api.in.receiver, but loki.source.api.in exports nothing",
      ],
    ],
    [
      "a reference in settings to no component",
      "logging {\n  write_to = [loki.write.x.receiver]\n}",
      [
        "line 8: logging: refers to loki.write.x.receiver, but no component is there; write loki.write.out.receiver",
      ],
    ],
    [
      "an unknown function",
      'loki.source.api "a" {\n  labels = { a = string.formt("x"), b = env("B") }\n  forward_to = [loki.write.out.receiver]\n}',
      [
        "line 8: loki.source.api.a: string.formt does not exist; write string.format",
        "line 8: loki.source.api.a: env is deprecated; write sys.env",
      ],
    ],
    [
      "a receiver of another signal",
      'otelcol.receiver.zipkin "z" {\n  output { traces = [loki.write.out.receiver] }\n}',
      [
        "line 8: otelcol.receiver.zipkin.z > output: traces is [loki.write.out.receiver], but it takes a reference to a Consumer",
      ],
    ],
    [
      "a receiver without its brackets",
      'loki.source.api "a" {\n  forward_to = loki.write.out.receiver\n}',
      [
        "line 8: loki.source.api.a: forward_to is loki.write.out.receiver, but it takes a list of LogsReceiver references",
      ],
    ],
    [
      "values of the wrong type",
      'loki.source.api "a" {\n  labels = ["x"]\n  use_incoming_timestamp = "true"\n  http {\n    listen_port = "x"\n    listen_address = [1]\n    server_idle_timeout = "1d"\n  }\n  max_send_message_size = "9 apples"\n  forward_to = [loki.write.out.receiver]\n}',
      [
        'line 8: loki.source.api.a: labels is ["x"], but it takes a map of texts',
        'line 9: loki.source.api.a: use_incoming_timestamp is "true", but it takes true or false',
        'line 11: loki.source.api.a > http: listen_port is "x", but it takes a whole number',
        "line 12: loki.source.api.a > http: listen_address is [1], but it takes a text",
        'line 13: loki.source.api.a > http: server_idle_timeout is "1d", but it takes a text such as "90s" or "12h" (it has no days)',
        'line 15: loki.source.api.a: max_send_message_size is "9 apples", but it takes a text such as "4MiB"',
      ],
    ],
    [
      "a secret where a plain text belongs",
      'remote.kubernetes.secret "s" {\n  namespace = "n"\n  name = "s"\n}\nloki.write "b" {\n  endpoint {\n    url = "http://loki:3100/loki/api/v1/push"\n    tenant_id = remote.kubernetes.secret.s.data["id"]\n  }\n}\nloki.source.api "b" {\n  forward_to = [loki.write.b.receiver]\n}',
      [
        'line 14: loki.write.b > endpoint: tenant_id is remote.kubernetes.secret.s.data["id"], but it takes a text',
      ],
    ],
    [
      "a part that nothing sends to",
      'loki.process "lost" {\n  forward_to = [loki.write.out.receiver]\n}',
      ["line 7: loki.process.lost: nothing refers to its receiver"],
    ],
    [
      "a source of values that nothing uses",
      'local.file "token" {\n  filename = "/token"\n}',
      ["line 7: local.file.token: nothing refers to its content"],
    ],
    [
      "a cycle",
      'loki.process "a" {\n  forward_to = [loki.process.b.receiver]\n}\nloki.process "b" {\n  forward_to = [loki.process.a.receiver]\n}',
      ["line 7: cycle: loki.process.a -> loki.process.b -> loki.process.a"],
    ],
    [
      "a component that feeds itself",
      'loki.process "a" {\n  forward_to = [loki.process.a.receiver]\n}',
      [
        "line 7: cycle: loki.process.a -> loki.process.a",
        "line 7: loki.process.a: nothing refers to its receiver",
      ],
    ],
  ];
  for (const [what, fault, problems] of bad) {
    it(`refuses ${what}`, () => {
      const found = checkAlloyConfig(PIPELINE + fault);
      deepEqual(
        found,
        problems.map((problem) => `alloy: ${problem}`),
      );
    });
  }

  const traps: [string, string, string][] = [
    [
      "an OTLP path that the exporter doubles",
      'otelcol.exporter.otlphttp "x" {\n  client { endpoint = "http://loki:3100/otlp/v1/logs" }\n}',
      'client > endpoint is "http://loki:3100/otlp/v1/logs", but the exporter appends /v1/SIGNAL itself; write the address up to /v1',
    ],
    [
      "OTLP to a remote write address",
      'otelcol.exporter.otlphttp "x" {\n  client { endpoint = "http://mimir:8080/api/v1/push" }\n}',
      'client > endpoint is "http://mimir:8080/api/v1/push", but remote write does not read OTLP; write Mimir\'s address for OTLP, which ends with /otlp',
    ],
    [
      "gRPC without a port",
      'otelcol.exporter.otlp "x" {\n  client { endpoint = "http://tempo" }\n}',
      'client > endpoint is "http://tempo", but gRPC needs a port; write host:4317',
    ],
    [
      "logs pushed to a path that is not Loki's",
      'loki.write "x" {\n  endpoint { url = "http://loki:3100/api/push" }\n}',
      'endpoint > url is "http://loki:3100/api/push", but Loki takes pushes on /loki/api/v1/push only; write an address that ends with /loki/api/v1/push',
    ],
    [
      "remote write to an OTLP address",
      'prometheus.remote_write "x" {\n  endpoint { url = "http://mimir:8080/otlp" }\n}',
      'endpoint > url is "http://mimir:8080/otlp", but OTLP does not read remote write; write Mimir\'s address for remote write, which ends with /api/v1/push',
    ],
  ];
  for (const [what, component, problem] of traps) {
    it(`warns of ${what}`, () => {
      const [name = "", found = "", ...rest] = checkAlloyConfig(component);
      deepEqual(rest, []);
      match(name, /nothing refers to its (input|receiver)$/);
      deepEqual(found.split(": ").slice(3).join(": "), problem);
    });
  }
});
