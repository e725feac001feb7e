import assert from "node:assert/strict";
import { Problems } from "../../components/shared/problems";
import { Place } from "../../components/shared/place";
import { type PlacedStorage, checkApart } from "../../components/storage/apart";
import type { ObjectStorage } from "../../components/storage/object-storage";
import { objectStorageField } from "../../components/storage/object-storage-field";
import { STORAGE_BACKENDS, type StackStorageArgs } from "../../components/storage/stack-storage";
import { stackStorageField } from "../../components/storage/stack-storage-field";
import { storageFor } from "../../components/storage/storage-for";

const IN_CLUSTER = { endpoint: "store.monitoring.svc.cluster.local:8333", secret: "store" };
const BUCKETS = {
  loki: "acme-loki",
  mimir: "acme-mimir",
  tempo: "acme-tempo",
  pyroscope: "acme-pyroscope",
};
const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const CLIENT = "0f0e0d0c-0b0a-0908-0706-050403020100";

/** What each backend gets, read as its own args would be; and all that is wrong. */
function shares(args: StackStorageArgs | undefined, backends = STORAGE_BACKENDS) {
  const problems = new Problems();
  const place = new Place("storage", problems);
  const storage = stackStorageField().read(args, place);
  const read = (backend: (typeof STORAGE_BACKENDS)[number]) => {
    const share = storageFor(backend, storage, place, IN_CLUSTER);
    return objectStorageField().read(share, new Place("storage", problems));
  };
  return {
    storages: Object.fromEntries(backends.map((backend) => [backend, read(backend)])),
    problems: problems.list.map((p) => `${p.path}: got ${p.given}; ${p.allowed}; ${p.write}`),
  };
}

