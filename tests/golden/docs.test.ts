import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_ROOT } from "../../cli/environments";
import {
  LOGS_ANNOTATION,
  METRICS_ANNOTATIONS,
  PROFILE_KINDS,
  profileAnnotation,
} from "../../components/shared/scrape-annotations";
import { SERVICE_NAME_POD_LABEL } from "../../components/shared/telemetry-labels";
import { STACK_KEYS } from "../../components/stack/stack-args";
import { linkProblems } from "../support/markdown";
import { renderingOf } from "../support/rendering";

const PAPERS = [
  ...["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "tools/README.md"],
  ...readdirSync(join(PROJECT_ROOT, "docs")).map((name) => `docs/${name}`),
];

describe("documentation", () => {
  it("links to files and headings that are there", () => {
    assert.deepEqual(
      PAPERS.flatMap((paper) => linkProblems(PROJECT_ROOT, paper)),
      [],
    );
  });

  it("names npm scripts that are there", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: object };
    const named = PAPERS.flatMap((paper) =>
      [...read(paper).matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = ""]) => name),
    );
    assert.ok(named.length > 20);
    assert.deepEqual(
      named.filter((name) => !(name in scripts)),
      [],
    );
  });

  it("names keys of the configuration that are there", () => {
    const named = PAPERS.flatMap((paper) =>
      [...read(paper).matchAll(/(?<![/\w])lgtm:(?!index)(\w+)/g)].map(([, key = ""]) => key),
    );
    assert.ok(named.length > 50);
    assert.deepEqual(
      named.filter((key) => !(key in STACK_KEYS)),
      [],
    );
  });

  it("quotes refusals as the commands say them", () => {
    const sources = ["cli", "components"].map(textOf).join("\n");
    const [table = ""] = read("docs/troubleshooting.md").split("## While it waits");
    const quoted = [...table.matchAll(/^\| `([^`]+)` +\|/gm)].map(([, text = ""]) => text);
    assert.ok(quoted.length > 10);
    assert.deepEqual(
      quoted.filter((text) => !sources.includes(text)),
      [],
    );
  });
});

describe("how to send telemetry", () => {
  const page = read("docs/telemetry.md");

  it("names the addresses and the Secret that dev has", async () => {
    const { outputs } = await renderingOf("dev");
    const { gateway, pyroscope } = outputs.endpoints;
    for (const text of [gateway?.otlpGrpc, gateway?.otlpHttp, pyroscope?.push]) {
      assert.ok(text !== undefined && page.includes(`\`${text}\``), text);
    }
    const { name = "", key = "" } = outputs.secrets.ingestToken ?? {};
    assert.ok(page.includes(`kubectl get secret ${name} --namespace ${outputs.namespace}`));
    assert.ok(page.includes(`secretKeyRef: { name: ${name}, key: ${key} }`));
  });

  it("names the annotations that are looked for, and no others", () => {
    const kinds = PROFILE_KINDS.flatMap((kind) => [
      profileAnnotation(kind, "scrape"),
      profileAnnotation(kind, "port"),
    ]);
    const known: string[] = [
      ...kinds,
      ...Object.values(METRICS_ANNOTATIONS),
      LOGS_ANNOTATION,
      SERVICE_NAME_POD_LABEL,
    ];
    const named = [...page.matchAll(/\b[a-z.]+\.(?:com|io)\/(?!shop)[\w.]+/g)].map(
      ([text]) => text,
    );
    assert.ok(named.length > 8);
    assert.deepEqual(
      named.filter((text) => !known.includes(text)),
      [],
    );
    for (const kind of PROFILE_KINDS) assert.ok(page.includes(`\`${kind}\``), kind);
  });
});

describe("how to open Grafana", () => {
  it("names the Service and the Secret that dev has", async () => {
    const { outputs } = await renderingOf("dev");
    const { hostname, port } = new URL(outputs.endpoints.grafana?.url ?? "");
    const { name = "", key = "" } = outputs.secrets.grafanaAdmin ?? {};
    const readme = read("README.md");
    const service = hostname.split(".", 1)[0] ?? "";
    assert.ok(readme.includes(`port-forward service/${service} 3000:${port}`));
    assert.ok(
      readme.includes(`get secret ${name} -o go-template='{{.data.${key} | base64decode}}'`),
    );
  });
});

function read(path: string): string {
  return readFileSync(join(PROJECT_ROOT, path), "utf8");
}

function textOf(folder: string): string {
  return readdirSync(join(PROJECT_ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => read(join(folder, path)))
    .join("\n");
}
