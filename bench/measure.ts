/** How often each thing is measured. The first run warms up and does not count. */
export const RUNS = 5;

/** Milliseconds that something takes, in each of the runs. */
export async function timed(work: () => unknown): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const started = performance.now();
    await work();
    if (run > 0) times.push(performance.now() - started);
  }
  return times;
}

/** Two things measured in turns, so that the machine's mood hits both alike. */
export async function timedInTurns(
  first: () => unknown,
  second: () => unknown,
): Promise<[number[], number[]]> {
  const times: [number[], number[]] = [[], []];
  for (let run = 0; run <= RUNS; run++) {
    for (const [i, work] of [first, second].entries()) {
      const started = performance.now();
      await work();
      if (run > 0) times[i]?.push(performance.now() - started);
    }
  }
  return times;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** "2.4 x (2.2 to 2.9)": the ratio of the medians, and the spread over the runs. */
export function ratio(times: readonly number[], base: readonly number[]): string {
  const each = times.map((time, i) => time / (base[i] ?? Number.NaN));
  const [low, high] = [Math.min(...each), Math.max(...each)];
  return `${(median(times) / median(base)).toFixed(2)} x (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

export function milliseconds(times: readonly number[]): string {
  const [low, high] = [Math.min(...times), Math.max(...times)];
  return `${median(times).toFixed(0)} ms (${low.toFixed(0)} to ${high.toFixed(0)})`;
}