describe("Storage of a whole stack", () => {
  it("is each backend's own volume where nothing is said", () => {
    const { storages, problems } = shares(undefined);
    assert.deepEqual(problems, []);
    for (const backend of STORAGE_BACKENDS) {
      assert.deepEqual(storages[backend], { kind: "filesystem" });
    }
  });

  it("gives every backend its bucket and its role, and the rest to all", () => {
    const { storages, problems } = shares({
      kind: "s3",
      region: "eu-west-1",
      buckets: BUCKETS,
      encryption: { kind: "aes256" },
      credentials: {
        kind: "irsa",
        roleArn: role("all"),
        roleArns: { mimir: role("mimir") },
      },
    });
    assert.deepEqual(problems, []);
    for (const backend of STORAGE_BACKENDS) {
      assert.deepEqual(storages[backend], {
        kind: "s3",
        bucket: BUCKETS[backend],
        region: "eu-west-1",
        encryption: { kind: "aes256" },
        storageClass: undefined,
        credentials: {
          kind: "irsa",
          roleArn: backend === "mimir" ? role("mimir") : role("all"),
        },
      });
    }
  });

  it("asks for no storage class of Pyroscope, which has none", () => {
    const { storages } = shares({
      kind: "s3",
      region: "eu-west-1",
      buckets: BUCKETS,
      storageClass: "STANDARD_IA",
      credentials: { kind: "pod-identity" },
    });
    const classes = STORAGE_BACKENDS.map((backend) => {
      const storage = storages[backend];
      return storage?.kind === "s3" ? storage.storageClass : "none";
    });
    assert.deepEqual(classes, ["STANDARD_IA", "STANDARD_IA", "STANDARD_IA", undefined]);
  });

  it("gives keys, endpoint and authority to all", () => {
    const { storages, problems } = shares({
      kind: "s3-compatible",
      endpoint: "s3.example.com",
      buckets: BUCKETS,
      ca: { secret: "ca" },
      credentials: { kind: "keys", secret: "keys" },
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(storages.tempo, {
      kind: "s3-compatible",
      bucket: "acme-tempo",
      endpoint: "s3.example.com",
      region: "us-east-1",
      pathStyle: true,
      insecure: false,
      ca: { secret: "ca", key: "ca.crt" },
      credentials: {
        kind: "keys",
        secret: "keys",
        accessKeyId: "access-key-id",
        secretAccessKey: "secret-access-key",
      },
    });
  });

  it("gives a Google service account or a managed identity to each, or one to all", () => {
    const gcs = shares({
      kind: "gcs",
      buckets: BUCKETS,
      credentials: {
        kind: "workload-identity",
        serviceAccounts: { loki: "loki@acme.iam.gserviceaccount.com" },
        serviceAccount: "all@acme.iam.gserviceaccount.com",
      },
    });
    assert.deepEqual(gcs.problems, []);
    assert.deepEqual(
      [gcs.storages.loki, gcs.storages.mimir].map((s) => s?.kind === "gcs" && s.credentials),
      [
        { kind: "workload-identity", serviceAccount: "loki@acme.iam.gserviceaccount.com" },
        { kind: "workload-identity", serviceAccount: "all@acme.iam.gserviceaccount.com" },
      ],
    );
    const azure = shares({
      kind: "azure",
      account: "acme",
      buckets: BUCKETS,
      credentials: { kind: "workload-identity", clientId: CLIENT },
    });
    assert.deepEqual(azure.problems, []);
    assert.deepEqual(azure.storages.pyroscope, {
      kind: "azure",
      account: "acme",
      bucket: "acme-pyroscope",
      cloud: "public",
      credentials: { kind: "workload-identity", clientId: CLIENT },
    });
  });

  it("is the server in the cluster, with a bucket by each one's name", () => {
    const { storages, problems } = shares({ kind: "incluster" });
    assert.deepEqual(problems, []);
    assert.deepEqual(storages.loki, {
      kind: "s3-compatible",
      bucket: "loki",
      endpoint: IN_CLUSTER.endpoint,
      region: "us-east-1",
      pathStyle: true,
      insecure: true,
      ca: undefined,
      credentials: {
        kind: "keys",
        secret: "store",
        accessKeyId: "access-key-id",
        secretAccessKey: "secret-access-key",
      },
    });
  });

  it("misses a bucket and an identity only of those that ask", () => {
    const args: StackStorageArgs = {
      kind: "s3",
      region: "eu-west-1",
      buckets: { loki: "acme-loki" },
      credentials: { kind: "irsa", roleArns: { loki: role("loki") } },
    };
    assert.deepEqual(shares(args, ["loki"] as never).problems, []);
    assert.deepEqual(shares(args, ["loki", "tempo"] as never).problems, [
      "storage.buckets.tempo: got nothing; a bucket for tempo, which has no storage of its own; its name, or `tempo.objectStorage`",
      "storage.credentials.roleArns.tempo: got nothing; one for tempo, or `roleArn` for all backends; `roleArns.tempo`",
    ]);
  });

  it("says once what is wrong for all", () => {
    const { problems } = shares({
      kind: "s3",
      region: "cn-north-1",
      buckets: BUCKETS,
      credentials: { kind: "irsa", roleArn: role("all") },
    });
    assert.deepEqual(problems, [
      `storage.credentials.roleArn: got "${role("all")}"; a role of the partition of region cn-north-1, "aws-cn"; arn:aws-cn:iam::…, or a region of the role's own partition`,
    ]);
  });
});

describe("Two backends in one bucket", () => {
  function told(storages: Record<string, ObjectStorage>): string[] {
    const problems = new Problems();
    checkApart(
      Object.entries(storages).map(([backend, storage]) => ({
        backend: backend as PlacedStorage["backend"],
        storage,
        place: new Place(`${backend}.objectStorage`, problems),
      })),
    );
    return problems.list.map((p) => `${p.path}: ${p.allowed}`);
  }
  const s3 = (bucket: string): ObjectStorage => ({
    kind: "s3",
    bucket,
    region: "eu-west-1",
    credentials: { kind: "pod-identity" },
  });
  const azure = (account: string): ObjectStorage => ({
    kind: "azure",
    account,
    bucket: "data",
    cloud: "public",
    credentials: { kind: "workload-identity", clientId: CLIENT },
  });
  const store = (endpoint: string): ObjectStorage => ({
    kind: "s3-compatible",
    bucket: "data",
    endpoint,
    region: "us-east-1",
    pathStyle: true,
    insecure: false,
    credentials: { kind: "keys", secret: "k", accessKeyId: "a", secretAccessKey: "s" },
  });

  it("are refused, where the second was said", () => {
    assert.deepEqual(told({ loki: s3("data"), mimir: s3("other"), tempo: s3("data") }), [
      "tempo.objectStorage: a bucket that loki does not use: two backends in one delete each other's objects",
    ]);
    assert.equal(told({ loki: azure("acme"), mimir: azure("acme") }).length, 1);
    assert.equal(told({ loki: store("a:9000"), mimir: store("a:9000") }).length, 1);
  });

  it("are two where the account, the endpoint or the cloud is another, and volumes are nobody's", () => {
    assert.deepEqual(told({ loki: azure("acme"), mimir: azure("acme2"), tempo: s3("data") }), []);
    assert.deepEqual(told({ loki: store("a:9000"), mimir: store("b:9000") }), []);
    assert.deepEqual(told({ loki: { kind: "filesystem" }, mimir: { kind: "filesystem" } }), []);
  });
});
