import assert from "node:assert/strict";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import ts from "typescript";
import { PROJECT_ROOT } from "../../cli/environments";
import { Loki, Mimir } from "../../components";
import { resolveAlloyAgent, resolveAlloyGateway } from "../../components/alloy/checked-config";
import { alloyTable } from "../../components/alloy/check/table";
import { resolveBeyla } from "../../components/beyla/beyla-args";
import { resolveLoki } from "../../components/loki/loki-args";
import { resolveMimir } from "../../components/mimir/mimir-args";
import { type ProgramName, keyTable } from "../../components/shared/config-check/key-table";
import { Problems } from "../../components/shared/problems";
import { Place } from "../../components/shared/place";
import { resolveTempo } from "../../components/tempo/tempo-args";
import { IMAGES } from "../../components/versions";
import { record } from "../support/mocks";
import { soon } from "../support/outcome";
import { READERS } from "../support/readers";

type Resolve = (name: string, args: unknown, place: Place) => unknown;

/** What is refused, and what is only told. */
function told(resolve: Resolve, args: object) {
  const problems = new Problems();
  resolve("test", { namespace: "monitoring", ...args }, new Place("", problems));
  return { refused: problems.list.map((p) => p.path), warnings: [...problems.warnings] };
}

const NOTHING = { refused: [], warnings: [] };
const gateway = { tokenSecret: { name: "a", key: "b" }, lokiOtlpUrl: "http://loki:3100/otlp" };

