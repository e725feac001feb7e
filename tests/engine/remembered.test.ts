import assert from "node:assert/strict";
import type { Stack } from "@pulumi/pulumi/automation";
import { keepLedger } from "../../components/loki/schema-ledger";
import type { SchemaPeriod } from "../../components/loki/schema";
import { type ProgramEngine, failure, programEngine } from "../support/engine/program-engine";

const period = (from: string, objectStore: SchemaPeriod["objectStore"]): SchemaPeriod => ({
  from,
  schema: "v13",
  objectStore,
  indexPrefix: "index_",
});
const PAST = period("2024-04-01", "filesystem");

/** A day far enough off that the test does not become wrong one night. */
const COMING = period("2199-01-01", "s3");

describe("the ledger of Loki's schema, in the engine", function () {
  this.timeout(120_000);
  let engine: ProgramEngine;
  let stack: Stack;
  let wanted: SchemaPeriod[] = [];

  before(async function () {
    // The first run on a machine builds the programs.
    this.timeout(1_800_000);
    engine = await programEngine();
    stack = await engine.stack("ledger", () => {
      keepLedger("logs", { schema: wanted, retention: "7d" }, {});
      return Promise.resolve();
    });
    wanted = [PAST];
    await stack.up();
  });

  it("is the same in the next preview", async () => {
    wanted = [PAST];
    assert.deepEqual((await stack.preview()).changeSummary, { same: 2 });
  });

  it("refuses in a preview that what is written moves, and names what to write", async () => {
    wanted = [period("2024-04-01", "s3")];
    const message = await failure(stack.preview());
    assert.match(message, /Schema of Loki "logs": 1 problem/);
    assert.match(message, /schema\[0\]: got \{"from":"2024-04-01","objectStore":"s3"\}/);
    assert.match(
      message,
      /write \{ from: "2024-04-01", objectStore: "filesystem" \}, and for what/,
    );
  });

  it("refuses it in an up without a preview too, and stays as it was", async () => {
    const before = await stack.exportStack();
    wanted = [PAST, period("2025-01-01", "s3")];
    assert.match(
      await failure(stack.up()),
      /schema\[1\]\.from: got "2025-01-01"; allowed: a day after/,
    );
    const inputs = ({ deployment }: { deployment: { resources: { inputs?: object }[] } }) =>
      deployment.resources.map((resource) => resource.inputs);
    assert.deepEqual(inputs(await stack.exportStack()), inputs(before));
    wanted = [PAST];
    assert.deepEqual((await stack.preview()).changeSummary, { same: 2 });
  });

  it("takes a period that is to come, and lets it go again", async () => {
    wanted = [PAST, COMING];
    assert.equal((await stack.up()).summary.resourceChanges?.update, 1);
    wanted = [PAST];
    assert.equal((await stack.up()).summary.resourceChanges?.update, 1);
  });

  it("refuses a new Loki that has no format for today, in a preview and in an up", async () => {
    const other = await engine.stack("ledger-of-tomorrow", () => {
      keepLedger("logs", { schema: [COMING], retention: "7d" }, {});
      return Promise.resolve();
    });
    for (const attempt of [() => other.preview(), () => other.up()]) {
      assert.match(
        await failure(attempt()),
        /schema\[0\]\.from: got "2199-01-01"; allowed: at the latest today, \d{4}/,
      );
    }
    const { resources = [] } = (await other.exportStack()).deployment as {
      resources?: { type: string }[];
    };
    assert.deepEqual(
      resources.map(({ type }) => type).filter((type) => type.includes("Stash")),
      [],
    );
  });

  it("stands in nobody's way when the stack goes", async () => {
    wanted = [];
    assert.equal((await stack.destroy()).summary.resourceChanges?.delete, 2);
  });
});
