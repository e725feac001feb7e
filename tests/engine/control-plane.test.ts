import assert from "node:assert/strict";
import { access, mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AppsV1Api,
  CoordinationV1Api,
  CoreV1Api,
  KubeConfig,
  KubernetesObjectApi,
} from "@kubernetes/client-node";
import { attach, startControlPlane, stopControlPlane } from "../../sandbox/control-plane";
import type { ControlPlane } from "../../sandbox/control-plane";
import { freePort } from "../../sandbox/free-port";
import { isAlive } from "../../sandbox/process-identity";
import type { ProcessExit } from "../../sandbox/sandbox-process";
import { listening } from "../support/listening";
import { until } from "../support/until";

/** What is sent, as plain data; the client's own types are classes. */
interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  spec?: unknown;
}

const namespace = "workloads";
const labels = { app: "sample" };

describe("control plane", function () {
  this.timeout(180_000);
  let parent: string;
  let stateDir: string;
  let plane: ControlPlane;

  before(async function () {
    // The first run on a machine builds Kubernetes.
    this.timeout(1_800_000);
    parent = await mkdtemp(join(tmpdir(), "lgtm-plane-"));
    stateDir = join(parent, "state");
    plane = await startControlPlane({ stateDir, durable: false });
  });

  after(async () => {
    await stopControlPlane(stateDir);
    await stopControlPlane(join(parent, "other"));
    await rm(parent, { recursive: true, force: true });
  });

  const config = () => {
    const loaded = new KubeConfig();
    loaded.loadFromFile(plane.kubeconfig);
    return loaded;
  };
  const core = () => config().makeApiClient(CoreV1Api);
  const apps = () => config().makeApiClient(AppsV1Api);
  const objects = () => KubernetesObjectApi.makeApiClient(config());
  const create = (manifest: Manifest) => objects().create(manifest);
  const createNamespace = (name: string, level?: string) =>
    create({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        name,
        ...(level !== undefined && { labels: { "pod-security.kubernetes.io/enforce": level } }),
      },
    });

  it("has three nodes in three zones, Ready and without taints", async () => {
    const { items } = await core().listNode();
    const seen = items.map(({ metadata, spec, status }) => [
      metadata?.name,
      metadata?.labels?.["topology.kubernetes.io/zone"],
      metadata?.labels?.["topology.kubernetes.io/region"],
      status?.conditions?.find(({ type }) => type === "Ready")?.status,
      spec?.taints?.length ?? 0,
    ]);
    assert.deepEqual(seen, [
      ["sandbox-a-1", "sandbox-a", "sandbox", "True", 0],
      ["sandbox-b-1", "sandbox-b", "sandbox", "True", 0],
      ["sandbox-c-1", "sandbox-c", "sandbox", "True", 0],
    ]);
  });

  it("renews the lease of each node, without which its pods were not Ready after a minute", async () => {
    const leases = async () => {
      const api = config().makeApiClient(CoordinationV1Api);
      const { items } = await api.listNamespacedLease({ namespace: "kube-node-lease" });
      // One that nobody has taken yet has no time.
      const taken = items.filter(({ spec }) => spec?.renewTime !== undefined);
      return new Map(
        taken.map(({ metadata, spec }) => [
          metadata?.name,
          new Date(spec?.renewTime ?? 0).getTime(),
        ]),
      );
    };
    const before = await until("three leases", async () => {
      const found = await leases();
      return found.size === 3 ? found : undefined;
    });
    assert.deepEqual([...before.keys()].sort(), ["sandbox-a-1", "sandbox-b-1", "sandbox-c-1"]);
    await until("their renewal", async () => {
      const now = await leases();
      const renewed = [...before].every(([node, time]) => (now.get(node) ?? 0) > time);
      return renewed ? true : undefined;
    });
  });

  it("keeps its credentials from other users", async () => {
    const modes = await Promise.all(
      [stateDir, plane.kubeconfig, join(stateDir, "credentials", "tokens.csv")].map(
        async (file) => (await stat(file)).mode & 0o777,
      ),
    );
    assert.deepEqual(modes, [0o700, 0o600, 0o600]);
  });

  it("spreads the pods of a Deployment over the zones and makes them Ready", async () => {
    await createNamespace(namespace);
    await create({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web", namespace },
      spec: {
        replicas: 3,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            initContainers: [
              { name: "once", image: "example/once" },
              { name: "sidecar", image: "example/sidecar", restartPolicy: "Always" },
            ],
            containers: [{ name: "main", image: "example/main" }],
            // A namespace's deletion waits for half of the grace that pods ask for.
            terminationGracePeriodSeconds: 1,
            topologySpreadConstraints: [
              {
                maxSkew: 1,
                topologyKey: "topology.kubernetes.io/zone",
                whenUnsatisfiable: "DoNotSchedule",
                labelSelector: { matchLabels: labels },
              },
            ],
          },
        },
      },
    });
    await until("three replicas", async () => {
      const { status } = await apps().readNamespacedDeployment({ name: "web", namespace });
      return status?.readyReplicas === 3 ? true : undefined;
    });
    const { items } = await core().listNamespacedPod({ namespace });
    const nodes = items.map(({ spec }) => spec?.nodeName).sort();
    assert.deepEqual(nodes, ["sandbox-a-1", "sandbox-b-1", "sandbox-c-1"]);
  });

  it("binds the claims of a StatefulSet and lets them grow", async () => {
    await create({
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: { name: "store", namespace },
      spec: {
        replicas: 1,
        serviceName: "store",
        selector: { matchLabels: { app: "store" } },
        template: {
          metadata: { labels: { app: "store" } },
          spec: {
            containers: [{ name: "main", image: "example/main" }],
            terminationGracePeriodSeconds: 1,
          },
        },
        volumeClaimTemplates: [
          {
            metadata: { name: "data" },
            spec: {
              accessModes: ["ReadWriteOnce"],
              resources: { requests: { storage: "10Gi" } },
            },
          },
        ],
      },
    });
    await until("one replica", async () => {
      const { status } = await apps().readNamespacedStatefulSet({ name: "store", namespace });
      return status?.readyReplicas === 1 ? true : undefined;
    });
    const claim = { name: "data-store-0", namespace };
    const { spec, status } = await core().readNamespacedPersistentVolumeClaim(claim);
    assert.deepEqual([status?.phase, spec?.storageClassName], ["Bound", "sandbox"]);

    const larger: Manifest = {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: claim,
      spec: { resources: { requests: { storage: "20Gi" } } },
    };
    await objects().patch(larger);
    await until("the larger size", async () => {
      const { status: now } = await core().readNamespacedPersistentVolumeClaim(claim);
      return now?.capacity?.["storage"] === "20Gi" ? true : undefined;
    });
  });

  it("refuses a privileged pod where Pod Security restricted is enforced", async () => {
    await createNamespace("strict", "restricted");
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "root", namespace: "strict" },
      spec: {
        containers: [
          { name: "main", image: "example/main", securityContext: { privileged: true } },
        ],
      },
    };
    await assert.rejects(create(pod), /violates PodSecurity .*restricted:latest.*privileged/s);
  });

  it("finishes the deletion of a namespace with its pods, claims and volumes", async () => {
    await core().deleteNamespace({ name: namespace });
    await until("the namespace is gone", async () => {
      const { items } = await core().listNamespace();
      return items.some(({ metadata }) => metadata?.name === namespace) ? undefined : true;
    });
    await until("the volumes are gone", async () => {
      const { items } = await core().listPersistentVolume();
      return items.length === 0 ? true : undefined;
    });
  });

  it("is found again, and a second start finds the same processes", async () => {
    const again = await startControlPlane({ stateDir, durable: false });
    assert.deepEqual(again.processes, plane.processes);
    assert.deepEqual((await attach(stateDir))?.processes, plane.processes);
  });

  it("gets nodes in zones that somebody names, beside those that it has", async () => {
    await startControlPlane({ stateDir, durable: false, zones: ["eu-west-1a", "eu-west-1b"] });
    const { items } = await core().listNode({ labelSelector: "topology.kubernetes.io/zone" });
    const names = items.map(({ metadata }) => metadata?.name).sort();
    assert.deepEqual(names, [
      "eu-west-1a-1",
      "eu-west-1b-1",
      "sandbox-a-1",
      "sandbox-b-1",
      "sandbox-c-1",
    ]);
  });

  it("reports a process that died, and starts again on the same data", async () => {
    await createNamespace("kept");
    const [killed] = plane.processes.filter(({ name }) => name === "kube-scheduler");
    const reported = new Promise<ProcessExit>((resolve) => {
      const end = plane.onExit((exit) => {
        end();
        resolve(exit);
      });
    });
    process.kill(killed!.pid, "SIGKILL");
    const exit = await reported;
    assert.deepEqual([exit.name, exit.pid], ["kube-scheduler", killed!.pid]);
    assert.ok(exit.tail.length > 1, "the log's tail comes with it");
    assert.equal(await attach(stateDir), undefined);

    const old = plane;
    plane = await startControlPlane({ stateDir, durable: false });
    assert.equal(plane.url, old.url, "the address stays while its port is free");
    assert.equal((await core().readNamespace({ name: "kept" })).metadata?.name, "kept");
    assert.deepEqual(await Promise.all(old.processes.map(isAlive)), Array(5).fill(false));
  });

  it("leaves whoever listens on its old port alone", async () => {
    await plane.stop({ keepData: true });
    const port = Number(new URL(plane.url).port);
    const stranger = createServer();
    await listening(stranger, port);
    try {
      plane = await startControlPlane({ stateDir, durable: false });
      assert.notEqual(new URL(plane.url).port, String(port));
      assert.equal((stranger.address() as AddressInfo).port, port);
      assert.equal((await core().readNamespace({ name: "kept" })).metadata?.name, "kept");
    } finally {
      stranger.close();
    }
  });

  it("does not move into a folder that holds something else", async () => {
    const other = join(parent, "other");
    await startRefused(other);
    assert.deepEqual(await readdir(other), ["precious.txt"]);
  });

  it("leaves no process and no folder when it is stopped", async () => {
    const { processes } = plane;
    assert.equal(processes.length, 5);
    await plane.stop();
    assert.deepEqual(await Promise.all(processes.map(isAlive)), Array(5).fill(false));
    await assert.rejects(access(stateDir), { code: "ENOENT" });
    assert.deepEqual(await readdir(parent), ["other"], "and no lock beside it");
  });

  it("prefers a port and takes another when that one is taken", async () => {
    const preferred = await freePort();
    assert.equal(await freePort(preferred), preferred);
    const server = createServer();
    await listening(server, preferred);
    assert.notEqual(await freePort(preferred), preferred);
    server.close();
  });
});

async function startRefused(folder: string): Promise<void> {
  await mkdir(folder);
  await writeFile(join(folder, "precious.txt"), "mine");
  await assert.rejects(startControlPlane({ stateDir: folder }), {
    message:
      `${folder} is not empty and holds no control plane (precious.txt): ` +
      "name a state folder that does not exist yet, or remove this one if nobody needs what is in it",
  });
}
