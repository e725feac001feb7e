import assert from "node:assert/strict";
import * as k8s from "@pulumi/kubernetes";
import { LgtmStack } from "../../components/lgtm-stack";
import { NamespaceMode } from "../../components/shared/namespace";
import { ReclaimPolicy } from "../../components/shared/workload-args";
import type { LgtmStackArgs } from "../../components/stack/stack-args";
import { type RecordedResource, find, record, secretTexts } from "../support/mocks";

const NAMESPACE = "kubernetes:core/v1:Namespace";
const PATCH = "kubernetes:core/v1:NamespacePatch";
const SECRET = "kubernetes:core/v1:Secret";
const CONTENT = "kubernetes:core/v1:SecretPatch";
const PASSWORD = "random:index/randomPassword:RandomPassword";

const stack = (args: LgtmStackArgs = {}) => record(() => new LgtmStack("obs", args));

/** `type name` of the direct children of the stack that are no components. */
function ownResources(resources: readonly RecordedResource[]): string[] {
  return resources
    .filter((r) => r.parent === "lgtm:index:LgtmStack obs" && !r.type.startsWith("lgtm:"))
    .map(({ type, name }) => `${type} ${name}`)
    .sort();
}

describe("LgtmStack", () => {
  it("consists of one component for each part, named from the stack", async () => {
    const components = (await stack()).filter((r) => r.type.startsWith("lgtm:"));
    assert.deepEqual(components.map(({ type, name }) => `${type} ${name}`).sort(), [
      "lgtm:index:AlloyAgent obs-alloy-agent",
      "lgtm:index:AlloyGateway obs-alloy-gateway",
      "lgtm:index:Beyla obs-beyla",
      "lgtm:index:Grafana obs-grafana",
      "lgtm:index:KubeStateMetrics obs-kube-state-metrics",
      "lgtm:index:LgtmStack obs",
      "lgtm:index:Loki obs-loki",
      "lgtm:index:Mimir obs-mimir",
      "lgtm:index:NodeExporter obs-node-exporter",
      "lgtm:index:Prometheus obs-prometheus",
      "lgtm:index:Pyroscope obs-pyroscope",
      "lgtm:index:Tempo obs-tempo",
    ]);
    for (const { type, parent } of components) {
      assert.equal(parent, type === "lgtm:index:LgtmStack" ? "" : "lgtm:index:LgtmStack obs");
    }
  });

  it("owns two namespaces and its Secrets", async () => {
    assert.deepEqual(ownResources(await stack()), [
      `${NAMESPACE} obs-agents-namespace`,
      `${PATCH} obs-namespace`,
      `${SECRET} obs-grafana-admin`,
      `${SECRET} obs-grafana-secret-key`,
      `${SECRET} obs-ingest-token`,
      `${SECRET} obs-ingest-token-monitoring-agents`,
      `${CONTENT} obs-grafana-admin-data`,
      `${CONTENT} obs-grafana-secret-key-data`,
      `${CONTENT} obs-ingest-token-data`,
      `${CONTENT} obs-ingest-token-monitoring-agents-data`,
      "pulumi:index:Stash obs-namespaces",
      `${PASSWORD} obs-grafana-admin`,
      `${PASSWORD} obs-grafana-secret-key`,
      `${PASSWORD} obs-ingest-token`,
    ]);
  });

  it("enforces Pod Security in both namespaces", async () => {
    const resources = await stack();
    const labels = (name: string) => {
      const namespace = resources.find((r) => r.name === name && /Namespace/.test(r.type));
      return (namespace?.inputs.metadata as { labels: object }).labels;
    };
    const prefix = "pod-security.kubernetes.io";
    assert.deepEqual(labels("obs-namespace"), {
      "app.kubernetes.io/part-of": "lgtm",
      [`${prefix}/enforce`]: "restricted",
      [`${prefix}/warn`]: "restricted",
      [`${prefix}/audit`]: "restricted",
    });
    assert.deepEqual(labels("obs-agents-namespace"), {
      "app.kubernetes.io/part-of": "lgtm",
      [`${prefix}/enforce`]: "privileged",
      [`${prefix}/warn`]: "privileged",
      [`${prefix}/audit`]: "restricted",
    });
  });

  it("adopts a namespace without owning it", async () => {
    const resources = await stack({ namespace: { name: "shared", mode: NamespaceMode.Adopt } });
    const patch = find(resources, PATCH, "obs-namespace");
    assert.equal((patch.inputs.metadata as { name: string }).name, "shared");
    assert.ok(!resources.some((r) => r.type === NAMESPACE && r.name === "obs-namespace"));
  });

  it("creates everything in a namespace after the namespace", async () => {
    const resources = await stack();
    const inNamespace = resources.filter(
      (r) => (r.inputs.metadata as { namespace?: string } | undefined)?.namespace !== undefined,
    );
    assert.ok(inNamespace.length > 40);
    for (const { type, name, dependsOn } of inNamespace) {
      assert.ok(dependsOn.includes(`${PATCH} obs-namespace`), `${type} ${name}`);
    }
  });

  it("creates everything after what the user wants to be there before", async () => {
    const resources = await record(() => {
      const first = new k8s.core.v1.ConfigMap("first", { metadata: { name: "first" } });
      new LgtmStack("obs", {}, { dependsOn: [first] });
    });
    const objects = resources.filter(
      (r) => r.type.startsWith("kubernetes:") && r.parent !== "" && r.name !== "first",
    );
    assert.ok(objects.length > 40);
    for (const { type, name, dependsOn } of objects) {
      assert.ok(dependsOn.includes("kubernetes:core/v1:ConfigMap first"), `${type} ${name}`);
    }
  });

  it("restarts Beyla, which reads the token once, when the token changes", async () => {
    const annotations = async (args: LgtmStackArgs) => {
      const resources = await stack(args);
      const set = find(resources, "kubernetes:apps/v1:DaemonSet", "obs-beyla");
      const { template } = set.inputs.spec as {
        template: { metadata: { annotations: Record<string, string> } };
      };
      return template.metadata.annotations["lgtm.pulumi.com/token-version"];
    };
    assert.equal(await annotations({}), "version-of-obs-ingest-token-data");
    const own = { ingestTokenSecret: { name: "mine", key: "token" } };
    assert.equal(await annotations(own), undefined);
  });

  it("leaves a namespace standing that holds retained volumes", async () => {
    const namespace = async (whenDeleted: ReclaimPolicy) =>
      (await stack({ common: { persistence: { whenDeleted } } }))
        .filter(({ name }) => name === "obs-namespace")
        .map(({ type, aliases }) => ({ type, aliases }));
    // A patch is not deleted. Each is an alias of the other: one becomes the other without being made anew.
    const [retained] = await namespace(ReclaimPolicy.Retain);
    assert.deepEqual(retained, { type: PATCH, aliases: [NAMESPACE] });
    const [deleted] = await namespace(ReclaimPolicy.Delete);
    assert.deepEqual(deleted, { type: NAMESPACE, aliases: [PATCH] });
  });

  it("protects and leaves its namespace for the sake of Kafka and of the buckets in the cluster", async () => {
    const persistence = { whenDeleted: ReclaimPolicy.Delete };
    const deleted = { common: { persistence } };
    assert.ok(!find(await stack(deleted), NAMESPACE, "obs-namespace").protect);
    const kept = { whenDeleted: ReclaimPolicy.Retain, protect: true };
    const kafka = { kind: "incluster", persistence: kept } as const;
    assert.ok(find(await stack({ ...deleted, kafka }), PATCH, "obs-namespace").protect);
    const objectStorage = { kind: "incluster" } as const;
    const own = { loki: { persistence }, mimir: { persistence }, tempo: { persistence } };
    const others = {
      pyroscope: { persistence },
      grafana: { persistence },
      prometheus: { persistence },
    };
    const buckets = await stack({ ...own, ...others, objectStorage });
    assert.ok(!find(buckets, PATCH, "obs-namespace").protect);
  });

  it("protects its namespace for the sake of a single volume", async () => {
    const resources = await stack({ loki: { persistence: { protect: true } } });
    assert.ok(find(resources, PATCH, "obs-namespace").protect);
    assert.ok(!find(resources, NAMESPACE, "obs-agents-namespace").protect);
  });

  it("names only Secrets that there are", async () => {
    const off = { enabled: false };
    const resources = await stack({ alloyGateway: off, beyla: off, grafana: off });
    assert.deepEqual(find(resources, "lgtm:index:LgtmStack", "obs").outputs.secrets, {});
  });

  it("puts the common labels and annotations on every object", async () => {
    const common = { labels: { team: "a" }, annotations: { "example.com/owner": "b" } };
    for (const { type, name, inputs } of await stack({ common })) {
      // What a patch of a Secret adds to it is the content alone.
      if (!type.startsWith("kubernetes:") || type === CONTENT) continue;
      const metadata = inputs.metadata as Record<"labels" | "annotations", object | undefined>;
      assert.ok("team" in (metadata.labels ?? {}), `${type} ${name}`);
      assert.ok("example.com/owner" in (metadata.annotations ?? {}), `${type} ${name}`);
    }
  });

  it("makes secrets of generated and of given texts, the same in every namespace", async () => {
    const resources = await stack({ grafanaAdminPassword: "correct horse battery" });
    const data = (name: string) => secretTexts(resources, name);
    assert.deepEqual(data("obs-grafana-admin"), {
      user: "admin",
      password: "correct horse battery",
    });
    assert.deepEqual(data("obs-ingest-token"), { token: "generated-for-obs-ingest-token" });
    assert.deepEqual(data("obs-ingest-token-monitoring-agents"), data("obs-ingest-token"));
    const contents = resources.filter((r) => r.type === CONTENT);
    assert.ok(contents.every((r) => r.secrets.includes("data")));
    assert.ok(!resources.some((r) => r.type === PASSWORD && r.name === "obs-grafana-admin"));
  });

  it("makes none where the user has Secrets of his own", async () => {
    const resources = await stack({
      grafanaAdminSecret: { name: "my-admin", key: "pw" },
      ingestTokenSecret: { name: "my-token", key: "t" },
      grafana: { secretKey: { name: "my-key", key: "k" } },
    });
    assert.ok(!resources.some((r) => r.type === SECRET || r.type === PASSWORD));
    assert.deepEqual(find(resources, "lgtm:index:LgtmStack", "obs").outputs.secrets, {
      grafanaAdmin: { name: "my-admin", key: "pw" },
      ingestToken: { name: "my-token", key: "t" },
    });
  });

  it("protects what owns volumes, and the namespace that would take them along", async () => {
    const resources = await stack({ common: { persistence: { protect: true } } });
    const isProtected = resources
      .filter((r) => r.protect)
      .map(({ type, name }) => `${type} ${name}`);
    const set = "kubernetes:apps/v1:StatefulSet";
    assert.deepEqual(isProtected.sort(), [
      `${set} obs-grafana`,
      `${set} obs-loki`,
      `${set} obs-mimir`,
      `${set} obs-prometheus`,
      `${set} obs-pyroscope`,
      `${set} obs-tempo`,
      `${PATCH} obs-namespace`,
      // What Grafana encrypted with it can be read with no other.
      `${SECRET} obs-grafana-secret-key`,
      `${CONTENT} obs-grafana-secret-key-data`,
      `${PASSWORD} obs-grafana-secret-key`,
    ]);
  });

  it("uses the provider that it is given for everything", async () => {
    const resources = await record(() => {
      const provider = new k8s.Provider("other-cluster", { context: "other" });
      new LgtmStack("obs", {}, { providers: [provider] });
    });
    const objects = resources.filter((r) => /^kubernetes:(?!.*Provider)/.test(r.type));
    assert.ok(objects.length > 50);
    for (const { type, name, provider } of objects) {
      assert.equal(provider, "other-cluster", `${type} ${name}`);
    }
  });

  it("registers endpoints, names of Secrets and frozen data source UIDs", async () => {
    const { outputs } = find(await stack(), "lgtm:index:LgtmStack", "obs");
    assert.deepEqual(Object.keys(outputs).sort(), [
      "agentsNamespace",
      "dataSourceUids",
      "endpoints",
      "namespace",
      "secrets",
    ]);
    assert.equal(outputs.namespace, "monitoring");
    assert.deepEqual(outputs.dataSourceUids, {
      alertmanager: "mimir-am",
      loki: "loki",
      mimir: "mimir",
      prometheus: "prometheus",
      pyroscope: "pyroscope",
      tempo: "tempo",
    });
    assert.deepEqual(Object.keys(outputs.endpoints as object).sort(), [
      "gateway",
      "grafana",
      "loki",
      "mimir",
      "prometheus",
      "pyroscope",
      "tempo",
    ]);
  });

  it("lives twice in one cluster: no two objects have one name", async () => {
    const resources = await record(() => {
      new LgtmStack("a", { namespace: { name: "a" }, agentsNamespace: { name: "a-agents" } });
      new LgtmStack("b", { namespace: { name: "b" }, agentsNamespace: { name: "b-agents" } });
    });
    const keys = resources
      .filter((r) => r.type.startsWith("kubernetes:"))
      .map((r) => {
        const { namespace = "", name } = r.inputs.metadata as { namespace?: string; name: string };
        return `${r.type} ${namespace}/${name}`;
      });
    assert.equal(new Set(keys).size, keys.length);
  });

  it("refuses a second one in the same namespaces of the same cluster", async () => {
    await record(() => {
      new LgtmStack("a");
      assert.throws(() => new LgtmStack("b", { agentsNamespace: { name: "b-agents" } }), {
        message:
          'LgtmStack "b": 1 problem, nothing was created\n' +
          '  namespace.name: got "monitoring"; allowed: a namespace of its own: LgtmStack "a" of this program has this one; write for example "b-monitoring"',
      });
      const provider = new k8s.Provider("other-cluster", { context: "other" });
      new LgtmStack("c", {}, { providers: [provider] });
      assert.throws(() => new LgtmStack("d", {}, { provider }), /LgtmStack "c" of this program/);
    });
    await stack();
  });
});
