import { quantityValue } from "../../../components/shared/units";

/** CPU in cores and memory in bytes. */
export interface Resources {
  cpu: number;
  memory: number;
}

export const NOTHING: Resources = { cpu: 0, memory: 0 };

export function plus(a: Resources, b: Resources): Resources {
  return { cpu: a.cpu + b.cpu, memory: a.memory + b.memory };
}

export function times(a: Resources, count: number): Resources {
  return { cpu: a.cpu * count, memory: a.memory * count };
}

export function sum(all: readonly Resources[]): Resources {
  return all.reduce(plus, NOTHING);
}

/** The number in a Kubernetes quantity; nothing where there is none, or one that nobody can read. */
export function amount(quantity: string | undefined): number {
  return (quantity === undefined ? undefined : quantityValue(quantity)) ?? 0;
}

/** "250m", "3.5", "61.4". */
export function cpuText(cores: number): string {
  const millis = Math.round(cores * 1000);
  return millis < 1000 ? `${millis}m` : shortNumber(millis / 1000);
}

const UNITS = ["", "Ki", "Mi", "Gi", "Ti", "Pi"];

/** "768Mi", "2.46Gi", "318Gi". */
export function bytesText(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${shortNumber(value)}${UNITS[unit] ?? ""}`;
}

/** Three digits are enough to read, but whole numbers are told whole. */
function shortNumber(value: number): string {
  return String(value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
}
