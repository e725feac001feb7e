import { setTimeout as pause } from "node:timers/promises";

const POLL_MILLISECONDS = 100;

interface UntilOptions {
  /** Between two looks. Defaults to a tenth of a second. */
  pauseMilliseconds?: number;
  /** Ends the waiting with its own error. */
  signal?: AbortSignal;
}

/**
 * Waits until `look` finds something, and returns it. What it threw last, or that it found nothing, is told
 * when the time is up.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined>,
  milliseconds = 60_000,
  { pauseMilliseconds = POLL_MILLISECONDS, signal }: UntilOptions = {},
): Promise<T> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    let last = "nothing found";
    try {
      const found = await look();
      if (found !== undefined) return found;
    } catch (error) {
      last = String(error);
    }
    if (Date.now() > deadline) {
      throw new Error(`${what}: not within ${milliseconds / 1000} s (${last})`);
    }
    await pause(pauseMilliseconds, undefined, { signal });
  }
}
