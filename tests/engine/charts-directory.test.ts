import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";
import { PROJECT_ROOT, type Environment, readEnvironment } from "../../cli/environments";
import type { Session } from "../../cli/engine/session";
import { renderEnvironment } from "../../cli/render/render";
import { CHARTS } from "../../components/versions";
import { chartPackage } from "../support/charts/chart-package";
import { EnginePlace, stopEnginePlaces } from "../support/engine/engine-place";
import { filesBelow } from "../support/engine/leaks";
import { onlyParts } from "../support/only-parts";
import { skip } from "../support/skip";

const { version } = CHARTS.pyroscope;

/** A stack of one chart. */
const config = {
  ...onlyParts("pyroscope"),
  "lgtm:pyroscope": {
    topology: "distributed",
    objectStorage: {
      kind: "s3",
      region: "eu-west-1",
      bucket: "acme-profiles",
      credentials: { kind: "pod-identity" },
    },
  },
};

describe("charts from a folder", function () {
  this.timeout(120_000);
  let place: EnginePlace;
  let charts = "";
  let environment: Environment;

  before(async function () {
    // The first run on a machine builds the programs.
    this.timeout(1_800_000);
    place = await EnginePlace.start();
    charts = mkdtempSync(join(tmpdir(), "lgtm-charts-"));
    const { archive } = chartPackage("pyroscope", version, await openChart());
    writeFileSync(join(charts, `pyroscope-${version}.tgz`), archive);
    const directory = relative(PROJECT_ROOT, charts);
    environment = await written("folder", { ...config, "lgtm:charts": { directory } });
  });

  after(async () => {
    await stopEnginePlaces();
    rmSync(charts, { recursive: true, force: true });
  });

  async function written(name: string, settings: object): Promise<Environment> {
    const file = join(place.folder, `Pulumi.${name}.yaml`);
    writeFileSync(file, stringify({ config: settings }));
    return Promise.resolve(readEnvironment(file));
  }

  /** A chart that takes whatever Pyroscope's values say, and makes one object. */
  async function openChart(): Promise<Record<string, string>> {
    const { releases } = await renderEnvironment(await written("plain", config));
    const keys = Object.keys(releases[0]?.values as object);
    return {
      "values.yaml": stringify(Object.fromEntries(keys.map((key) => [key, null]))),
      "templates/a.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: from-the-folder}\ndata: {name: '{{ .Values.pyroscope.fullnameOverride }}'}",
    };
  }

  it("are deployed by a relative path, of which the state keeps nothing else", async () => {
    const session: Session = await place.open(environment);
    await session.stack.up();
    const made = { name: "from-the-folder", namespace: "monitoring" };
    const { data } = await place.cluster.core.readNamespacedConfigMap(made);
    assert.deepEqual(data, { name: "pyroscope" });
    await session.stack.preview({ expectNoChanges: true });
    const state = JSON.stringify(await session.stack.exportStack());
    const path = relative(join(PROJECT_ROOT, "stacks"), charts);
    assert.ok(state.includes(`"${path}/pyroscope-${version}.tgz"`), "the path as it was written");
    assert.ok(!state.includes(`"${charts}`), "no path of this machine");
    await session.stack.destroy();
  });

  it("are rendered without a network, equally from anywhere", async function () {
    const unshare = spawnSync("unshare", ["-rn", "true"]);
    if (unshare.status !== 0) skip(this, "unshare -rn does not work here: no network to cut");
    const out = (name: string) => join(place.folder, name);
    const script = [process.execPath, join(PROJECT_ROOT, "cli/bootstrap.cjs"), "cli/main.ts"];
    for (const [name, cwd] of [
      ["here", PROJECT_ROOT],
      ["there", charts],
    ] as const) {
      const args = ["-rn", ...script, "render", "--env", environment.file, "--out", out(name)];
      await promisify(execFile)("unshare", args, { cwd });
    }
    const files = async (name: string) => {
      const found = [...(await filesBelow(out(name)))];
      return new Map(found.map(([file, text]) => [relative(out(name), file), text]));
    };
    const here = await files("here");
    assert.deepEqual(here, await files("there"));
    const release = here.get("releases/pyroscope.yaml") ?? "";
    assert.match(release, new RegExp(`^chart: \\.\\./\\S+/pyroscope-${version}\\.tgz$`, "m"));
  });

  it("are refused before anything is deployed when they do not know a value", async () => {
    const other = mkdtempSync(join(tmpdir(), "lgtm-charts-"));
    try {
      cpSync(charts, other, { recursive: true });
      const { archive } = chartPackage("pyroscope", version);
      writeFileSync(join(other, `pyroscope-${version}.tgz`), archive);
      const directory = relative(PROJECT_ROOT, other);
      const wrong = await written("wrong", { ...config, "lgtm:charts": { directory } });
      await assert.rejects(renderEnvironment(wrong), (error: Error) => {
        assert.match(
          error.message,
          new RegExp(
            `lgtm:pyroscope\\.values\\.architecture: got "architecture"; allowed: a key that the chart pyroscope ${version} has`,
          ),
        );
        return true;
      });
    } finally {
      rmSync(other, { recursive: true });
    }
  });
});
