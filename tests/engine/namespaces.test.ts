import assert from "node:assert/strict";
import type { Session } from "../../cli/engine/session";
import { EnginePlace, stopEnginePlaces } from "../support/engine/engine-place";
import { Operations } from "../support/engine/operations";
import { failure } from "../support/engine/program-engine";
import { onlyParts } from "../support/only-parts";

/** Loki and the agent that feeds it: one of each namespace is enough here. */
const NAMES = ["monitoring", "monitoring-agents"];
const CLAIM = { name: "data-loki-0", namespace: "monitoring" };

describe("namespaces of a live stack", function () {
  this.timeout(300_000);
  let place: EnginePlace;
  let session: Session;

  before(async function () {
    // The first run on a machine builds the programs.
    this.timeout(1_800_000);
    place = await EnginePlace.start();
    const environment = await place.environment("dev", {
      ...onlyParts("loki", "alloyAgent"),
    });
    session = await place.open(environment);
    await session.stack.up();
    for (const namespace of NAMES) {
      const metadata = { name: "theirs", namespace };
      await place.cluster.objects.create({ apiVersion: "v1", kind: "ConfigMap", metadata });
    }
  });

  after(stopEnginePlaces);

  const set = (key: string, value: string) => session.stack.setConfig(key, { value }, true);

  /** What must be the same object whatever is done to the namespaces. */
  async function identities(): Promise<Record<string, string | undefined>> {
    const { core } = place.cluster;
    const found: Record<string, string | undefined> = {};
    for (const name of NAMES) {
      found[name] = (await core.readNamespace({ name })).metadata?.uid;
      const theirs = await core.readNamespacedConfigMap({ name: "theirs", namespace: name });
      found[`${name}/theirs`] = theirs.metadata?.uid;
    }
    const claim = await core.readNamespacedPersistentVolumeClaim(CLAIM);
    return { ...found, [CLAIM.name]: claim.metadata?.uid };
  }

  async function enforced(name: string): Promise<string | undefined> {
    const { metadata } = await place.cluster.core.readNamespace({ name });
    return metadata?.labels?.["pod-security.kubernetes.io/enforce"];
  }

  /** Brings a change up, and says what was done. The preview after it must show nothing. */
  async function changes(): Promise<string[]> {
    const up = new Operations();
    await session.stack.up(up.options);
    await session.stack.preview({ expectNoChanges: true });
    return up.changes;
  }

  it("are the same after they were adopted, and after they were taken back", async () => {
    const before = await identities();
    for (const mode of ["adopt", "create", "adopt"]) {
      await set("lgtm:namespace.mode", mode);
      await set("lgtm:agentsNamespace.mode", mode);
      assert.deepEqual(await changes(), [], mode);
      assert.deepEqual(await identities(), before, mode);
      assert.equal(await enforced("monitoring"), "restricted", mode);
      assert.equal(await enforced("monitoring-agents"), "privileged", mode);
    }
    await set("lgtm:namespace.mode", "create");
    await set("lgtm:agentsNamespace.mode", "create");
    await changes();
  });

  it("are the same whatever is to become of the volumes in them", async () => {
    const before = await identities();
    for (const whenDeleted of ["Retain", "Delete", "Retain"]) {
      await set("lgtm:common.persistence.whenDeleted", whenDeleted);
      assert.deepEqual(await changes(), ["update StatefulSet lgtm-loki"], whenDeleted);
      assert.deepEqual(await identities(), before, whenDeleted);
    }
  });

  it("keep their names: the preview and the up refuse others, and nothing happens", async () => {
    const before = await identities();
    await set("lgtm:namespace.name", "elsewhere");
    await set("lgtm:agentsNamespace.name", "elsewhere-agents");
    for (const refused of [session.stack.preview(), session.stack.up()]) {
      const said = await failure(refused);
      assert.match(said, /LgtmStack "lgtm": 2 problems, nothing was created/);
      assert.match(said, /namespace\.name: got "elsewhere"; allowed: "monitoring", in which/);
      assert.match(said, /agentsNamespace\.name: got "elsewhere-agents"; allowed: "monitoring-a/);
    }
    assert.deepEqual(await identities(), before);
    assert.deepEqual(await place.cluster.namespaces(), NAMES);
    await set("lgtm:namespace.name", "monitoring");
    await set("lgtm:agentsNamespace.name", "monitoring-agents");
    assert.deepEqual(await changes(), []);
  });

  it("outlive the stack where volumes are retained, and an up afterwards finds these again", async () => {
    const before = await identities();
    await session.stack.destroy();
    assert.deepEqual(await place.cluster.namespaces(), ["monitoring"]);
    const claim = await place.cluster.core.readNamespacedPersistentVolumeClaim(CLAIM);
    assert.equal(claim.metadata?.uid, before[CLAIM.name]);

    await session.stack.up();
    await session.stack.preview({ expectNoChanges: true });
    const after = await place.cluster.core.readNamespacedPersistentVolumeClaim(CLAIM);
    assert.equal(after.metadata?.uid, before[CLAIM.name]);
    assert.equal(await enforced("monitoring"), "restricted");
    const pods = (await place.cluster.pods()).map(({ metadata }) => metadata?.name);
    assert.ok(pods.includes("loki-0"), pods.join());
  });
});
