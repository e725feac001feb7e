import assert from "node:assert/strict";
import { Problems } from "../../components/shared/problems";
import { Place } from "../../components/shared/place";
import { expandsEnv, storageAccess } from "../../components/storage/access";
import type {
  BucketStorage,
  ObjectStorage,
  ObjectStorageArgs,
} from "../../components/storage/object-storage";
import { objectStorageField } from "../../components/storage/object-storage-field";
import { pyroscopeStore } from "../../components/storage/pyroscope";
import { tempoStore } from "../../components/storage/tempo";
import { thanosBackend, thanosStore } from "../../components/storage/thanos";
import { checkYamlConfig } from "../support/config-keys";
import { STORAGE_CASES } from "../support/storage-cases";

function read(args: ObjectStorageArgs | undefined): ObjectStorage {
  const problems = new Problems();
  const storage = objectStorageField().read(args, new Place("objectStorage", problems));
  problems.throwIfAny("storage");
  return storage;
}

function bucket(args: ObjectStorageArgs): BucketStorage {
  const storage = read(args);
  assert.ok(storage.kind !== "filesystem");
  return storage;
}

describe("Object storage", () => {
  it("is the own volume where nothing is said, and asks for nothing", () => {
    assert.deepEqual(read(undefined), { kind: "filesystem" });
    assert.deepEqual(storageAccess({ kind: "filesystem" }), {
      env: [],
      secrets: [],
      serviceAccountAnnotations: {},
      podLabels: {},
    });
  });

  for (const [name, { args, thanos, pyroscope, tempo, access, expands }] of Object.entries(
    STORAGE_CASES,
  )) {
    describe(name, () => {
      const storage = bucket(args);

      it("is spelled for Loki and Mimir", () => {
        assert.deepEqual(thanosStore(storage), thanos);
        assert.ok(thanosBackend(storage) in thanos, "the client is the one that is configured");
      });

      it("is spelled for Pyroscope", () => {
        assert.deepEqual(pyroscopeStore(storage), pyroscope ?? thanos);
      });

      it("is spelled for Tempo", () => {
        assert.deepEqual(tempoStore(storage), tempo);
      });

      it("brings what the pod needs", () => {
        const nothing = { env: [], secrets: [], serviceAccountAnnotations: {}, podLabels: {} };
        assert.deepEqual(storageAccess(storage), { ...nothing, ...access });
        assert.equal(expandsEnv(storage), expands ?? false);
      });

      it("has only keys that the four read", () => {
        const backend = thanosBackend(storage);
        const store = thanosStore(storage);
        const problems = [
          ...checkYamlConfig("loki", { storage_config: { object_store: store } }),
          ...checkYamlConfig("loki", { ruler_storage: { backend, ...store } }),
          // Copies are no matter of storage; three of them need others, which this one knows of.
          ...checkYamlConfig("mimir", {
            common: { storage: { backend, ...store } },
            memberlist: { join_members: ["mimir"] },
          }),
          ...checkYamlConfig("pyroscope", { storage: { backend, ...pyroscopeStore(storage) } }),
          ...checkYamlConfig("tempo", { storage: { trace: tempoStore(storage) } }),
        ];
        assert.deepEqual(problems, []);
      });
    });
  }
});
