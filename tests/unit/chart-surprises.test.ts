import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Reviewed, unreviewed } from "../../cli/charts/review";
import { findSurprises } from "../../cli/charts/surprises";
import { readChart } from "../../components/shared/chart-files";
import { fixtureChart } from "../support/charts/package-chart";
import { writeChart } from "../support/charts/write-chart";

describe("what a preview of a chart cannot show", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lgtm-surprises-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** What is found in one template. */
  function found(template: string): string[] {
    const meta = { name: "one", version: "1.0.0" };
    const chart = readChart(writeChart(folder, meta, { "templates/a.yaml": template }));
    return findSurprises(chart).map(({ what }) => what);
  }

  it("is found in a chart that has one of each", () => {
    assert.deepEqual(findSurprises(readChart(fixtureChart("restless"))), [
      { file: "templates/found.yaml", what: "lookup" },
      { file: "templates/hook.yaml", what: "Release.Revision" },
      { file: "templates/hook.yaml", what: "hook" },
      { file: "templates/random.yaml", what: "randAlphaNum" },
    ]);
    assert.deepEqual(findSurprises(readChart(fixtureChart("web"))), []);
  });

  it("is told by its function, piped, nested or on lines of its own", () => {
    assert.deepEqual(found('a: {{ (genCA "x" 1).Cert }}\nb: {{\n  uuidv4 | quote\n}}'), [
      "genCA",
      "uuidv4",
    ]);
    assert.deepEqual(found("a: {{ htpasswd .Values.user .Values.password }}"), ["htpasswd"]);
    assert.deepEqual(found('a: {{ if .Release.IsUpgrade }}{{ now | date "2006" }}{{ end }}'), [
      "Release.IsUpgrade",
      "now",
    ]);
  });

  it("is not a word in a comment, a text, a name or outside of the template's code", () => {
    assert.deepEqual(found("{{/* lookup now helm.sh/hook: x */}}\na: now\n.htpasswd: b"), []);
    assert.deepEqual(found('a: {{ .Values.lookup }} {{ $now }} {{ include "lookup" . }}'), []);
    assert.deepEqual(found("a: {{ required \"'now' is not lookup\" .Values.known }}"), []);
  });

  it("is a hook by its annotation, however it is quoted, and not by what says how it is run", () => {
    assert.deepEqual(found('metadata: {annotations: {"helm.sh/hook": test}}'), ["hook"]);
    assert.deepEqual(found("    helm.sh/hook: pre-install"), ["hook"]);
    assert.deepEqual(found('    "helm.sh/hook-weight": "5"'), []);
  });

  it("is found in charts inside the chart, and in values that are run as templates", () => {
    const meta = { name: "parent", version: "1.0.0" };
    writeChart(folder, meta, {
      "values.yaml": "gateway: {htpasswd: '{{ htpasswd .Values.a .Values.b }}', note: htpasswd}",
      "charts/child/Chart.yaml": "apiVersion: v2\nname: child\nversion: 1.0.0",
      "charts/child/templates/a.yaml": "a: {{ randAlpha 5 }}",
    });
    assert.deepEqual(findSurprises(readChart(folder)), [
      { file: "values.yaml", what: "htpasswd" },
      { file: "charts/child/templates/a.yaml", what: "randAlpha" },
    ]);
  });

  describe("compared with what somebody has looked at", () => {
    const reviewed = (version: string, what: string[]): Reviewed[] => [
      {
        chart: "restless",
        version,
        findings: [
          { files: ["templates/hook.yaml"], what: ["Release.Revision", "hook"], why: "a" },
          { files: ["templates/random.yaml"], what: ["randAlphaNum"], why: "b" },
          { files: ["templates/found.yaml"], what, why: "c" },
        ],
      },
    ];

    it("is nothing when all was looked at", () => {
      const chart = readChart(fixtureChart("restless"));
      assert.deepEqual(unreviewed(chart, reviewed("2.0.0", ["lookup"])), []);
    });

    it("names what is new, what is gone, and a list for another version", () => {
      const chart = readChart(fixtureChart("restless"));
      assert.deepEqual(unreviewed(chart, reviewed("1.9.0", ["genCA"])), [
        "restless 2.0.0: the list was made for 1.9.0: look at what is new, and write this",
        "restless 2.0.0: new: lookup in templates/found.yaml",
        "restless 2.0.0: gone: genCA in templates/found.yaml",
      ]);
      assert.equal(unreviewed(chart, []).length, 4);
    });
  });
});
