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

const QUANTITY_FACTORS: Readonly<Record<string, number>> = {
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The number that a Kubernetes quantity stands for, or undefined when the text is none. */
export function quantityValue(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(m|k|[MGTPE]|[KMGTPE]i)?$/.exec(text);
  const factor = match ? QUANTITY_FACTORS[match[2] ?? ""] : undefined;
  return factor === undefined ? undefined : Number(match?.[1]) * factor;
}
