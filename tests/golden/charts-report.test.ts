import assert from "node:assert/strict";
import { chartOfRelease } from "../../cli/charts/settings";
import {
  type KubernetesObject,
  type RenderedRelease,
  renderEnvironment,
} from "../../cli/render/render";
import { type PodGroup, podsOfObject } from "../../cli/report/model/pods";
import { podsOfRelease } from "../../cli/report/model/release-pods";
import type { ReleaseSpec } from "../../components/shared/chart-release";
import { CHARTS } from "../../components/versions";
import { renderOfficial } from "../support/charts/official";
import { renderingOf } from "../support/rendering";

/** What the page says of a group of pods, but for who makes them. */
type Told = Omit<PodGroup, "kind" | "name">;

/** A stack of the charts that prod has not. */
const OTHER_CHARTS = {
  "lgtm:objectStorage": { kind: "incluster" },
  "lgtm:loki": { topology: "simple-scalable" },
};

describe("pods on the page against the charts", function () {
  this.timeout(300_000);
  let releases: RenderedRelease[];

  before(async () => {
    const others = { name: "test", file: "Pulumi.test.yaml", config: OTHER_CHARTS };
    const rendered = [await renderingOf("prod"), await renderEnvironment(others)];
    releases = rendered.flatMap((rendering) => rendering.releases);
  });

  for (const chart of Object.keys(CHARTS)) {
    it(`are those that the chart ${chart} makes of our values`, async function () {
      const found = releases.filter((release) => chartOfRelease(release) === chart);
      assert.ok(found.length > 0);
      for (const release of found) {
        const spec = { ...release, chart } as unknown as ReleaseSpec;
        const objects = (await renderOfficial(this, spec)) as KubernetesObject[];
        const made = objects.flatMap((object) => podsOfObject(object, objects));
        const told = podsOfRelease(release).filter(({ name }) => !isOperated(chart, name));
        assert.deepEqual(
          byName(told.map((group) => withOwnVolumes(chart, group))),
          byName(made.filter(({ count }) => count.most > 0)),
        );
      }
    });
  }
});

/** Of Prometheus itself the chart makes an object for the operator, and no pods. */
function isOperated(chart: string, name: string): boolean {
  return chart === "kube-prometheus-stack" && !name.endsWith("-operator");
}

/** The volume of SeaweedFS is an object beside its pods. */
function withOwnVolumes(chart: string, group: PodGroup): PodGroup {
  return chart === "seaweedfs" ? { ...group, volumes: [] } : group;
}

/** By their names; those of several zones are one group, as in the values. */
function byName(groups: readonly PodGroup[]): Record<string, Told> {
  const found: Record<string, Told> = {};
  for (const { name, count, requests, limits, volumes } of groups) {
    if (count.per === "job") continue;
    const whole = name.replace(/-(zone-[abc]|eu-west-1[abc])$/, "");
    const { least, most } = found[whole]?.count ?? { least: 0, most: 0 };
    const all = { ...count, least: least + count.least, most: most + count.most };
    found[whole] = { count: all, requests, limits, volumes };
  }
  return found;
}
