import assert from "node:assert/strict";
import { ApiError, describe as describeError } from "../../sandbox/provider/api-error";
import { isAutonamed, withName } from "../../sandbox/provider/naming";
import { objectBody, objectOutputs, withPlainNames } from "../../sandbox/provider/object-body";
import { previewOutputs } from "../../sandbox/provider/preview-outputs";
import {
  containsUnknown,
  markSecretData,
  redact,
  secret,
  secretLike,
  unknown,
  unwrap,
  withoutUnknowns,
} from "../../sandbox/provider/secrets";
import { objectKind, parseObjectId, parseUrn } from "../../sandbox/provider/urn";

describe("URNs", () => {
  it("give the resource's own type and its whole name", () => {
    const urn = "urn:pulumi:dev::p::lgtm:index:Loki$kubernetes:apps/v1:StatefulSet::a::b";
    assert.deepEqual(parseUrn(urn), { type: "kubernetes:apps/v1:StatefulSet", name: "a::b" });
    assert.throws(() => parseUrn("x"), /"x" is not the URN of a resource/);
  });

  it("give apiVersion and kind", () => {
    const kinds = [
      ["kubernetes:core/v1:Service", "v1", "Service", false],
      [
        "kubernetes:rbac.authorization.k8s.io/v1:Role",
        "rbac.authorization.k8s.io/v1",
        "Role",
        false,
      ],
      ["kubernetes:core/v1:NamespacePatch", "v1", "Namespace", true],
    ] as const;
    for (const [type, apiVersion, kind, patch] of kinds) {
      assert.deepEqual(objectKind(type), { apiVersion, kind, patch });
    }
    const custom = { apiVersion: "x.io/v1", kind: "Thing" };
    assert.equal(objectKind("kubernetes:x.io/v1:Thing", custom).kind, "Thing");
    assert.throws(() => objectKind("aws:s3:Bucket"), /not a type of the kubernetes provider/);
  });

  it("ids hold the namespace where there is one", () => {
    assert.deepEqual(parseObjectId("n/x"), { namespace: "n", name: "x" });
    assert.deepEqual(parseObjectId("x"), { name: "x" });
  });
});

describe("names", () => {
  const request = { name: "web", seed: Buffer.from("seed") };

  it("are generated from a seed, marked, and kept", () => {
    const first = withName({ metadata: {} }, undefined, request);
    assert.match((first.metadata as { name: string }).name, /^web-[0-9a-f]{8}$/);
    assert.ok(isAutonamed(first));
    assert.deepEqual(withName({ metadata: {} }, undefined, request), first);
    const other = { ...request, seed: Buffer.from("other") };
    assert.deepEqual(withName({ metadata: {} }, first, other), first);
    assert.notDeepEqual(withName({ metadata: {} }, undefined, other), first);
  });

  it("are left alone where they are given, unknown ones too", () => {
    for (const name of ["web", unknown]) {
      assert.deepEqual(withName({ metadata: { name } }, undefined, request), {
        metadata: { name },
      });
    }
  });

  it("start with generateName", () => {
    const inputs = withName({ metadata: { generateName: "job-" } }, undefined, request);
    assert.match((inputs.metadata as { name: string }).name, /^job-[0-9a-f]{8}$/);
  });
});

describe("secrets", () => {
  it("are unwrapped at every depth", () => {
    const value = { a: secret({ b: [secret("x")] }), c: 1 };
    assert.deepEqual(unwrap(value), { a: { b: ["x"] }, c: 1 });
  });

  it("come back where they were, lists as a whole", () => {
    const inputs = { a: secret("x"), b: { c: secret("y"), d: 1 }, list: [{ v: secret("z") }] };
    const outputs = { a: "x", b: { c: "y", d: 1, added: 2 }, list: [{ v: "z" }], status: {} };
    assert.deepEqual(secretLike(outputs, inputs), {
      a: secret("x"),
      b: { c: secret("y"), d: 1, added: 2 },
      list: secret([{ v: "z" }]),
      status: {},
    });
  });

  it("hide what a Secret holds, whoever wrote it", () => {
    const marked = markSecretData({ kind: "Secret", data: { a: "eA==" }, type: "Opaque" });
    assert.deepEqual(marked, { kind: "Secret", data: secret({ a: "eA==" }), type: "Opaque" });
  });

  it("do not show in messages", () => {
    const inputs = { data: secret({ a: "hunter22" }), b: "plain" };
    assert.equal(
      redact('Invalid value: "hunter22" in plain', inputs),
      'Invalid value: "[secret]" in plain',
    );
  });

  it("never hide the name of an object", () => {
    const inputs = { metadata: secret({ name: "x", annotations: { a: "b" } }) };
    assert.deepEqual(withPlainNames(inputs), {
      metadata: { name: "x", annotations: secret({ a: "b" }) },
    });
  });
});

