import assert from "node:assert/strict";
import { resolve } from "node:path";
import type { V1Pod } from "@kubernetes/client-node";
import { refuseProtected } from "../../cli/engine/protected";
import type { Session } from "../../cli/engine/session";
import { type Rendering, renderEnvironment } from "../../cli/render/render";
import { ZONE_LABEL } from "../../components/shared/zones";
import { officialVersions } from "../support/charts/official";
import { EnginePlace, stopEnginePlaces } from "../support/engine/engine-place";
import { keyOf } from "../support/engine/live-cluster";
import { Operations } from "../support/engine/operations";
import { skip } from "../support/skip";

const ZONES = ["sandbox-a", "sandbox-b", "sandbox-c"];

const folder = process.env.LGTM_CHARTS;

function isReady({ status }: V1Pod): boolean {
  const ready = status?.conditions?.some((c) => c.type === "Ready" && c.status === "True");
  return (ready ?? false) || status?.phase === "Succeeded";
}

describe("prod on the real engine, with the official charts", function () {
  this.timeout(900_000);
  let place: EnginePlace;
  let session: Session;
  let rendering: Rendering;

  before(async function () {
    if (!folder) return skip(this, "no official charts: LGTM_CHARTS names no folder");
    place = await EnginePlace.start();
    const directory = resolve(folder);
    const environment = await place.environment("prod", {
      "lgtm:zones": ZONES,
      "lgtm:charts": { directory, sources: officialVersions(directory), timeout: "5m" },
    });
    rendering = await renderEnvironment(environment);
    session = await place.open(environment);
    await session.stack.up();
  });

  after(stopEnginePlaces);

  it("has every pod of every chart scheduled and Ready", async () => {
    const { items } = await place.cluster.core.listPodForAllNamespaces();
    assert.ok(items.length > 60, `only ${items.length} pods`);
    const unready = items.filter((pod) => !isReady(pod));
    assert.deepEqual(unready.map(keyOf), []);
  });

  it("spreads what holds copies of the same data over the three zones", async () => {
    const nodes = await place.cluster.core.listNode();
    const zoneOf = new Map(
      nodes.items.map(({ metadata }) => [metadata?.name, metadata?.labels?.[ZONE_LABEL]]),
    );
    const { items } = await place.cluster.core.listNamespacedPod({ namespace: "monitoring" });
    for (const prefix of [
      "loki-ingester",
      "mimir-ingester",
      "mimir-store-gateway",
      "tempo-live-store",
      "tempo-block-builder",
      "pyroscope-metastore",
      "pyroscope-segment-writer",
      "alloy-gateway",
    ]) {
      const pods = items.filter(({ metadata }) => metadata?.name?.startsWith(`${prefix}-`));
      const zones = new Set(pods.map(({ spec }) => zoneOf.get(spec?.nodeName)));
      assert.deepEqual([...zones].sort(), ZONES, `${prefix}: ${pods.length} pods`);
    }
  });

  it("has the Services that its endpoints name", async () => {
    const { items } = await place.cluster.core.listServiceForAllNamespaces();
    const known = new Set(
      items.flatMap(({ metadata, spec }) =>
        (spec?.ports ?? []).map(
          ({ port }) => `${metadata?.name ?? ""}.${metadata?.namespace ?? ""}:${port}`,
        ),
      ),
    );
    const text = JSON.stringify(rendering.outputs.endpoints);
    const named = [...text.matchAll(/([-a-z0-9]+\.[-a-z0-9]+)\.svc\.cluster\.local(:\d+)?/g)].map(
      ([, name, port]) => `${name!}${port ?? ":80"}`,
    );
    // The operator, of which there is only the object here, makes this one.
    const missing = named.filter((n) => !known.has(n) && !n.startsWith("prometheus-"));
    assert.deepEqual(missing, []);
    assert.ok(named.length > 10);
  });

  it("shows no change in a preview right afterwards", async () => {
    const preview = new Operations();
    await session.stack.preview(preview.options);
    assert.deepEqual(preview.changes, []);
  });

  it("refuses to be destroyed while it is protected, and leaves nothing but that", async () => {
    await assert.rejects(refuseProtected(session.stack), /protect/);
    await session.stack.destroy({ excludeProtected: true });
    const kept = await place.cluster.ours(rendering);
    assert.ok(kept.length > 0);
    const { items } = await place.cluster.core.listPodForAllNamespaces();
    const names = items.map(({ metadata }) => metadata?.name ?? "");
    assert.deepEqual(
      names.filter((name) => name.startsWith("alloy") || name.startsWith("grafana")),
      [],
    );
  });
});