describe("the check of overlays", () => {
  const typo = { limits_config: { max_query_paralelism: 8 } };

  it("refuses what the deployed version does not know", () => {
    assert.deepEqual(told(resolveLoki, { config: typo }), {
      refused: ["config.limits_config.max_query_paralelism"],
      warnings: [],
    });
  });

  it("refuses it together with all else that may not stand there, and nothing twice", () => {
    const config = {
      ...typo,
      server: { http_listen_port: "80", grpc_listen_port: 95 },
      ruler: { wal: { dir: pulumi.output("/wal") } },
    };
    assert.deepEqual(told(resolveLoki, { config }).refused.sort(), [
      "config.limits_config.max_query_paralelism",
      "config.ruler.wal.dir",
      "config.server.grpc_listen_port",
      "config.server.http_listen_port",
    ]);
  });

  it("only tells it of another version, which may know more", () => {
    for (const image of [{ tag: "3.8.0" }, { repository: "acme/loki-fork" }]) {
      const { refused, warnings } = told(resolveLoki, { config: typo, image });
      assert.deepEqual(refused, []);
      const tag = image.tag ?? IMAGES.loki.tag;
      assert.deepEqual(warnings, [
        `config.limits_config.max_query_paralelism: got "max_query_paralelism"; allowed: a key that Loki 3.7.8 has here (Loki ${tag} may know more); write "max_query_parallelism"`,
      ]);
    }
  });

  it("takes an image of a mirror for the program that it is", () => {
    const image = { registry: "mirror.example.com", repository: "docker/grafana/loki" };
    assert.deepEqual(told(resolveLoki, { config: typo, image }).refused.length, 1);
  });

  it("does what the user says, whatever the version", () => {
    const warned = told(resolveLoki, { config: typo, configCheck: "warn" });
    assert.deepEqual(warned.refused, []);
    assert.match(warned.warnings[0]!, /a key that Loki 3\.7\.8 has here; write/);
    const refused = told(resolveLoki, { config: typo, configCheck: "refuse", image: { tag: "9" } });
    assert.equal(refused.refused.length, 1);
  });

  it("only tells what Mimir does not know, whose keys we know of another version", () => {
    const { refused, warnings } = told(resolveMimir, { config: { limits: { max_seris: 1 } } });
    assert.deepEqual(refused, []);
    assert.match(
      warnings[0]!,
      /^config\.limits\.max_seris: .* \(Mimir 3\.2\.0 may know more\); write /,
    );
  });

  const good: [string, Resolve, object][] = [
    [
      "keys that the reference hides",
      resolveLoki,
      { config: { ingester: { wal: { enabled: true } } } },
    ],
    [
      "environment variables for any single value",
      resolveTempo,
      { config: { server: { http_server_read_timeout: "${TIME}" } } },
    ],
    [
      "true and numbers where a text is read",
      resolveBeyla,
      {
        otlpEndpoint: "http://a:4317",
        tokenSecret: { name: "a", key: "b" },
        config: { attributes: { kubernetes: { enable: true } } },
      },
    ],
    ["null, which removes a key", resolveLoki, { config: { analytics: null } }],
    [
      "free keys",
      resolveMimir,
      { config: { limits: { ruler_max_rule_groups_per_tenant_by_namespace: { a: 1 } } } },
    ],
    [
      "sizes and durations in every spelling",
      resolveLoki,
      {
        config: {
          limits_config: { max_line_size: "256KB", query_timeout: "5m30s", retention_period: "1y" },
        },
      },
    ],
    [
      "references to our own components",
      resolveAlloyGateway,
      {
        ...gateway,
        config:
          'otelcol.receiver.zipkin "mine" {\n  output { traces = [otelcol.processor.batch.default.input] }\n}',
      },
    ],
    [
      "components of a module",
      resolveAlloyAgent,
      {
        lokiPushUrl: "http://loki:3100/loki/api/v1/push",
        config: 'declare "mine" {\n  argument "x" { }\n}\n\nmine "a" { x = 1 }',
      },
    ],
    [
      "components whose arguments nobody listed",
      resolveAlloyAgent,
      {
        lokiPushUrl: "http://loki:3100/loki/api/v1/push",
        config:
          'discovery.consul "mine" { servr = "x" }\n\nprometheus.scrape "mine" {\n  targets    = discovery.consul.mine.targets\n  forward_to = []\n}',
      },
    ],
  ];
  for (const [what, resolve, args] of good) {
    it(`takes ${what}`, () => {
      assert.deepEqual(told(resolve, args), NOTHING);
    });
  }

  it("only tells what Alloy would take, though it leads nowhere", () => {
    const config =
      'otelcol.exporter.otlphttp "mine" {\n  client { endpoint = "http://a/v1/logs" }\n}';
    const { refused, warnings } = told(resolveAlloyGateway, { ...gateway, config });
    assert.deepEqual(refused, []);
    assert.deepEqual(warnings, [
      "config: got line 1: otelcol.exporter.otlphttp.mine: nothing refers to its input; allowed: what Alloy 1.18.1 takes; write what its reference says",
      'config: got line 2: otelcol.exporter.otlphttp.mine: client > endpoint is "http://a/v1/logs", but the exporter appends /v1/SIGNAL itself; allowed: what Alloy 1.18.1 takes; write the address up to /v1',
    ]);
  });

  const quoted: [string, string, string][] = [
    [
      "a label",
      'logging "a; b" { }',
      'line 1, column 9: label "a; b" must be letters, digits and _ only',
    ],
    [
      "a value",
      'loki.source.api "mine" {\n  labels     = "a; b"\n  forward_to = []\n}',
      'line 2: loki.source.api.mine: labels is "a; b", but it takes a map of texts',
    ],
    [
      "a text where none belongs",
      'logging { level = "info" "a; write b" }',
      'line 1, column 26: expected a new line after the statement, found "a; write b"',
    ],
  ];
  for (const [what, config, found] of quoted) {
    it(`shows ${what} of the user whole, semicolons included`, () => {
      const problems = new Problems();
      const args = { namespace: "monitoring", ...gateway, config };
      resolveAlloyGateway("test", args, new Place("", problems));
      assert.deepEqual(problems.lines, [
        `config: got ${found}; allowed: what Alloy 1.18.1 takes; write what its reference says`,
      ]);
    });
  }

  it("counts the lines of the user's own text, and says when a twin is ours", () => {
    const declared = 'declare "mine" { }\nmine "a" { }\nmine "a" { }\n';
    const config = `${declared}otelcol.processor.batch "default" {\n  output { }\n}`;
    const problems = new Problems();
    const args = { namespace: "monitoring", ...gateway, config };
    resolveAlloyGateway("test", args, new Place("", problems));
    assert.deepEqual(
      problems.list.map(({ given, write }) => [given, write]),
      [
        ["line 3: mine.a is declared twice, before in line 2", "another label"],
        [
          "line 4: otelcol.processor.batch.default is declared twice, by ours as well",
          "another label",
        ],
      ],
    );
  });

  it("ends soon, however much is wrong", () => {
    const config = {
      limits_config: Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`k${i}`, 1])),
    };
    const write = (i: number) => `loki.write "w${i}" {\n  endpoint { url = nobody.w${i}.url }\n}`;
    const alloy = Array.from({ length: 5000 }, (_, i) => write(i)).join("\n");
    soon(() => {
      assert.equal(told(resolveLoki, { config }).refused.length, 50);
      assert.equal(told(resolveAlloyGateway, { ...gateway, config: alloy }).refused.length, 50);
      // Numbers and units of sizes could be cut in two to the power of 40 ways.
      const size = `${"1".repeat(40)}x`;
      assert.equal(
        told(resolveLoki, { config: { limits_config: { max_line_size: size } } }).refused.length,
        1,
      );
    });
  });

  it("tells once in a stack, by the part itself", async () => {
    const lines: string[] = [];
    const before = console.warn;
    console.warn = (line: string) => lines.push(line);
    try {
      const { Component } = READERS.LgtmStack!;
      const args = { mimir: { config: { limits: { max_seris: 1 } } } };
      await record(() => new Component("lgtm" as never, args as never));
      await record(
        () => new Mimir("metrics", { namespace: "a", config: { limits: { max_seris: 1 } } }),
      );
    } finally {
      console.warn = before;
    }
    assert.deepEqual(
      lines.map((line) => /(\w+ "[\w-]+"): config\.limits\.max_seris: /.exec(line)?.[1]),
      ['Mimir "lgtm-mimir"', 'Mimir "metrics"'],
    );
  });

  it("creates nothing of what it refuses", async () => {
    const created = await record(() => {
      assert.throws(() => new Loki("logs", { namespace: "a", config: typo }), pulumi.RunError);
    });
    assert.deepEqual(created, []);
  });
});

describe("the tables of keys", () => {
  const exact: ProgramName[] = ["loki", "tempo", "pyroscope", "beyla"];
  for (const name of exact) {
    it(`are those of the deployed ${name}`, () => {
      assert.equal(keyTable(name).version, IMAGES[name].tag);
    });
  }

  it("are those of the deployed Alloy", () => {
    assert.equal(`v${alloyTable().version}`, IMAGES.alloy.tag);
  });

  it("are of a Mimir between 3.0 and the deployed one, so that nothing is refused by them", () => {
    assert.equal(keyTable("mimir").version, "3 (2026-04)");
  });

  it("are part of the package", () => {
    const path = join(PROJECT_ROOT, "tsconfig.build.json");
    const { config } = ts.readConfigFile(path, (file) => ts.sys.readFile(file)) as {
      config: object;
    };
    const { fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, PROJECT_ROOT);
    const tables = fileNames
      .filter((file) => file.endsWith(".json"))
      .map((file) => file.split("/").at(-1));
    assert.deepEqual(
      tables.sort(),
      ["alloy", "beyla", "loki", "mimir", "pyroscope", "tempo"].map((name) => `${name}.json`),
    );
  });
});
