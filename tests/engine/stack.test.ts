import assert from "node:assert/strict";
import type { V1Pod } from "@kubernetes/client-node";
import { readEnvironment } from "../../cli/environments";
import type { Session } from "../../cli/engine/session";
import { type Rendering, renderEnvironment } from "../../cli/render/render";
import {
  type SecurityExceptionName,
  combinedException,
} from "../../components/shared/pod-security";
import { EnginePlace, stopEnginePlaces } from "../support/engine/engine-place";
import { filesBelow, leaks } from "../support/engine/leaks";
import { keyOf } from "../support/engine/live-cluster";
import { Operations } from "../support/engine/operations";
import { allowances, objections, refusal } from "../support/engine/pod-security";

/** The agents and what dev makes of them. All other pods obey `restricted`. */
const EXCEPTIONS: Record<string, SecurityExceptionName[]> = {
  "alloy-agent": ["alloy-agent"],
  beyla: ["beyla", "beyla-user-space-probes"],
  "node-exporter": ["node-exporter"],
};

const PASSWORD = "configured-by-the-test";

function nameOf(pod: V1Pod): string {
  return pod.metadata?.labels?.["app.kubernetes.io/name"] ?? "";
}

function texts(objects: Parameters<typeof keyOf>[0][]): Map<string, string> {
  return new Map(objects.map((object) => [keyOf(object), JSON.stringify(object)]));
}

