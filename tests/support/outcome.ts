import assert from "node:assert/strict";
import { resolveOrThrow } from "../../components/shared/component-args";
import { InvalidArgsError } from "../../components/shared/problems";
import type { Reader } from "./readers";

/** Longest that reading may keep the processor busy, in milliseconds: far more than it needs. */
const LONGEST = 5000;

/** Runs something that must end soon. What counts is the work: other programs may keep it waiting. */
export function soon<T>(run: () => T): T {
  const before = process.cpuUsage();
  try {
    return run();
  } finally {
    const { user, system } = process.cpuUsage(before);
    assert.ok((user + system) / 1000 < LONGEST, "it took too long");
  }
}

/** What a component says to these args: nothing when it takes them. Anything but a clear refusal is thrown. */
export function outcome({ resolve }: Reader, args: unknown): InvalidArgsError | undefined {
  return clearly(() => {
    resolveOrThrow("Part", "test", args, resolve, { tellsWarnings: false });
  });
}

/** Runs something that may refuse, but only clearly and soon. */
export function clearly(read: () => void): InvalidArgsError | undefined {
  let refusal: InvalidArgsError | undefined;
  try {
    soon(read);
  } catch (error) {
    if (!(error instanceof InvalidArgsError)) throw error;
    refusal = error;
  }
  if (refusal) {
    assert.ok(refusal.problems.length > 0);
    assert.ok(refusal.message.length < 500_000, "the message is too long");
    for (const { path, given, allowed, write } of refusal.problems) {
      for (const text of [given, allowed, write]) assert.match(text, /\S/);
      // What was given may well be such a text.
      assert.doesNotMatch(`${allowed} ${write}`, /\[object |undefined|=>|NaN/, path);
    }
  }
  return refusal;
}
