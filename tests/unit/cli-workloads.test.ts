import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runningWorkloads } from "../../cli/summary/workloads";

interface LabelledObject {
  metadata: {
    name: string;
    labels: Record<string, string>;
    annotations?: Record<string, string>;
  };
}

const OURS = { "app.kubernetes.io/part-of": "lgtm", "app.kubernetes.io/instance": "lgtm" };

function set(name: string, labels: Record<string, string>) {
  const matchLabels = { app: "loki" };
  return { metadata: { name, labels }, spec: { replicas: 1, selector: { matchLabels } } };
}

function pod(name: string, labels: Record<string, string>, nodeName: string) {
  const conditions = [{ type: "Ready", status: "True" }];
  const metadata = { name, labels: { ...labels, app: "loki" } };
  return { metadata, spec: { nodeName }, status: { conditions } };
}

/** Of a release: with the labels of its chart, and Helm's annotation. */
function released(release: string): LabelledObject {
  const { metadata, ...rest } = set(`${release}-ingester`, { chart: release });
  const annotations = { "meta.helm.sh/release-name": release };
  const selector = { matchLabels: { chart: release } };
  return {
    ...rest,
    metadata: { ...metadata, annotations },
    ...{ spec: { replicas: 2, selector } },
  };
}

/** What a namespace holds: ours, and what others run there, also of another stack of this package. */
const OTHER_STACK = { ...OURS, "app.kubernetes.io/instance": "team-b" };
const LISTS: Record<string, LabelledObject[]> = {
  statefulsets: [
    set("loki", OURS),
    set("shop", {}),
    set("loki-b", OTHER_STACK),
    released("mimir"),
    released("theirs"),
  ],
  pods: [
    pod("mimir-0", { chart: "mimir" }, "node-b"),
    pod("mimir-1", { chart: "mimir" }, "node-b"),
    pod("loki-0", OURS, "node-a"),
    pod("shop-0", {}, "node-b"),
  ],
};

/** Answers list requests as the API server does. */
function listServer(): Server {
  return createServer(({ url = "" }, response) => {
    const { pathname } = new URL(url, "http://api");
    const items = LISTS[pathname.split("/").at(-1) ?? ""] ?? [];
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ items, metadata: {} }));
  });
}

describe("what runs where", () => {
  const folder = mkdtempSync(join(tmpdir(), "lgtm-workloads-"));
  const kubeconfig = join(folder, "kubeconfig");
  const server = listServer();

  before(async () => {
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    const config = {
      clusters: [
        {
          name: "c",
          cluster: { server: `http://127.0.0.1:${port}`, "insecure-skip-tls-verify": true },
        },
      ],
      users: [{ name: "u", user: {} }],
      contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
      "current-context": "x",
    };
    writeFileSync(kubeconfig, JSON.stringify(config));
  });

  after(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  it("names the workloads of this stack alone, in a namespace that others use too", async () => {
    const loki = { name: "loki", namespace: "shared", kind: "StatefulSet" };
    assert.deepEqual(await runningWorkloads({ kubeconfig }, ["shared"], []), [
      { ...loki, ready: 1, wanted: 1, nodes: ["node-a"] },
    ]);
  });

  it("names those of its Helm releases too, and each node once", async () => {
    const found = await runningWorkloads({ kubeconfig }, ["shared"], ["mimir"]);
    assert.deepEqual(
      found.map(({ name, ready, nodes }) => [name, ready, nodes]),
      [
        ["loki", 1, ["node-a"]],
        ["mimir-ingester", 2, ["node-b"]],
      ],
    );
  });
});
