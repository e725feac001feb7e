import assert from "node:assert/strict";
import { type MimirArgs, resolveMimir } from "../../components/mimir/mimir-args";
import { checkMoves, mimirLayout } from "../../components/mimir/moves";
import { Problems } from "../../components/shared/problems";
import { Place } from "../../components/shared/place";
import type { ObjectStorageArgs } from "../../components/storage/object-storage";
import { resolved } from "../support/resolved";

type Args = Omit<MimirArgs, "namespace">;

const bucket = (name = "acme-mimir"): ObjectStorageArgs => ({
  kind: "s3",
  bucket: name,
  region: "eu-west-1",
  credentials: { kind: "pod-identity" },
});
const ZONES = ["eu-a", "eu-b", "eu-c"];
const SINGLE: Args = {};
const IN_BUCKET: Args = { objectStorage: bucket() };
const REPLICATED: Args = { ...IN_BUCKET, topology: "replicated" };
const DISTRIBUTED: Args = { ...IN_BUCKET, topology: "distributed", zones: ZONES };
const KAFKA: Args = {
  ...DISTRIBUTED,
  architecture: "ingest-storage",
  kafka: { address: "kafka:9092" },
};

/** What is said of a change: path, what is given, and the steps. */
function refused(live: Args, wanted: Args) {
  const problems = new Problems();
  const layout = (args: Args) => mimirLayout(resolved(resolveMimir, args));
  checkMoves(layout(live), layout(wanted), new Place("mimir", problems));
  return problems.list;
}

const paths = (live: Args, wanted: Args) => refused(live, wanted).map(({ path }) => path);

describe("A live Mimir", () => {
  it("keeps its architecture, and says how to get to the other", () => {
    for (const [live, wanted] of [
      [DISTRIBUTED, KAFKA],
      [KAFKA, DISTRIBUTED],
    ] as const) {
      const [problem, ...others] = refused(live, wanted);
      assert.deepEqual(others, []);
      assert.equal(problem?.path, "mimir.architecture");
      const steps = problem.write.split("\n").slice(1);
      assert.equal(steps.length, 8);
      assert.match(
        steps[0]!,
        /^ {4}1\. leave this Mimir as it is, and create a second one in the same bucket/,
      );
      assert.match(steps[7]!, /^ {4}8\. write moved: \["architecture"\] beside the change/);
    }
    const [problem] = refused(DISTRIBUTED, KAFKA);
    assert.equal(problem?.given, "ingest-storage for a Mimir that lives as classic");
  });

  it("keeps its storage until everything is copied", () => {
    const [problem, ...others] = refused(SINGLE, IN_BUCKET);
    assert.deepEqual(others, []);
    assert.equal(problem?.path, "mimir.objectStorage");
    assert.equal(problem.given, "the bucket acme-mimir for a Mimir whose blocks lie in its volume");
    assert.match(
      problem.write,
      /1\. let every ingester write what it holds in memory: POST .*\/ingester\/flush\?wait=true/,
    );
    assert.match(
      problem.write,
      /3\. copy .*blocks\/, ruler\/ and alertmanager\/ .* \/data\/blocks, \/data\/rules and \/data\/alert-store/,
    );
    assert.deepEqual(paths(IN_BUCKET, { objectStorage: bucket("other-mimir") }), [
      "mimir.objectStorage",
    ]);
    assert.deepEqual(paths(IN_BUCKET, SINGLE), ["mimir.objectStorage"]);
  });

  it("keeps ingesters whose volumes hold the newest samples", () => {
    const [problem] = refused(REPLICATED, { ...REPLICATED, zones: ZONES });
    assert.equal(problem?.given, "a change that takes the ingesters mimir away");
    assert.deepEqual(paths(REPLICATED, DISTRIBUTED), ["mimir"]);
    assert.deepEqual(paths(DISTRIBUTED, { ...DISTRIBUTED, zones: ["eu-a", "eu-b", "eu-d"] }), [
      "mimir",
    ]);
  });

  it("says all that is to be moved at once", () => {
    assert.deepEqual(paths(SINGLE, KAFKA), ["mimir.architecture", "mimir.objectStorage", "mimir"]);
  });

  it("may get replicas, zones and credentials", () => {
    assert.deepEqual(paths(IN_BUCKET, REPLICATED), []);
    assert.deepEqual(paths(REPLICATED, { ...REPLICATED, replicas: 5 }), []);
    assert.deepEqual(paths(DISTRIBUTED, { ...DISTRIBUTED, zones: [...ZONES, "eu-d"] }), []);
    const keys: Args = {
      objectStorage: {
        kind: "s3",
        bucket: "acme-mimir",
        region: "eu-west-1",
        credentials: { kind: "keys", secret: "keys" },
      },
    };
    assert.deepEqual(paths(IN_BUCKET, keys), []);
  });

  it("may be changed in the one way that was done by hand", () => {
    assert.deepEqual(paths(DISTRIBUTED, { ...KAFKA, moved: ["architecture"] }), []);
    assert.deepEqual(paths(SINGLE, { ...KAFKA, moved: ["architecture", "storage"] }), ["mimir"]);
    assert.deepEqual(paths(SINGLE, { ...IN_BUCKET, moved: ["ingesters"] }), [
      "mimir.objectStorage",
    ]);
  });
});
