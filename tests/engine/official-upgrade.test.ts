import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { chartOfRelease } from "../../cli/charts/settings";
import type { CheckedWorkplace } from "../../cli/commands/engine-options";
import { folderBackend } from "../../cli/engine/backend";
import { type RenderedRelease, renderEnvironment } from "../../cli/render/render";
import { examine, prepareReplacements } from "../../cli/upgrade/check";
import type { ChartName } from "../../components/versions";
import { ensureTool } from "../../sandbox/tools";
import { chartVersion, officialVersions } from "../support/charts/official";
import { EnginePlace, stopEnginePlaces } from "../support/engine/engine-place";
import { skip } from "../support/skip";

const NAMESPACE = "monitoring";

/** Earlier versions from which a live stack may come. Of these the StatefulSets are known. */
const EARLIER: Partial<Record<ChartName, string>> = {
  loki: "17.4.11",
  "tempo-distributed": "1.64.0",
  pyroscope: "1.21.0",
};

type Release = RenderedRelease & { namespace: string };

const { LGTM_CHARTS: pinned, LGTM_CHARTS_BEFORE: earlier } = process.env;

describe("an upgrade of the official charts from earlier versions", function () {
  this.timeout(300_000);
  let place: EnginePlace;
  let work: CheckedWorkplace;
  let releases: Release[];
  let helm: string;

  // Not by the engine, which would not install what does not know our values; Kubernetes does not mind.
  function install({ name, chart, namespace, values }: Release, folder: string) {
    const home = join(place.folder, "helm");
    mkdirSync(home, { recursive: true });
    const file = join(home, `${name}.yaml`);
    writeFileSync(file, stringify(values));
    const at = ["--namespace", namespace, "--kubeconfig", place.plane.kubeconfig];
    const args = ["upgrade", "--install", name, join(folder, chart), "--values", file, ...at];
    return spawnSync(helm, args, { encoding: "utf8", env: { HOME: home } });
  }

  before(async function () {
    // The first run on a machine builds the programs.
    this.timeout(1_800_000);
    if (!pinned) return skip(this, "no official charts: LGTM_CHARTS names no folder");
    if (!earlier) return skip(this, "no earlier charts: LGTM_CHARTS_BEFORE names no folder");
    for (const [chart, version] of Object.entries(EARLIER)) {
      if (chartVersion(join(earlier, chart)) !== version) {
        return skip(this, `the chart ${chart} ${version} is not in the folder LGTM_CHARTS_BEFORE`);
      }
    }
    helm = await ensureTool("helm");
    place = await EnginePlace.start();
    const directory = resolve(pinned);
    const environment = await place.environment("prod", {
      "lgtm:charts": { directory, sources: officialVersions(directory) },
    });
    const rendering = await renderEnvironment(environment);
    releases = rendering.releases
      .map((release) => ({ ...release, namespace: NAMESPACE, chart: chartOfRelease(release) }))
      .filter(({ chart }) => chart in EARLIER);
    work = {
      environment,
      rendering,
      session: await place.open(environment),
      target: {
        cluster: { kubeconfig: place.plane.kubeconfig },
        backend: folderBackend(place.engineFolder, {}),
        folder: place.engineFolder,
        embedded: true,
      },
    };
    const metadata = { name: NAMESPACE };
    await place.cluster.objects.create({
      apiVersion: "v1",
      kind: "Namespace",
      metadata,
    });
    for (const release of releases) {
      const { status, stderr } = install(release, resolve(earlier));
      assert.equal(status, 0, stderr);
    }
  });

  after(stopEnginePlaces);

  it("is known beforehand where Kubernetes would refuse it", async () => {
    const found = await examine(work, () => undefined);
    const changes = [...(found?.sets ?? []), ...(found?.objects ?? [])];
    assert.deepEqual(
      changes.map(({ name, fields }) => [name, ...fields]),
      [
        ["tempo-memcached", "serviceName"],
        ["tempo-memcached", "clusterIP"],
      ],
    );
    const refused = releases.filter((release) => install(release, resolve(pinned!)).status !== 0);
    assert.deepEqual(
      refused.map(({ chart }) => chart),
      ["tempo-distributed"],
    );
    const { stderr } = install(refused[0]!, resolve(pinned!));
    assert.match(stderr, /"tempo-memcached" is invalid: spec: Forbidden: updates to statefulset/);
  });

  it("goes on when the printed plan was followed", async () => {
    await prepareReplacements(work, true, () => undefined);
    for (const release of releases) {
      const { status, stderr } = install(release, resolve(pinned!));
      assert.equal(status, 0, stderr);
    }
    const left = await examine(work, () => undefined);
    assert.deepEqual([left?.sets, left?.objects], [[], []]);
  });
});
