/** A length of time: a whole number and a unit, such as "30s", "15m", "12h", "30d", "2w" or "1y". */
export type Duration = `${number}${"s" | "m" | "h" | "d" | "w" | "y"}`;

/** A Kubernetes quantity, such as "500m" of a CPU or "10Gi" of memory or disk. */
export type Quantity = string;

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 } as const;
type TimeUnit = keyof typeof SECONDS;

/** Seconds in a duration, or undefined when the text is none. */
export function durationSeconds(text: string): number | undefined {
  const match = /^(\d+)([smhdwy])$/.exec(text);
  if (!match) return undefined;
  const seconds = Number(match[1]) * SECONDS[match[2] as TimeUnit];
  return Number.isSafeInteger(seconds) ? seconds : undefined;
}

/** The spelling that every Go program reads: hours, minutes or seconds, the largest that is exact. */
export function goDuration(duration: Duration): string {
  const seconds = durationSeconds(duration);
  if (seconds === undefined) throw new RangeError(`not a duration: ${duration}`);
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

/** Powers of ten, and of two. */
const DECIMAL: Readonly<Record<string, string>> = {
  n: "-9",
  u: "-6",
  m: "-3",
  "": "0",
  k: "3",
  M: "6",
  G: "9",
  T: "12",
  P: "15",
  E: "18",
};
const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

/** The number that a Kubernetes quantity stands for, or undefined when the text is none. */
export function quantityValue(text: string): number | undefined {
  const match = /^\+?(\d+\.?\d*|\.\d+)(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d+))?$/.exec(text);
  if (!match) return undefined;
  const [, digits = "", unit = "", exponent = DECIMAL[unit]] = match;
  // Read as one number, so that it is rounded once.
  const value =
    exponent === undefined
      ? Number(digits) * 2 ** (BINARY[unit] ?? NaN)
      : Number(`${digits}e${exponent}`);
  return Number.isFinite(value) ? value : undefined;
}
