import { distance } from "fastest-levenshtein";

/** How many letters of a word that is only misspelt are wrong. */
const MOST_WRONG = 2;

/** The candidate that a typo most likely meant, or nothing when none is close. */
export function nearest(given: string, candidates: Iterable<string>): string | undefined {
  const wanted = given.toLowerCase();
  // Half of the letters may be wrong: more than that is another word, not a typo.
  let best: { candidate: string; cost: number } | undefined;
  for (const candidate of candidates) {
    const cost = distance(wanted, candidate.toLowerCase());
    if (
      cost <= Math.max(MOST_WRONG, Math.ceil(candidate.length / 2)) &&
      (!best || cost < best.cost)
    ) {
      best = { candidate, cost };
    }
  }
  return best?.candidate;
}

/** The candidate that is so few letters away that nothing else can have been meant. */
export function typoOf(given: string, candidates: Iterable<string>): string | undefined {
  const near = nearest(given, candidates);
  if (near === undefined) return undefined;
  return distance(given.toLowerCase(), near.toLowerCase()) <= MOST_WRONG ? near : undefined;
}

/** ` Did you mean "loki"?` for the end of a message, or nothing. */
export function didYouMean(given: string, candidates: Iterable<string>): string {
  const near = nearest(given, candidates);
  return near === undefined ? "" : ` Did you mean "${near}"?`;
}
