import assert from "node:assert/strict";
import { formatPath, objectDiff, propertyChanges } from "../../sandbox/provider/diff";
import type { JsonObject } from "../../sandbox/provider/json";
import { AUTONAMED } from "../../sandbox/provider/naming";
import { secret, unknown } from "../../sandbox/provider/secrets";

function kind(apiVersion: string, name: string) {
  return { apiVersion, kind: name, patch: false };
}

const DEPLOYMENT = kind("apps/v1", "Deployment");
const STATEFUL_SET = kind("apps/v1", "StatefulSet");

function named(rest: JsonObject, metadata: JsonObject = {}): JsonObject {
  return { metadata: { name: "x", namespace: "n", ...metadata }, ...rest };
}

function replaces(of: ReturnType<typeof kind>, before: JsonObject, after: JsonObject, live = {}) {
  return objectDiff(of, named(before), named(after), live).replaces;
}

describe("property changes", () => {
  it("name each leaf that differs, with its kind", () => {
    const before = { a: { b: 1, c: [1, 2] }, gone: "x" };
    const after = { a: { b: 2, c: [1, 2, 3] }, new: true };
    assert.deepEqual(
      propertyChanges(before, after).map(({ path, change }) => `${change} ${formatPath(path)}`),
      ["update a.b", "add a.c[2]", "delete gone", "add new"],
    );
  });

  it("do not see the order of keys", () => {
    assert.deepEqual(propertyChanges({ a: 1, b: 2 }, { b: 2, a: 1 }), []);
  });

  it("see an unknown value as a change", () => {
    assert.equal(propertyChanges({ a: "x" }, { a: unknown }).length, 1);
  });

  it("are written as the engine writes paths", () => {
    const path = ["metadata", "labels", "app.kubernetes.io/name"];
    assert.equal(formatPath(path), 'metadata.labels["app.kubernetes.io/name"]');
    assert.equal(formatPath(["spec", "ports", 0, "name"]), "spec.ports[0].name");
  });
});

