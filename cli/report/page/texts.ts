import type { PodCount } from "../model/pods";
import { bytesText, cpuText } from "../model/quantities";
import type { Total, Totals } from "../model/totals";

/** "3", "2 to 6", "1 on each node", "once". */
export function countText({ least, most, per }: PodCount): string {
  if (per === "job") return "once";
  if (per === "node") return "1 on each node";
  return least === most ? String(least) : `${least} to ${most}`;
}

/** "1 object", "3 objects". */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** A number of all pods, with as many as autoscalers may make of them. */
export function rangeText(
  { least, most }: Pick<Totals, "least" | "most">,
  text: (total: Total) => string,
): string {
  const [from, to] = [text(least), text(most)];
  return from === to ? from : `${from} to ${to}`;
}

/** Nothing is no limit. */
export function limitText({ cpu, memory }: { cpu: number; memory: number }): string {
  const limits = [
    ...(memory > 0 ? [bytesText(memory)] : []),
    ...(cpu > 0 ? [`${cpuText(cpu)} CPU`] : []),
  ];
  return limits.length > 0 ? limits.join(", ") : "none";
}
