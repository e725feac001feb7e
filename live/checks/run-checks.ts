import { setMaxListeners } from "node:events";
import type { PartName, RunningParts } from "../parts";
import { until } from "../until";
import { SIGNAL_CHECKS, type SignalCheck } from "./signals";

/** What became of a check. */
export type Outcome =
  | { kind: "arrived"; evidence: string; seconds: number }
  /** Parts that it needs do not run. */
  | { kind: "left out"; missing: readonly PartName[] }
  /** Programs that it needs did not start, or have ended: nothing will come. */
  | { kind: "ended"; workloads: readonly string[] }
  | { kind: "did not arrive"; reason: string };

/**
 * A scrape comes every 30 seconds, a profile takes 15, a store needs a moment: six times that is no longer a matter of
 * patience.
 */
const PATIENCE_MILLISECONDS = 180_000;
const PAUSE_MILLISECONDS = 1_000;

interface CheckOptions {
  checks?: readonly SignalCheck[];
  patienceMilliseconds?: number;
  /** Ends it: what is not known by then is not told. */
  signal?: AbortSignal;
}

/** Checks every signal, all at the same time, and tells of each as soon as it is known. */
export async function runChecks(
  parts: RunningParts,
  tell: (check: SignalCheck, outcome: Outcome) => void,
  options: CheckOptions = {},
): Promise<Outcome[]> {
  const { checks = SIGNAL_CHECKS, signal } = options;
  // Each check listens to the end: as many at once are no leak.
  if (signal) setMaxListeners(checks.length + 10, signal);
  return Promise.all(
    checks.map(async (check) => {
      const outcome = await outcomeOf(check, parts, options);
      signal?.throwIfAborted();
      tell(check, outcome);
      return outcome;
    }),
  );
}

async function outcomeOf(
  check: SignalCheck,
  parts: RunningParts,
  { patienceMilliseconds = PATIENCE_MILLISECONDS, signal }: CheckOptions,
): Promise<Outcome> {
  const missing = check.needs.filter((part) => !parts.isPlaced(part));
  if (missing.length > 0) return { kind: "left out", missing };
  const began = Date.now();
  try {
    const options = { pauseMilliseconds: PAUSE_MILLISECONDS, signal };
    const look = async (): Promise<Outcome | undefined> => {
      const ended = check.needs.filter((part) => !parts.has(part));
      if (ended.length > 0) return { kind: "ended", workloads: ended.map((p) => parts.name(p)) };
      const evidence = await check.look(parts);
      if (evidence === undefined) return undefined;
      return { kind: "arrived", evidence, seconds: Math.round((Date.now() - began) / 1000) };
    };
    return await until("no data came", look, patienceMilliseconds, options);
  } catch (error) {
    return { kind: "did not arrive", reason: (error as Error).message };
  }
}
