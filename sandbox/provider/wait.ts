import { setTimeout as delay } from "node:timers/promises";

/** Without `customTimeouts`: a rollout on an embedded cluster that takes longer is stuck. */
export const DEFAULT_TIMEOUT_S = 300;

export interface WaitOptions {
  timeoutS: number | undefined;
  signal: AbortSignal;
}

export interface WaitResult<Value> {
  value: Value;
  done: boolean;
}

/** Looks again, at first often, until the look says done, the time is up or the engine cancels. The last look is returned. */
export async function waitUntil<Value>(
  look: () => Promise<WaitResult<Value>>,
  { timeoutS, signal }: WaitOptions,
): Promise<WaitResult<Value>> {
  const deadline = Date.now() + (timeoutS ?? DEFAULT_TIMEOUT_S) * 1000;
  let pause = 50;
  for (;;) {
    const seen = await look();
    if (seen.done || Date.now() >= deadline || signal.aborted) return seen;
    await delay(Math.min(pause, Math.max(0, deadline - Date.now())), undefined, { signal }).catch(
      () => undefined,
    );
    pause = Math.min(pause * 1.5, 1000);
  }
}
