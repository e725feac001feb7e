import assert from "node:assert/strict";
import { ApiException, V1Eviction, V1NodeSpec } from "@kubernetes/client-node";
import type { Session } from "../../cli/engine/session";
import { ZONE_LABEL } from "../../components/shared/zones";
import { EnginePlace, stopEnginePlaces } from "../support/engine/engine-place";
import { Operations } from "../support/engine/operations";
import { onlyParts } from "../support/only-parts";
import { until } from "../support/until";

const ZONES = ["sandbox-a", "sandbox-b", "sandbox-c"];

function bucket(name: string) {
  return {
    kind: "s3-compatible",
    bucket: `zones-${name}`,
    endpoint: "s3.example.com",
    credentials: { kind: "keys", secret: "object-storage" },
  };
}

describe("replicated Loki and Mimir over three zones on the real engine", function () {
  this.timeout(180_000);
  let place: EnginePlace;
  let session: Session;

  before(async function () {
    // The first run on a machine builds the programs.
    this.timeout(1_800_000);
    place = await EnginePlace.start();
    const environment = await place.environment("dev", {
      "lgtm:zones": ZONES,
      ...onlyParts("loki", "mimir"),
      "lgtm:loki": { topology: "replicated", objectStorage: bucket("loki") },
      "lgtm:mimir": { topology: "replicated", objectStorage: bucket("mimir") },
    });
    session = await place.open(environment);
    await session.stack.up();
  });

  after(stopEnginePlaces);

  /** Pods of one backend, `loki-sandbox-a-0` to the zone of its node; one that is not Ready to nothing. */
  async function zonesOf(backend: string): Promise<Record<string, string>> {
    const { items } = await place.cluster.core.listNode();
    const zones = new Map(
      items.map(({ metadata }) => [metadata?.name, metadata?.labels?.[ZONE_LABEL]]),
    );
    const pods = (await place.cluster.pods()).filter(
      ({ metadata }) => metadata?.labels?.["app.kubernetes.io/name"] === backend,
    );
    return Object.fromEntries(
      pods.map(({ metadata, spec, status }) => {
        const ready = status?.conditions?.some((c) => c.type === "Ready" && c.status === "True");
        return [metadata?.name ?? "", ready ? (zones.get(spec?.nodeName) ?? "") : ""];
      }),
    );
  }

  /** What the API server answers to whoever wants to move a pod: nothing where it may go. */
  async function evict(name: string): Promise<number | undefined> {
    const metadata = { name, namespace: "monitoring" };
    try {
      const body = Object.assign(new V1Eviction(), { metadata });
      await place.cluster.core.createNamespacedPodEviction({ ...metadata, body });
      return undefined;
    } catch (error) {
      if (error instanceof ApiException) return error.code;
      throw error;
    }
  }

  async function cordon(zone: string, unschedulable: boolean): Promise<void> {
    const { items } = await place.cluster.core.listNode({ labelSelector: `${ZONE_LABEL}=${zone}` });
    for (const node of items) {
      node.spec = Object.assign(node.spec ?? new V1NodeSpec(), { unschedulable });
      await place.cluster.core.replaceNode({ name: node.metadata?.name ?? "", body: node });
    }
  }

  const everywhere = (backend: string) =>
    Object.fromEntries(ZONES.map((zone) => [`${backend}-${zone}-0`, zone]));

  it("runs one pod of each in every zone, by a StatefulSet a zone", async () => {
    for (const backend of ["loki", "mimir"]) {
      assert.deepEqual(await zonesOf(backend), everywhere(backend));
    }
  });

  it("shows no change in a preview right afterwards", async () => {
    const preview = new Operations();
    await session.stack.preview(preview.options);
    assert.deepEqual(preview.changes, []);
  });

  it("changes one zone after the other: a zone waits for the one before", async () => {
    await session.stack.setConfig("lgtm:retention.logs", { value: "5d" }, true);
    const order: string[] = [];
    await session.stack.up({
      onEvent: ({ resourcePreEvent, resOutputsEvent }) => {
        const event = resourcePreEvent?.metadata ?? resOutputsEvent?.metadata;
        if (event?.op !== "update" || !event.urn.includes("StatefulSet")) return;
        order.push(`${resourcePreEvent ? "begins" : "ends"} ${event.urn.split("::").at(-1)!}`);
      },
    });
    assert.deepEqual(
      order,
      ZONES.flatMap((zone) => [`begins lgtm-loki-${zone}`, `ends lgtm-loki-${zone}`]),
    );
    assert.deepEqual(await zonesOf("loki"), everywhere("loki"));
  });

  it("keeps a quorum when a zone is lost, and lets nobody take another pod away meanwhile", async () => {
    await cordon("sandbox-b", true);
    for (const backend of ["loki", "mimir"]) {
      const name = `${backend}-sandbox-b-0`;
      await place.cluster.core.deleteNamespacedPod({ name, namespace: "monitoring" });
      const lost = { ...everywhere(backend), [name]: "" };
      await until(
        `${name} waits for its zone`,
        async () => JSON.stringify(await zonesOf(backend)) === JSON.stringify(lost) || undefined,
      );
      await until(
        `the budget of ${backend} counts the lost zone`,
        async () => (await evict(`${backend}-sandbox-a-0`)) === 429 || undefined,
      );
      assert.deepEqual(await zonesOf(backend), lost);
    }
  });

  it("is whole again when the zone is back, and lets one pod go at a time", async () => {
    await cordon("sandbox-b", false);
    for (const backend of ["loki", "mimir"]) {
      const whole = JSON.stringify(everywhere(backend));
      await until(
        `${backend} is whole again`,
        async () => JSON.stringify(await zonesOf(backend)) === whole || undefined,
      );
      await until(
        `the budget of ${backend} lets one go`,
        async () => (await evict(`${backend}-sandbox-a-0`)) === undefined || undefined,
      );
    }
  });
});
