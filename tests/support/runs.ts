/** How often a property is tried. To look for long, say how many times as often: LGTM_TEST_RUNS=1000. */
export function runs(count: number): { numRuns: number } {
  return { numRuns: count * Number(process.env.LGTM_TEST_RUNS ?? 1) };
}
