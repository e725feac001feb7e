import assert from "node:assert/strict";
import { Problems } from "../../components/shared/problems";
import { Place } from "../../components/shared/place";
import type { ObjectStorage } from "../../components/storage/object-storage";
import { storageAddress, storageTransition } from "../../components/storage/storage-move";

const STEPS = ["stop what writes", "copy it"];

function told(live: ObjectStorage, wanted: ObjectStorage, moved: string[] = []) {
  const problems = new Problems();
  const [before, after] = [storageAddress(live), storageAddress(wanted)];
  const place = new Place("tempo", problems);
  storageTransition("Tempo", STEPS)(
    { storage: before, moved: [] },
    { storage: after, moved },
    place,
  );
  return problems.list;
}

const volume: ObjectStorage = { kind: "filesystem" };
const bucket = (name: string): ObjectStorage => ({
  kind: "s3",
  bucket: name,
  region: "eu-west-1",
  credentials: { kind: "pod-identity" },
});

describe("another storage for a live backend", () => {
  it("is refused with the steps that bring the data along", () => {
    assert.deepEqual(told(volume, bucket("traces")), [
      {
        path: "tempo.objectStorage",
        given: "the bucket traces for a Tempo that has written into its volume",
        allowed: "its volume, or all of it copied: Tempo looks for it in one place",
        write:
          "it when this is done:\n    1. stop what writes\n    2. copy it" +
          '\n    3. write moved: ["storage"] beside the change, bring it up, and take `moved` away again',
      },
    ]);
  });

  it("is refused from one bucket to another, and back to the volume", () => {
    assert.equal(told(bucket("a"), bucket("b")).length, 1);
    assert.equal(told(bucket("a"), volume).length, 1);
  });

  it("is taken when the data was moved", () => {
    assert.deepEqual(told(volume, bucket("traces"), ["storage"]), []);
  });

  it("is no other storage when only the way to it changes", () => {
    const keys: ObjectStorage = {
      kind: "s3",
      bucket: "a",
      region: "eu-west-1",
      credentials: {
        kind: "keys",
        secret: "s3",
        accessKeyId: "id",
        secretAccessKey: "key",
      },
    };
    assert.deepEqual(told(bucket("a"), keys), []);
  });

  it("tells places apart that have buckets of one name", () => {
    const at = (endpoint: string): ObjectStorage => ({
      kind: "s3-compatible",
      bucket: "a",
      endpoint,
      region: "us-east-1",
      pathStyle: true,
      insecure: false,
      credentials: { kind: "keys", secret: "s3", accessKeyId: "id", secretAccessKey: "key" },
    });
    assert.equal(told(at("one.example.com"), at("two.example.com")).length, 1);
  });
});
