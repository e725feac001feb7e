import type { Context } from "mocha";

/** Skips the running test, or from a `before` hook its whole suite, and says in the summary why. */
export function skip(context: Context, reason: string): never {
  const runnable = context.test ?? context.currentTest;
  // Mocha skips the whole suite of a hook. The reporter looks for the reason there.
  const isHook = runnable !== undefined && "type" in runnable && runnable.type === "hook";
  const holder = isHook ? runnable.parent : runnable;
  if (holder) Object.assign(holder, { skipReason: reason });
  return context.skip();
}