describe("unknown values", () => {
  it("are found inside secrets, and left out", () => {
    const inputs = { a: secret({ b: unknown }), list: ["x", unknown], c: 1 };
    assert.ok(containsUnknown(inputs));
    const known = withoutUnknowns(inputs);
    assert.deepEqual(unwrap(known), { a: {}, list: ["x"], c: 1 });
  });

  it("stand for what the server decides", () => {
    const inputs = { kind: "Service", metadata: { name: "x" }, spec: { ports: [{ port: 1 }] } };
    const first = previewOutputs(inputs);
    assert.equal(first.status, unknown);
    assert.deepEqual((first.spec as { clusterIP: string }).clusterIP, unknown);
    const state = { metadata: { uid: "u" }, spec: { clusterIP: "10.0.0.1" } };
    const second = previewOutputs(inputs, state);
    assert.equal((second.spec as { clusterIP: string }).clusterIP, "10.0.0.1");
    assert.equal((second.metadata as { uid: string }).uid, "u");
  });
});

describe("objects on the wire", () => {
  it("carry stringData as data", () => {
    const inputs = { kind: "Secret", data: { a: "eA==" }, stringData: secret({ b: "y" }) };
    assert.deepEqual(objectBody(inputs), { kind: "Secret", data: { a: "eA==", b: "eQ==" } });
  });

  it("spell the extensions of a definition with dashes, and come back with underscores", () => {
    const sdk = { kind: "CustomResourceDefinition", spec: { x_kubernetes_list_type: "map" } };
    const wire = { kind: "CustomResourceDefinition", spec: { "x-kubernetes-list-type": "map" } };
    assert.deepEqual(objectBody(sdk), wire);
    assert.deepEqual(objectOutputs({ ...wire, metadata: {} }, sdk), { ...sdk, metadata: {} });
  });

  it("lose their managed fields in the state", () => {
    const live = { kind: "ConfigMap", metadata: { name: "x", managedFields: [{}] } };
    assert.deepEqual(objectOutputs(live, {}), { kind: "ConfigMap", metadata: { name: "x" } });
  });
});

describe("errors of the API server", () => {
  function error(message: string, causes: object[] = []) {
    const status = { message, reason: "Invalid", code: 422, details: { causes } };
    return describeError(ApiError.fromResponse(422, JSON.stringify(status)));
  }

  it("name the unknown field and its place", () => {
    const advice = "the API server does not know it here, correct or remove it";
    assert.equal(
      error('strict decoding error: unknown field "spec.replica", unknown field "spec.b.c"'),
      `spec.replica: unknown field "replica": ${advice}; spec.b.c: unknown field "c": ${advice}`,
    );
    assert.equal(
      error(
        "failed to create typed patch object (n/x; apps/v1): .spec.foo: field not declared in schema",
      ),
      `spec.foo: unknown field "foo": ${advice}`,
    );
  });

  it("name each refused property", () => {
    const causes = [{ field: "spec.replicas", message: "must be at least 0", reason: "x" }];
    assert.equal(error("Deployment is invalid", causes), "spec.replicas: must be at least 0");
  });

  it("name a property of the wrong type", () => {
    assert.equal(
      error(
        "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32",
      ),
      "spec.replicas: must be of type int32",
    );
  });

  it("survive an answer that is no JSON", () => {
    assert.equal(describeError(ApiError.fromResponse(502, "<html>")), "<html>");
  });
});