describe("object diff", () => {
  it("compares inputs with inputs, so defaults of the server are no change", () => {
    const inputs = named({ spec: { replicas: 1 } });
    const live = named({ spec: { replicas: 1, revisionHistoryLimit: 10 }, status: {} });
    assert.deepEqual(objectDiff(DEPLOYMENT, inputs, inputs, live).changes, []);
  });

  it("compares what a secret holds", () => {
    const of = kind("v1", "Secret");
    const before = named({ data: secret({ a: "eA==" }) });
    assert.deepEqual(
      objectDiff(of, before, named({ data: { a: secret("eA==") } }), {}).changes,
      [],
    );
    const changed = objectDiff(of, before, named({ data: secret({ a: "eQ==" }) }), {});
    assert.deepEqual(changed.changes, [{ path: ["data", "a"], change: "update", replace: false }]);
  });

  it("updates what only became secret, so that the state stops showing it", () => {
    const plain = named({ data: { a: "x", b: ["y"] } });
    const hidden = named({ data: { a: secret("x"), b: [secret("y")] } });
    const { changes } = objectDiff(kind("v1", "ConfigMap"), plain, hidden, {});
    assert.deepEqual(
      changes.map(({ path, change }) => `${change} ${formatPath(path)}`),
      ["update data.a", "update data.b[0]"],
    );
    assert.deepEqual(objectDiff(kind("v1", "ConfigMap"), hidden, hidden, {}).changes, []);
    assert.deepEqual(objectDiff(kind("v1", "ConfigMap"), hidden, plain, {}).changes, []);
  });

  it("updates a Deployment's template and replaces at its selector", () => {
    const spec = { selector: { matchLabels: { a: "1" } }, template: { a: 1 } };
    assert.deepEqual(replaces(DEPLOYMENT, { spec }, { spec: { ...spec, template: { a: 2 } } }), []);
    const selector = { matchLabels: { a: "2" } };
    assert.deepEqual(replaces(DEPLOYMENT, { spec }, { spec: { ...spec, selector } }), [
      "spec.selector",
    ]);
  });

  it("replaces a StatefulSet at all but what the API server lets change", () => {
    const before = { spec: { serviceName: "a", replicas: 1, template: {}, minReadySeconds: 1 } };
    const after = { spec: { serviceName: "b", replicas: 2, template: { x: 1 } } };
    assert.deepEqual(replaces(STATEFUL_SET, before, after), ["spec.serviceName"]);
    const claims = { spec: { ...before.spec, volumeClaimTemplates: [{}] } };
    assert.deepEqual(replaces(STATEFUL_SET, before, claims), ["spec.volumeClaimTemplates"]);
  });

  it("does not replace where the new input is what the server had chosen", () => {
    const live = named({ type: "Opaque" });
    assert.deepEqual(replaces(kind("v1", "Secret"), {}, { type: "Opaque" }, live), []);
    assert.deepEqual(replaces(kind("v1", "Secret"), {}, { type: "kubernetes.io/tls" }, live), [
      "type",
    ]);
  });

  it("replaces a frozen ConfigMap at its data and not at its labels", () => {
    const of = kind("v1", "ConfigMap");
    const before = { immutable: true, data: { a: "1" } };
    assert.deepEqual(replaces(of, before, { ...before, data: { a: "2" } }), ["data"]);
    assert.deepEqual(replaces(of, { data: { a: "1" } }, { data: { a: "2" } }), []);
    const labelled = named(before, { labels: { a: "b" } });
    assert.deepEqual(objectDiff(of, named(before), labelled, {}).replaces, []);
  });

  it("lets a claim grow and replaces it when it shrinks", () => {
    const of = kind("v1", "PersistentVolumeClaim");
    const claim = (storage: string) => ({ spec: { resources: { requests: { storage } } } });
    assert.deepEqual(replaces(of, claim("10Gi"), claim("11Gi")), []);
    assert.deepEqual(replaces(of, claim("10Gi"), claim("9000Mi")), [
      "spec.resources.requests.storage",
    ]);
  });

  it("replaces at roleRef, Job template, storage class parameters and cluster IP", () => {
    const role = kind("rbac.authorization.k8s.io/v1", "RoleBinding");
    assert.deepEqual(replaces(role, { roleRef: { name: "a" } }, { roleRef: { name: "b" } }), [
      "roleRef",
    ]);
    const job = kind("batch/v1", "Job");
    const template = (image: string) => ({ spec: { template: { image } } });
    assert.deepEqual(replaces(job, template("a"), template("b")), ["spec.template"]);
    const storage = kind("storage.k8s.io/v1", "StorageClass");
    assert.deepEqual(replaces(storage, { parameters: { a: "1" } }, {}), ["parameters"]);
    const service = kind("v1", "Service");
    assert.deepEqual(replaces(service, { spec: {} }, { spec: { clusterIP: "None" } }), [
      "spec.clusterIP",
    ]);
  });

  it("deletes first when the name is the program's own, and not when it may change", () => {
    const spec = (a: string) => ({ spec: { selector: { a } } });
    const explicit = objectDiff(DEPLOYMENT, named(spec("1")), named(spec("2")), {});
    assert.equal(explicit.deleteBeforeReplace, true);
    const auto = { annotations: { [AUTONAMED]: "true" } };
    const generated = objectDiff(DEPLOYMENT, named(spec("1"), auto), named(spec("2"), auto), {});
    assert.equal(generated.deleteBeforeReplace, false);
    const moved = objectDiff(DEPLOYMENT, named({}), named({}, { name: "y" }), {});
    assert.deepEqual(moved.replaces, ["metadata.name"]);
    assert.equal(moved.deleteBeforeReplace, false);
  });

  it("takes a namespace that only became explicit for no move", () => {
    const live = { metadata: { name: "x", namespace: "n" } };
    const difference = objectDiff(DEPLOYMENT, { metadata: { name: "x" } }, named({}), live);
    assert.deepEqual(difference.changes, []);
  });
});
