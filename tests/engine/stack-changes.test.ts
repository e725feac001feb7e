import assert from "node:assert/strict";
import { refuseProtected } from "../../cli/engine/protected";
import type { Session } from "../../cli/engine/session";
import { type Rendering, renderEnvironment } from "../../cli/render/render";
import { EnginePlace, stopEnginePlaces } from "../support/engine/engine-place";
import { keyOf } from "../support/engine/live-cluster";
import { Operations } from "../support/engine/operations";
import { failure } from "../support/engine/program-engine";
import { onlyParts } from "../support/only-parts";

/** The two namespaces, which somebody else made and uses. */
const THEIRS = ["monitoring", "monitoring-agents"];

const REFUSED =
  /unable to replace resource "\S+::lgtm-loki"\s+as it is currently marked for protection/;

describe("adopted namespaces and protected volumes on the real engine", function () {
  this.timeout(180_000);
  let place: EnginePlace;
  let session: Session;
  let rendering: Rendering;

  before(async function () {
    // The first run on a machine builds the programs.
    this.timeout(1_800_000);
    place = await EnginePlace.start();
    for (const name of THEIRS) {
      const metadata = { name, labels: { team: "theirs" } };
      await place.cluster.objects.create({ apiVersion: "v1", kind: "Namespace", metadata });
      const map = { metadata: { name: "theirs", namespace: name }, data: { kept: "yes" } };
      await place.cluster.objects.create({ apiVersion: "v1", kind: "ConfigMap", ...map });
    }
    const environment = await place.environment("dev", {
      "lgtm:namespace": { mode: "adopt" },
      "lgtm:agentsNamespace": { mode: "adopt" },
      "lgtm:common": { persistence: { whenDeleted: "Delete", protect: true } },
      // Loki and the agent that feeds it: one of each kind is enough here.
      ...onlyParts("loki", "alloyAgent"),
    });
    rendering = await renderEnvironment(environment);
    session = await place.open(environment);
    await session.stack.up();
  });

  after(stopEnginePlaces);

  const set = (key: string, value: string) => session.stack.setConfig(key, { value }, true);
  const labelsOf = async (name: string) =>
    (await place.cluster.core.readNamespace({ name })).metadata?.labels ?? {};
  const lokiUid = async () => {
    const live = await place.cluster.ours(rendering);
    return live.find((o) => keyOf(o) === "monitoring/StatefulSet/loki")?.metadata?.uid;
  };

  it("adds Pod Security to adopted namespaces and leaves what they had", async () => {
    const enforced = [];
    for (const name of THEIRS) {
      const labels = await labelsOf(name);
      assert.equal(labels.team, "theirs");
      enforced.push(labels["pod-security.kubernetes.io/enforce"]);
    }
    assert.deepEqual(enforced, ["restricted", "privileged"]);
    const live = await place.cluster.ours(rendering);
    assert.deepEqual(live.map(keyOf), rendering.objects.map(keyOf).sort());
  });

  it("says in the preview that another volume size replaces the StatefulSet, which protection refuses", async () => {
    await set("lgtm:loki.persistence.size", "33Gi");
    const preview = new Operations();
    assert.match(await failure(session.stack.preview(preview.options)), REFUSED);
    assert.deepEqual(preview.changes, ["replace StatefulSet lgtm-loki"]);
    const before = await lokiUid();
    assert.match(await failure(session.stack.up()), REFUSED);
    assert.equal(await lokiUid(), before);
  });

  it("refuses to destroy what is protected before anything is gone", async () => {
    const before = await place.cluster.ours(rendering);
    await assert.rejects(refuseProtected(session.stack), {
      message:
        `dev has protected resources, so nothing was destroyed: NamespacePatch lgtm-namespace, StatefulSet lgtm-loki. ` +
        "To give up what they hold, set `protect: false` under `persistence` in the environment, bring it up, and take it down then.",
    });
    assert.deepEqual((await place.cluster.ours(rendering)).map(keyOf), before.map(keyOf));
  });

  it("replaces it, and nothing else, once it is not protected any more", async () => {
    await set("lgtm:common.persistence.protect", "false");
    const up = new Operations();
    await session.stack.up(up.options);
    assert.deepEqual(up.changes, ["replace StatefulSet lgtm-loki"]);
    const claim = { name: "data-loki-0", namespace: "monitoring" };
    const { spec } = await place.cluster.core.readNamespacedPersistentVolumeClaim(claim);
    assert.equal(spec?.resources?.requests?.storage, "33Gi");
    await session.stack.preview({ expectNoChanges: true });
  });

  it("takes its own from adopted namespaces and leaves them and the rest", async () => {
    await session.stack.destroy();
    assert.deepEqual(await place.cluster.ours(rendering), []);
    assert.deepEqual(await place.cluster.pods(), []);
    assert.deepEqual(await place.cluster.namespaces(), THEIRS);
    for (const name of THEIRS) {
      const { team, "kubernetes.io/metadata.name": own, ...others } = await labelsOf(name);
      assert.deepEqual([team, own, others], ["theirs", name, {}]);
      const map = { name: "theirs", namespace: name };
      const { data } = await place.cluster.core.readNamespacedConfigMap(map);
      assert.deepEqual(data, { kept: "yes" });
    }
  });
});
