import assert from "node:assert/strict";
import type { Stack } from "@pulumi/pulumi/automation";
import { Mimir } from "../../components/mimir/mimir";
import type { MimirArgs } from "../../components/mimir/mimir-args";
import type { ObjectStorageArgs } from "../../components/storage/object-storage";
import { type ProgramEngine, failure, programEngine } from "../support/engine/program-engine";

const NAMESPACE = "mimir-moves";

const BUCKET: ObjectStorageArgs = {
  kind: "s3",
  bucket: "acme-mimir",
  region: "eu-west-1",
  credentials: { kind: "pod-identity" },
};

describe("a live Mimir on the real engine", function () {
  this.timeout(120_000);
  let engine: ProgramEngine;
  let stack: Stack;
  let args: Omit<MimirArgs, "namespace"> = {};

  before(async function () {
    // The first run on a machine builds the programs.
    this.timeout(1_800_000);
    engine = await programEngine();
    await engine.objects.create({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: NAMESPACE },
    });
    stack = await engine.stack("mimir-moves", async () => {
      new Mimir("mimir", { namespace: NAMESPACE, ...args });
      return Promise.resolve();
    });
    await stack.up();
  });

  const image = async () => {
    const set = await engine.find("apps/v1", "StatefulSet", "mimir", NAMESPACE);
    return JSON.stringify((set as { spec?: object } | undefined)?.spec);
  };

  it("is not moved to another storage, neither in a preview nor in an up, and is told how", async () => {
    const [before, state] = [await image(), await engine.writtenState("mimir-moves")];
    args = { objectStorage: BUCKET };
    for (const operation of [() => stack.preview(), () => stack.up()]) {
      const said = await failure(operation());
      assert.match(said, /Mimir "mimir": 1 problem, nothing was created/);
      assert.match(
        said,
        /mimir\.objectStorage: got the bucket acme-mimir for a Mimir whose blocks lie in its volume/,
      );
      assert.match(said, /1\. let every ingester write what it holds in memory: POST/);
      assert.match(said, /4\. write moved: \["storage"\] beside the change/);
    }
    assert.equal(await image(), before);
    const layouts = (text: string) => /"ingesters":[^}]*/.exec(text)?.[0];
    assert.equal(layouts(await engine.writtenState("mimir-moves")), layouts(state));
  });

  it("is moved when that was done by hand, and forgets that it was told so", async () => {
    const before = await image();
    args = { objectStorage: BUCKET, moved: ["storage"] };
    await stack.up();
    assert.notEqual(await image(), before);
    args = { objectStorage: BUCKET };
    await stack.up();
    await stack.preview({ expectNoChanges: true });
    args = {};
    assert.match(
      await failure(stack.preview()),
      /got its volume for a Mimir whose blocks lie in the bucket acme-mimir/,
    );
  });

  it("is switched to ingest storage by nobody", async () => {
    args = {
      objectStorage: BUCKET,
      topology: "distributed",
      zones: ["a", "b", "c"],
      architecture: "ingest-storage",
      kafka: { address: "kafka:9092" },
    };
    const said = await failure(stack.preview());
    assert.match(said, /mimir\.architecture: got ingest-storage for a Mimir that lives as classic/);
    assert.match(said, /1\. leave this Mimir as it is, and create a second one in the same bucket/);
    assert.match(said, /8\. write moved: \["architecture"\]/);
  });

  it("can always be destroyed", async () => {
    args = { objectStorage: BUCKET };
    await stack.destroy();
    assert.equal(await engine.find("apps/v1", "StatefulSet", "mimir", NAMESPACE), undefined);
  });
});
