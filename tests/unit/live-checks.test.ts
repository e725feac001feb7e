import { deepEqual, equal, match } from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Outcome, runChecks } from "../../live/checks/run-checks";
import type { SignalCheck } from "../../live/checks/signals";
import { RunningParts } from "../../live/parts";
import { Platform } from "../../live/pods/platform";
import { renderingOf } from "../support/rendering";

describe("A check of live", () => {
  let folder: string;
  let parts: RunningParts;
  /** Names of workloads whose program has ended. */
  let ended: Set<string>;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "lgtm-checks-"));
    const rendering = await renderingOf("dev");
    const runs = ({ name }: { name: string }) => ["mimir", "prometheus"].includes(name);
    const platform = await Platform.place(rendering, { parent: folder, runs });
    parts = new RunningParts(rendering, platform, (name) => ended.has(name));
  });
  beforeEach(() => {
    ended = new Set();
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("looks until something is there", async () => {
    let looks = 0;
    const outcome = await outcomeOf(["mimir"], () =>
      Promise.resolve(++looks < 2 ? undefined : "it"),
    );
    deepEqual({ ...outcome, seconds: 0 }, { kind: "arrived", evidence: "it", seconds: 0 });
  });

  it("is left out where a part that it needs does not run here", async () => {
    deepEqual(await outcomeOf(["mimir", "tempo"], () => Promise.resolve("it")), {
      kind: "left out",
      missing: ["tempo"],
    });
  });

  it("waits no more for a program that ends meanwhile", async () => {
    const outcome = await outcomeOf(["mimir"], () => {
      ended.add("mimir");
      return Promise.reject(new Error("refused"));
    });
    deepEqual(outcome, { kind: "ended", workloads: ["mimir"] });
  });

  it("tells why nothing came when its patience is at an end", async () => {
    const outcome = await outcomeOf(["mimir"], () => Promise.reject(new Error("refused")), 0);
    match((outcome as { reason: string }).reason, /no data came: .*refused/);
  });

  it("asks the short-term store where the long-term one has ended", () => {
    const asked = () => parts.promql?.part;
    equal(asked(), "mimir");
    ended.add("mimir");
    equal(asked(), "prometheus");
  });

  it("warns of nothing, however many there are", async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on("warning", note);
    const what = "anything";
    const checks = Array.from({ length: 30 }, (): SignalCheck => {
      let looks = 0;
      const look = () => Promise.resolve(++looks < 2 ? undefined : "it");
      return { signal: "metrics", what, needs: ["mimir"], look };
    });
    const { signal } = new AbortController();
    await runChecks(parts, () => undefined, { checks, signal });
    process.off("warning", note);
    deepEqual(warnings, []);
  });

  async function outcomeOf(
    needs: SignalCheck["needs"],
    look: SignalCheck["look"],
    patienceMilliseconds = 20_000,
  ): Promise<Outcome> {
    const check: SignalCheck = { signal: "metrics", what: "anything", needs, look };
    const told: Outcome[] = [];
    await runChecks(parts, (_check, outcome) => told.push(outcome), {
      checks: [check],
      patienceMilliseconds,
    });
    return told[0]!;
  }
});
