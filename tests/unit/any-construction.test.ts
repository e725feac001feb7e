import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { InvalidArgsError } from "../../components/shared/problems";
import { changed } from "../support/arbitrary-args";
import { record } from "../support/mocks";
import { READERS, type Reader } from "../support/readers";
import { runs } from "../support/runs";

/** Whether the user is told without a stack trace. */
function isClear(error: unknown): boolean {
  return pulumi.RunError.isInstance(error);
}

/** Makes the component, and gives how many resources that made. What is refused must be so before the first one. */
async function construct({ Component }: Reader, args: unknown): Promise<number> {
  const late: unknown[] = [];
  const heard = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", (error) => late.push(error));
  let refusal: unknown;
  try {
    const created = await record(() => {
      try {
        new Component("test" as never, args as never);
      } catch (error) {
        refusal = error;
      }
    }).catch((error: unknown) => {
      late.push(error);
      return [];
    });
    // Rejections are told after all that was already waiting.
    await new Promise(setImmediate);
    if (refusal !== undefined) {
      assert.ok(refusal instanceof InvalidArgsError, String((refusal as Error).stack));
      assert.deepEqual(created, []);
    }
    for (const error of late) assert.ok(isClear(error), String((error as Error).stack));
    return created.length;
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const listener of heard) process.on("unhandledRejection", listener);
  }
}

describe("whatever a component takes", () => {
  const { warn, error } = console;
  before(() => {
    // Warnings are no failures, and there are many of them.
    console.warn = console.error = () => undefined;
  });
  after(() => {
    Object.assign(console, { warn, error });
  });

  for (const [kind, reader] of Object.entries(READERS)) {
    it(`becomes resources of ${kind}, or is refused before the first one`, async () => {
      assert.ok((await construct(reader, reader.good)) > 0);
      await fc.assert(
        fc.asyncProperty(changed(reader.good), async (args) => {
          await construct(reader, args);
        }),
        runs(kind === "LgtmStack" ? 3 : 5),
      );
    });
  }
});
