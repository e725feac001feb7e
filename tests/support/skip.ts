import type { Context } from "mocha";

/** Skips the running test, or from a `before` hook its whole suite, and says in the summary why. */
export function skip(context: Context, reason: string): never {
  const runnable = context.test ?? context.currentTest;
  const holder: { skipReason?: string } =
    runnable?.type === "hook" ? (runnable.parent ?? {}) : (runnable ?? {});
  holder.skipReason = reason;
  return context.skip();
}
