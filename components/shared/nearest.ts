import { distance } from "fastest-levenshtein";

/** The candidate that a typo most likely meant, or nothing when none is close. */
export function nearest(given: string, candidates: Iterable<string>): string | undefined {
  const wanted = given.toLowerCase();
  // Half of the letters may be wrong: more than that is another word, not a typo.
  let best: { candidate: string; cost: number } | undefined;
  for (const candidate of candidates) {
    const cost = distance(wanted, candidate.toLowerCase());
    if (cost <= Math.max(2, Math.ceil(candidate.length / 2)) && (!best || cost < best.cost)) {
      best = { candidate, cost };
    }
  }
  return best?.candidate;
}

/** ` Did you mean "loki"?` for the end of a message, or nothing. */
export function didYouMean(given: string, candidates: Iterable<string>): string {
  const near = nearest(given, candidates);
  return near === undefined ? "" : ` Did you mean "${near}"?`;
}
