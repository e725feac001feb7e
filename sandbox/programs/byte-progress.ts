import type { Progress } from "./go-build";

/** Often enough to see that it goes on, rare enough not to fill a log. */
const INTERVAL_MILLISECONDS = 3_000;

/** Tells now and then how much of something is here: `loki: 38 of 102 MB`. */
export function byteProgress(
  what: string,
  total: number,
  progress: Progress,
  now: () => number = Date.now,
): (bytes: number) => void {
  let told = now();
  return (bytes) => {
    if (now() - told < INTERVAL_MILLISECONDS) return;
    told = now();
    const of = total > 0 ? `${megabytes(bytes, false)} of ${megabytes(total)}` : megabytes(bytes);
    progress(`${what}: ${of}`);
  };
}

/** `102 MB`; what is smaller is at least 0.1. */
export function megabytes(bytes: number, withUnit = true): string {
  const size = bytes / 1_000_000;
  const digits = size < 10 ? Math.max(size, bytes > 0 ? 0.1 : 0).toFixed(1) : size.toFixed(0);
  return withUnit ? `${digits} MB` : digits;
}