describe("dev on the real engine", function () {
  this.timeout(180_000);
  let place: EnginePlace;
  let session: Session;
  let rendering: Rendering;
  let printed = "";

  before(async function () {
    // The first run on a machine builds the programs.
    this.timeout(1_800_000);
    const environment = readEnvironment("dev");
    rendering = await renderEnvironment(environment);
    place = await EnginePlace.start();
    session = await place.open(environment);
    const password = { value: PASSWORD, secret: true };
    await session.stack.setConfig("lgtm:grafanaAdminPassword", password);
    const operations = new Operations();
    await session.stack.up(operations.options);
    printed += operations.printed;
  });

  after(stopEnginePlaces);

  it("creates every object of the render, and nothing else", async () => {
    const live = await place.cluster.ours(rendering);
    assert.deepEqual(live.map(keyOf), rendering.objects.map(keyOf).sort());
    assert.ok(live.length > 60, `only ${live.length} objects`);
    assert.deepEqual(await place.cluster.namespaces(), ["monitoring", "monitoring-agents"]);
  });

  it("has every pod scheduled and Ready, the agents on each node", async () => {
    const pods = await place.cluster.pods();
    const unready = pods.filter(
      ({ status }) => !status?.conditions?.some((c) => c.type === "Ready" && c.status === "True"),
    );
    assert.deepEqual(unready.map(keyOf), []);
    const nodes = new Map<string, string[]>();
    for (const pod of pods) {
      nodes.set(nameOf(pod), [...(nodes.get(nameOf(pod)) ?? []), pod.spec?.nodeName ?? ""]);
    }
    const counts = [...nodes].map(([name, on]) => `${name} ${on.length}`).sort();
    assert.deepEqual(counts, [
      "alloy-agent 3",
      "alloy-gateway 1",
      "beyla 3",
      "grafana 1",
      "kube-state-metrics 1",
      "loki 1",
      "mimir 1",
      "node-exporter 3",
      "prometheus 1",
      "pyroscope 1",
      "tempo 1",
    ]);
    const all = ["sandbox-a-1", "sandbox-b-1", "sandbox-c-1"];
    for (const agent of Object.keys(EXCEPTIONS)) {
      assert.deepEqual(nodes.get(agent)?.sort(), all, agent);
    }
    const others = [...nodes].filter(([name]) => !(name in EXCEPTIONS)).flatMap(([, on]) => on);
    assert.ok(new Set(others).size > 1, `all on ${others.join(", ")}`);
  });

  it("shows no change in a preview right afterwards, and makes none in a second up", async () => {
    const preview = new Operations();
    const { changeSummary } = await session.stack.preview(preview.options);
    assert.deepEqual(preview.changes, []);
    assert.deepEqual(Object.keys(changeSummary), ["same"]);
    const again = new Operations();
    const { summary } = await session.stack.up(again.options);
    assert.deepEqual(again.changes, []);
    assert.deepEqual(summary.resourceChanges, changeSummary);
    printed += preview.printed + again.printed;
  });

  it("keeps generated and configured secrets out of the state, of what is printed, and of all but Secrets", async () => {
    const { cluster } = place;
    const token = await cluster.secret("monitoring", "ingest-token", "token");
    assert.match(token, /^[A-Za-z0-9]{32}$/);
    assert.equal(await cluster.secret("monitoring-agents", "ingest-token", "token"), token);
    assert.equal(await cluster.secret("monitoring", "grafana-admin", "password"), PASSWORD);

    // What lies in the folder, and not the Automation API's export of it, which decrypts.
    const written = await filesBelow(place.engineFolder);
    const objects = await cluster.ours(rendering);
    const secrets = texts(objects.filter(({ kind }) => kind === "Secret"));
    const others = texts(objects.filter(({ kind }) => kind !== "Secret"));
    const pods = texts(await cluster.pods());
    const readable = new Map([...written, ...others, ...pods, ["output", printed]]);
    for (const secret of [token, PASSWORD]) assert.deepEqual(leaks(readable, secret), []);

    // The search itself finds what is there: in base64 in Secrets, in clear in the state.
    assert.deepEqual(leaks(secrets, token), [
      "monitoring-agents/Secret/ingest-token",
      "monitoring/Secret/ingest-token",
    ]);
    const state = leaks(written, "auth_enabled: false").filter((file) =>
      file.endsWith("/dev.json"),
    );
    assert.equal(state.length, 1);
  });

  it("enforces Pod Security restricted on all but the agents, whose exceptions are the listed ones", async () => {
    const { cluster } = place;
    const pods = await cluster.pods();
    for (const pod of pods) {
      const agent = EXCEPTIONS[nameOf(pod)];
      const namespace = agent ? "monitoring-agents" : "monitoring";
      assert.equal(pod.metadata?.namespace, namespace, nameOf(pod));
      const message = await refusal(cluster, "monitoring", pod.spec!);
      const allowed = agent ? allowances(combinedException(agent)!) : [];
      assert.deepEqual(message ? objections(message) : [], allowed, nameOf(pod));
    }
    const { name, image } = pods.find((pod) => nameOf(pod) === "loki")!.spec!.containers[0]!;
    const privileged = { name, image, securityContext: { privileged: true } };
    const message = await refusal(cluster, "monitoring", { containers: [privileged] });
    assert.match(message ?? "taken", /violates PodSecurity "restricted:latest": privileged /);
  });

  it("changes with a retention only what carries it, and restarts only what reads it", async () => {
    const before = await place.cluster.pods();
    await session.stack.setConfig("lgtm:retention.logs", { value: "4d" }, true);
    const preview = new Operations();
    await session.stack.preview(preview.options);
    const up = new Operations();
    await session.stack.up(up.options);
    const expected = [
      // Another name: the pods that run keep their file until they go.
      "replace ConfigMap lgtm-loki-config",
      // In Pulumi's state alone: how long logs are kept tells when an old schema period may go.
      "update Stash lgtm-loki-schema",
      "update StatefulSet lgtm-loki",
    ];
    assert.deepEqual([preview.changes, up.changes], [expected, expected]);

    const uids = new Set(before.map(({ metadata }) => metadata?.uid));
    const restarted = (await place.cluster.pods()).filter((p) => !uids.has(p.metadata?.uid));
    assert.deepEqual(restarted.map(keyOf), ["monitoring/Pod/loki-0"]);
    const maps = (await place.cluster.ours(rendering)).filter(
      ({ kind, metadata }) => kind === "ConfigMap" && metadata?.name?.startsWith("loki-config-"),
    );
    assert.match(
      maps.map(({ data }) => JSON.stringify(data)).join(),
      /^[^,]*retention_period: 96h/,
    );
  });

  it("leaves nothing behind when it is destroyed", async () => {
    const operations = new Operations();
    const { summary } = await session.stack.destroy(operations.options);
    assert.deepEqual(Object.keys(summary.resourceChanges ?? {}), ["delete"]);
    assert.deepEqual(await place.cluster.ours(rendering), []);
    assert.deepEqual(await place.cluster.pods(), []);
    assert.deepEqual(await place.cluster.namespaces(), []);
    const volumes = await place.cluster.core.listPersistentVolume();
    assert.deepEqual(volumes.items, []);
  });
});
