import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { KubeConfig, StorageV1Api } from "@kubernetes/client-node";
import { stringify } from "yaml";
import { UserWithCluster } from "../support/engine/user-with-cluster";
import { listening } from "../support/listening";
import { onlyParts } from "../support/only-parts";
import { until } from "../support/until";

describe("what an up would stumble over in the cluster", function () {
  this.timeout(300_000);
  const user = UserWithCluster.ofSuite();

  /** Loki and node-exporter, in namespaces that begin like this. */
  function environment(name: string, namespace: string, changes: object = {}): string {
    return user().write(name, {
      ...onlyParts("loki"),
      "lgtm:common": { persistence: { whenDeleted: "Delete" } },
      "lgtm:namespace": { name: namespace },
      "lgtm:agentsNamespace": { name: `${namespace}-agents` },
      // Where nobody scrapes, it is there only if it is asked for.
      "lgtm:nodeExporter": { enabled: true },
      ...changes,
    });
  }

  async function run(command: "up" | "preview", file: string, ...more: string[]) {
    const { status, output } = await user().run(command, file, ...more);
    return { status, output };
  }

  it("is a namespace that is there, which the stack would delete with all that is in it", async () => {
    const theirs = { apiVersion: "v1", kind: "Namespace", metadata: { name: "theirs" } };
    await user().place.cluster.objects.create(theirs);
    const { status, output } = await run("up", environment("a", "theirs"));
    assert.equal(status, 1, output);
    assert.match(output, /^The cluster is not ready for a: 1 problem, nothing was changed$/m);
    assert.match(
      output,
      /^ {2}The namespace theirs is there already\. Write `mode: adopt` for it/m,
    );
    assert.deepEqual(await user().place.cluster.namespaces(), ["theirs"]);
    await user().place.cluster.objects.delete(theirs);
    await until("the namespace is gone", async () =>
      (await user().place.cluster.namespaces()).length === 0 ? true : undefined,
    );
  });

  it("is a port of the nodes that others have, found in the preview, and another one does", async () => {
    const labels = { app: "exporter" };
    const ports = [{ containerPort: 9100, hostPort: 9100 }];
    const container = { name: "exporter", image: "example/exporter:1", ports };
    const template = { metadata: { labels }, spec: { containers: [container] } };
    const theirs = {
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      metadata: { name: "exporter", namespace: "default" },
      spec: { selector: { matchLabels: labels }, template },
    };
    await user().place.cluster.objects.create(theirs);
    await until("a pod", async () => {
      const pods = await user().place.cluster.core.listNamespacedPod({ namespace: "default" });
      return pods.items.find((pod) => pod.spec?.nodeName);
    });
    for (const command of ["preview", "up"] as const) {
      const { status, output } = await run(command, environment("b", "first"));
      assert.equal(status, 1, output);
      assert.match(
        output,
        /^ {2}The port 9100 of the nodes, which DaemonSet first-agents\/node-exporter opens, is taken by the pod default\/exporter-\w+: write another one, lgtm:nodeExporter: \{ port: 9101 \}/m,
      );
    }
    const { status, output } = await run(
      "up",
      environment("b", "first", { "lgtm:nodeExporter": { enabled: true, port: 9101 } }),
    );
    assert.equal(status, 0, output);
    await user().place.cluster.objects.delete(theirs);
  });

  it("is no port of a pod that has ended", async () => {
    const { core } = user().place.cluster;
    await until("the pods that have the port are gone", async () => {
      const { items } = await core.listNamespacedPod({ namespace: "default" });
      return items.length === 0 ? true : undefined;
    });
    const ports = [{ containerPort: 9100, hostPort: 9100 }];
    const metadata = { name: "evicted", namespace: "default" };
    // No node has such a disk, so that nobody says anything else of it.
    const spec = {
      nodeSelector: { disk: "none" },
      containers: [{ name: "exporter", image: "example/exporter:1", ports }],
    };
    const evicted = { apiVersion: "v1", kind: "Pod", metadata, spec };
    await user().place.cluster.objects.create(evicted);
    const change = [{ op: "replace", path: "/status/phase", value: "Failed" }];
    await core.patchNamespacedPodStatus({ ...metadata, body: change });
    const { status, output } = await run("preview", environment("b", "first"));
    assert.equal(status, 0, output);
    await user().place.cluster.objects.delete(evicted);
  });

  it("is a cluster that takes connections and never answers, after which the command ends", async function () {
    this.timeout(60_000);
    const silent = createServer(() => undefined);
    const port = await listening(silent);
    const file = join(user().place.folder, "silent");
    writeFileSync(
      file,
      stringify({
        clusters: [{ name: "silent", cluster: { server: `https://127.0.0.1:${port}` } }],
        users: [{ name: "me", user: { token: "mine" } }],
        contexts: [{ name: "silent", context: { cluster: "silent", user: "me" } }],
        "current-context": "silent",
      }),
    );
    const args = ["--env", environment("e", "third"), "--context", "silent"];
    const { status, output } = await user().machine.run("up", args, { KUBECONFIG: file });
    silent.close();
    assert.equal(status, 1, output);
    assert.match(output, /cannot be asked, so nothing was changed: .*no answer within 10 s/);
  });

  it("is another stack in the same namespaces", async () => {
    const file = environment("c", "first");
    const { status, output } = await run("preview", file);
    assert.equal(status, 1, output);
    assert.match(
      output,
      /^ {2}Objects that this stack did not create exist already \(\d+\): ConfigMap first\/loki-config-\w+, /m,
    );
    assert.match(
      output,
      /give this one its own: lgtm:namespace\.name and lgtm:agentsNamespace\.name/,
    );
    assert.ok(
      output.includes(`: npm run up -- --env ${file} --context sandbox --take-over\n`),
      output,
    );
  });

  it("is what was made before the state was lost, which is taken over when that is asked for", async () => {
    const before = await user().place.cluster.pods();
    rmSync(join(user().machine.home, ".local"), { recursive: true });
    const file = environment("b", "first", { "lgtm:nodeExporter": { enabled: true, port: 9101 } });
    assert.equal((await run("up", file)).status, 1);
    const { status, output } = await run("up", file, "--take-over");
    assert.equal(status, 0, output);
    const uids = (pods: typeof before) => pods.map(({ metadata }) => metadata?.uid).sort();
    assert.deepEqual(uids(await user().place.cluster.pods()), uids(before));
    const again = await run("preview", file, "--expect-no-changes");
    assert.equal(again.status, 0, again.output);
  });

  it("is a volume that nobody would make", async () => {
    const config = new KubeConfig();
    config.loadFromFile(user().place.plane.kubeconfig);
    const storage = config.makeApiClient(StorageV1Api);
    const [standard] = (await storage.listStorageClass()).items;
    const fast = environment("d", "second", {
      "lgtm:nodeExporter": { enabled: false },
      "lgtm:common": { persistence: { whenDeleted: "Delete", storageClass: "fast" } },
    });
    const unknown = await run("preview", fast);
    assert.equal(unknown.status, 1, unknown.output);
    const name = standard?.metadata?.name ?? "";
    assert.ok(
      unknown.output.includes(
        `  StatefulSet second/loki asks for the StorageClass fast, which is not there: the cluster has ${name}.`,
      ),
      unknown.output,
    );
    await storage.deleteStorageClass({ name });
    const none = environment("d", "second", { "lgtm:nodeExporter": { enabled: false } });
    const { output } = await run("preview", none);
    assert.match(
      output,
      /The cluster has no default StorageClass, and the volumes of second\/loki name none: write lgtm:common: /,
    );
  });
});
