import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import * as tar from "tar";
import type { ReleaseSpec } from "../../components/shared/chart-release";
import { chartsField, type ChartsArgs } from "../../components/shared/charts";
import { Problems } from "../../components/shared/problems";
import { releaseProblems } from "../../components/shared/release-problems";
import { Place } from "../../components/shared/place";
import { CHARTS } from "../../components/versions";
import { writeChart } from "../support/charts/write-chart";

const { version } = CHARTS.pyroscope;

describe("a release and its chart", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lgtm-release-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function release(charts: ChartsArgs, values: ReleaseSpec["values"] = {}): ReleaseSpec {
    const settings = chartsField().read(charts, new Place("charts", new Problems()));
    return {
      chart: "pyroscope",
      name: "pyroscope",
      namespace: "monitoring",
      values,
      charts: settings,
    };
  }

  function told(spec: ReleaseSpec): string[] {
    const problems = new Problems();
    releaseProblems(spec, {
      values: new Place("pyroscope.values", problems),
      charts: new Place("charts", problems),
    });
    return problems.list.map(
      (p) => `${p.path}: got ${p.given}; allowed: ${p.allowed}; write ${p.write}`,
    );
  }

  /** A chart in a folder of its own, below the folder of charts. */
  function add(at = "pyroscope", meta = { name: "pyroscope", version: version as string }): string {
    return writeChart(join(folder, at), meta, { "values.yaml": "replicas: 1" });
  }

  /** The same as the package that `helm pull` would leave. */
  function pack(name = `pyroscope-${version}.tgz`): string {
    add("packing/pyroscope");
    const file = join(folder, name);
    tar.create({ gzip: true, sync: true, file, cwd: join(folder, "packing") }, ["pyroscope"]);
    rmSync(join(folder, "packing"), { recursive: true });
    return file;
  }

  function lock(sha256: string): void {
    const chart = {
      name: "pyroscope",
      version,
      source: "https://charts.example",
      file: `pyroscope-${version}.tgz`,
      sha256,
    };
    writeFileSync(join(folder, "charts.lock.json"), JSON.stringify({ charts: [chart] }));
  }

  it("is not checked while the chart comes from a repository", () => {
    assert.deepEqual(told(release({}, { nonsense: true })), []);
  });

  it("has its values checked against a chart in the folder of charts", () => {
    add();
    assert.deepEqual(told(release({ directory: folder }, { replicas: 2 })), []);
    assert.deepEqual(told(release({ directory: folder }, { replica: 2 })), [
      `pyroscope.values.replica: got "replica"; allowed: a key that the chart pyroscope ${version} has; write "replicas"`,
    ]);
  });

  it("reads the package that a pull leaves, and prefers it to a folder of the same name", () => {
    add("pyroscope", { name: "pyroscope", version: "0.0.1" });
    const digest = createHash("sha256").update(readFileSync(pack()));
    lock(digest.digest("hex"));
    assert.deepEqual(told(release({ directory: folder }, { replicas: 2 })), []);
    assert.deepEqual(told(release({ directory: folder }, { replica: 2 })), [
      `pyroscope.values.replica: got "replica"; allowed: a key that the chart pyroscope ${version} has; write "replicas"`,
    ]);
  });

  it("sees a chart that was changed after it was first read", () => {
    add();
    const spec = release({ directory: folder }, { shards: 2 });
    assert.equal(told(spec).length, 1);
    writeFileSync(join(folder, "pyroscope/values.yaml"), "replicas: 1\nshards: 1");
    assert.deepEqual(told(spec), []);
  });

  it("says what lies in the folder of charts when this one does not", () => {
    mkdirSync(join(folder, "loki"));
    const path = `${folder}/pyroscope`;
    assert.deepEqual(told(release({ directory: folder })), [
      `charts.directory: got ${path}, and there is nothing at ${path}; allowed: the chart pyroscope ${version}, as a folder or a .tgz file; there are loki in ${folder}; write what \`npm run charts -- pull ${folder}\` gets`,
    ]);
  });

  it("says so of a path of its own, of a folder without a chart and of a file that is no package", () => {
    const sources = (path: string) => release({ sources: { pyroscope: { path } } });
    const own = "charts.sources.pyroscope.path";
    const rest = `allowed: the chart pyroscope ${version}, as a folder or a .tgz file; write its path, from the folder in which the program runs`;
    const file = join(folder, "text.tgz");
    writeFileSync(file, "no archive");
    const at = join(folder, "nowhere");
    assert.deepEqual(told(sources(at)), [
      `${own}: got ${at}, and there is nothing at ${at}; ${rest}`,
    ]);
    assert.deepEqual(told(sources(folder)), [
      `${own}: got ${folder}, and ${folder} has no Chart.yaml, so it is no chart; ${rest}`,
    ]);
    assert.match(told(sources(file))[0] ?? "", /text\.tgz is no chart package: .*; allowed/);
  });

  it("says so of a folder of charts that is a file, and of a chart that cannot be read to its end", () => {
    const file = join(folder, "charts");
    writeFileSync(file, "");
    assert.match(
      told(release({ directory: file }))[0] ?? "",
      /; there are no charts in .*\/charts; write/,
    );
    const path = add();
    mkdirSync(join(path, "templates"));
    symlinkSync(join(folder, "nowhere"), join(path, "templates", "a.yaml"));
    const [problem, ...more] = told(release({ sources: { pyroscope: { path } } }));
    assert.match(
      problem ?? "",
      /pyroscope cannot be read: ENOENT: .*; allowed: the chart pyroscope/,
    );
    assert.deepEqual(more, []);
  });

  it("does not look through a folder that is no chart, which may be that of all files", () => {
    mkdirSync(join(folder, "templates"));
    symlinkSync(join(folder, "nowhere"), join(folder, "templates", "a.yaml"));
    const [problem] = told(release({ sources: { pyroscope: { path: folder } } }));
    assert.match(problem ?? "", /has no Chart\.yaml, so it is no chart; allowed/);
  });

  it("refuses another version than the values were written for, until that is asked for by name", () => {
    const path = add("mine", { name: "pyroscope", version: "9.9.9" });
    assert.deepEqual(told(release({ sources: { pyroscope: { path } } })), [
      `charts.sources.pyroscope.path: got "pyroscope 9.9.9"; allowed: pyroscope ${version}, which the values are written for; write that version's path, or sources.pyroscope.version: "9.9.9" to take it all the same`,
    ]);
    const asked = { pyroscope: { path, version: "9.9.9" } };
    assert.deepEqual(told(release({ sources: asked })), []);
  });

  it("refuses another chart", () => {
    const path = add("mine", { name: "phlare", version });
    assert.deepEqual(told(release({ sources: { pyroscope: { path } } })), [
      'charts.sources.pyroscope.path: got "phlare"; allowed: the chart pyroscope; write the path of that one',
    ]);
  });

  it("refuses a package that is not the one that was pulled", () => {
    const file = pack();
    const digest = createHash("sha256").update(readFileSync(file)).digest("hex");
    const wanted = "0".repeat(64);
    lock(wanted);
    assert.deepEqual(told(release({ directory: folder })), [
      `charts.directory: got ${file} with the digest ${digest}; allowed: the file with the digest ${wanted}, as charts.lock.json says; write that file: remove this one and pull it again`,
    ]);
  });

  it("says that a lock file cannot be read, and which keys it must have", () => {
    pack();
    const at = join(folder, "charts.lock.json");
    writeFileSync(at, "{");
    assert.match(told(release({ directory: folder }))[0] ?? "", /charts\.lock\.json is no JSON/);
    writeFileSync(at, '{"charts": [{"name": "pyroscope"}]}');
    assert.match(
      told(release({ directory: folder }))[0] ?? "",
      /no list `charts` of name, version, source, file and sha256/,
    );
  });

  it("reads a relative path from where the program runs", () => {
    add();
    const here = process.cwd();
    const apart = mkdtempSync(join(tmpdir(), "lgtm-cwd-"));
    cpSync(folder, join(apart, "charts"), { recursive: true });
    try {
      process.chdir(apart);
      assert.deepEqual(told(release({ directory: "charts" }, { replicas: 2 })), []);
      assert.equal(told(release({ directory: relative(apart, "/nowhere") })).length, 1);
    } finally {
      process.chdir(here);
      rmSync(apart, { recursive: true });
    }
  });
});
