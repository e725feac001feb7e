import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readChart } from "../../components/shared/chart-files";
import { valueProblems } from "../../components/shared/chart-values";
import type { Config } from "../../components/shared/merge";
import { Problems } from "../../components/shared/problems";
import { Place } from "../../components/shared/place";
import { fixtureChart } from "../support/charts/package-chart";
import { writeChart } from "../support/charts/write-chart";

/** What is told of values, a line a problem. */
function told(values: Config, chart: string): string[] {
  const problems = new Problems();
  valueProblems(values, readChart(chart), new Place("values", problems));
  return problems.list.map(
    (p) => `${p.path}: got ${p.given}; allowed: ${p.allowed}; write ${p.write}`,
  );
}

describe("values of a chart", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "lgtm-values-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  function chart(name: string, files: Record<string, string>, dependencies?: object[]): string {
    return writeChart(join(folder, name), { name, version: "1.0.0", dependencies }, files);
  }

  it("takes what the chart's own values have, and null for any of it", () => {
    const values = { replicas: 3, image: { tag: "9.2" }, greeting: null };
    assert.deepEqual(told(values, fixtureChart("web")), []);
  });

  it("refuses a key that the chart does not have, and names the nearest", () => {
    assert.deepEqual(told({ color: "red", image: { tgt: "1" } }, fixtureChart("plain")), [
      'values.color: got "color"; allowed: a key that the chart plain 0.4.1 has; write "colour"',
      'values.image: got "image"; allowed: a key that the chart plain 0.4.1 has; write one of its values.yaml, or remove it',
    ]);
  });

  it("says below which key the unknown one stands", () => {
    const at = chart("deep", { "values.yaml": "ingester: {persistence: {size: 1Gi}}" });
    assert.deepEqual(told({ ingester: { persistence: { sise: "5Gi" } } }, at), [
      'values.ingester.persistence.sise: got "sise"; allowed: a key that the chart deep 1.0.0 has below ingester.persistence; write "size"',
    ]);
  });

  it("takes any key where the chart's map is empty, null, or one of Kubernetes' own", () => {
    const at = chart("free", {
      "values.yaml":
        "nodeSelector: {}\nextra: null\npodAnnotations: {a: b}\ncontainerSecurityContext: {runAsUser: 1}\nstructuredConfig: {server: {}}",
    });
    const values = {
      nodeSelector: { disk: "fast" },
      extra: { anything: 1 },
      podAnnotations: { "example.com/team": "a" },
      containerSecurityContext: { readOnlyRootFilesystem: true },
      structuredConfig: { limits: { max: 1 } },
    };
    assert.deepEqual(told(values, at), []);
  });

  it("takes a key that only a template shows, by its whole path", () => {
    const at = chart("shy", {
      "values.yaml": "storage: {type: s3}",
      "templates/a.yaml": "name: {{ .Values.storage.bucketNames.chunks }}",
    });
    assert.deepEqual(told({ storage: { bucketNames: { chunks: "a" } } }, at), []);
    assert.deepEqual(told({ bucketNames: { chunks: "a" } }, at), [
      'values.bucketNames: got "bucketNames"; allowed: a key that the chart shy 1.0.0 has; write one of its values.yaml, or remove it',
    ]);
  });

  it("refuses a single value or a list where the chart has a map, and a map where it has a list", () => {
    const at = chart("shapes", { "values.yaml": "service: {port: 80}\nhosts: [a]" });
    assert.deepEqual(told({ service: 80, hosts: { a: true } }, at), [
      'values.service: got 80; allowed: a map, as in shapes 1.0.0; write a map with any of "port"',
      'values.hosts: got {"a":true}; allowed: a list; write its items, each with a dash in front',
    ]);
  });

  it("holds a chart inside the chart against its own values, under its alias, with what its parent sets", () => {
    const at = chart(
      "parent",
      {
        "values.yaml": "metrics: {extra: 1}\nglobal: {domain: a}",
        "charts/exporter/Chart.yaml": "apiVersion: v2\nname: exporter\nversion: 2.0.0",
        "charts/exporter/values.yaml": "port: 9100\nglobal: {imageRegistry: b}",
      },
      [{ name: "exporter", alias: "metrics", version: "2.0.0", condition: "metrics.enabled" }],
    );
    const good = {
      metrics: { enabled: true, port: 1, extra: 2, global: { imageRegistry: "x" } },
      global: { domain: "x", imageRegistry: "y" },
    };
    assert.deepEqual(told(good, at), []);
    assert.deepEqual(told({ metrics: { prt: 1 }, exporter: {}, global: { domian: "x" } }, at), [
      'values.exporter: got "exporter"; allowed: a key that the chart parent 1.0.0 has; write one of its values.yaml, or remove it',
      'values.global.domian: got "domian"; allowed: a key that the chart parent 1.0.0 has below global; write "domain"',
      'values.metrics.prt: got "prt"; allowed: a key that the chart exporter 2.0.0 has; write "port"',
    ]);
  });

  it("takes any value of a chart that was not packed with its parent", () => {
    const at = chart("slim", { "values.yaml": "a: 1" }, [{ name: "minio", version: "5.4.0" }]);
    assert.deepEqual(told({ minio: { enabled: false } }, at), []);
  });

  it("holds the values as they come out against the schema, beside the keys", () => {
    const values = { replicas: "three", greting: "hi" };
    assert.deepEqual(told(values, fixtureChart("web")), [
      'values.greting: got "greting"; allowed: a key that the chart web 1.2.0 has; write "greeting"',
    ]);
    assert.deepEqual(told({ replicas: "three" }, fixtureChart("web")), [
      'values.replicas: got "three"; allowed: a whole number, by the schema of the chart web 1.2.0; write that',
    ]);
  });

  it("tells each rule of a schema in words", () => {
    const schema = {
      $schema: "http://json-schema.org/draft-07/schema#",
      type: "object",
      required: ["bucket"],
      properties: {
        mode: { enum: ["single", "distributed"] },
        size: { oneOf: [{ type: "string" }, { type: "integer" }] },
        name: { type: "string", minLength: 2 },
      },
    };
    const at = chart("rules", {
      "values.yaml": "mode: single\nsize: 1\nname: ab\nbucket: null",
      "values.schema.json": JSON.stringify(schema),
    });
    const by = "by the schema of the chart rules 1.0.0";
    assert.deepEqual(told({ mode: "double", size: true, name: "a", bucket: null }, at).sort(), [
      `values.bucket: got nothing; allowed: a value, ${by}; write one`,
      `values.mode: got "double"; allowed: one of "single", "distributed", ${by}; write "single"`,
      `values.name: got "a"; allowed: what must NOT have fewer than 2 characters, ${by}; write that`,
      `values.size: got true; allowed: what must match exactly one schema in oneOf, ${by}; write that`,
    ]);
  });

  it("leaves a schema that it cannot read to helm", () => {
    const at = chart("odd", {
      "values.yaml": "a: 1",
      "values.schema.json": '{"$schema": "https://example.com/own", "type": "object"}',
    });
    assert.deepEqual(told({ a: 2 }, at), []);
  });
});
