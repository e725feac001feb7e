import { type Quantity, quantityValue } from "./units";

const UNITS = [
  ["GiB", 2 ** 30],
  ["MiB", 2 ** 20],
  ["KiB", 2 ** 10],
] as const;

/** Bytes in a Kubernetes quantity, or in a part of it. */
export function quantityBytes(quantity: Quantity, share = 1): number {
  const value = quantityValue(quantity);
  if (value === undefined) throw new RangeError(`not a quantity: ${quantity}`);
  return Math.floor(value * share);
}

/** Alloy's spelling of a size: the largest unit of which it is a whole number. */
export function alloyBytes(bytes: number): string {
  const unit = UNITS.find(([, size]) => bytes >= size && bytes % size === 0);
  return unit ? `${bytes / unit[1]}${unit[0]}` : `${bytes}B`;
}

/** Bytes rounded down to whole mebibytes, but not to nothing: readable, and close enough for a limit. */
export function wholeMebibytes(bytes: number): number {
  return Math.max(1, Math.floor(bytes / 2 ** 20)) * 2 ** 20;
}
