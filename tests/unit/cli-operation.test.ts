import assert from "node:assert/strict";
import { CommandError as EngineError, type EngineEvent } from "@pulumi/pulumi/automation";
import { CommandError } from "../../cli/command-error";
import { runOperation } from "../../cli/engine/operation";
import { progressPrinter } from "../../cli/engine/progress";

/** What the Automation API throws when the engine ends with an error. */
const engineError = () =>
  Object.assign(Object.create(EngineError.prototype), {
    message: "error: update failed",
  }) as EngineError;

const complaint = (message: string) =>
  ({ diagnosticEvent: { severity: "error", message, color: "never" } }) as EngineEvent;

describe("cli: an operation of the engine", () => {
  it("gives its result", async () => {
    assert.equal(await runOperation(() => Promise.resolve(7)), 7);
  });

  it("ends with one sentence when the errors stand on the screen already", async () => {
    const failing = runOperation(({ onEvent }) => {
      onEvent(complaint("no such field"));
      return Promise.reject(engineError());
    });
    await assert.rejects(failing, (error) => {
      assert.ok(error instanceof CommandError);
      assert.match(error.message, /stopped at the errors above.*run the command again/);
      return true;
    });
  });

  it("ends with the engine's own error when nothing was told before", async () => {
    await assert.rejects(
      runOperation(() => Promise.reject(engineError())),
      EngineError,
    );
  });

  it("does not swallow errors of our own", async () => {
    const own = new TypeError("ours");
    const failing = runOperation(({ onEvent }) => {
      onEvent(complaint("x"));
      return Promise.reject(own);
    });
    await assert.rejects(failing, own);
  });

  it("tells each complaint once", () => {
    const lines: string[] = [];
    const print = progressPrinter((line) => lines.push(line));
    for (const message of ["a", "b", "a"]) print(complaint(message));
    assert.deepEqual(lines, ["error: a", "error: b"]);
  });

  it("points to doctor at a release that a killed run has left half-finished", async () => {
    const failing = runOperation(({ onEvent }) => {
      onEvent(complaint("another operation (install/upgrade/rollback) is in progress"));
      return Promise.reject(engineError());
    });
    await assert.rejects(failing, { message: /half-finished\. Run `npm run doctor`/ });
  });

  it("leaves out what the provider says of its waiting: how many pods, but not which", () => {
    const lines: string[] = [];
    const print = progressPrinter((line) => lines.push(line));
    const message = "[1/2] Waiting for StatefulSet to create Pods (0/2 Pods ready)";
    for (const severity of ["info", "warning"] as const) {
      const urn = "urn:pulumi:dev::lgtm::kubernetes:apps/v1:StatefulSet::loki";
      const diagnosticEvent = { severity, ephemeral: true, color: "never", urn, message };
      print({ diagnosticEvent } as EngineEvent);
    }
    assert.deepEqual(lines, []);
  });
});
