import type { PodGroup } from "./pods";
import { NOTHING, type Resources, amount, plus, times } from "./quantities";

/** What pods ask for together. */
export interface Total {
  pods: number;
  requests: Resources;
  limits: Resources;
  /** Bytes of volumes. */
  storage: number;
}

export const NO_TOTAL: Total = { pods: 0, requests: NOTHING, limits: NOTHING, storage: 0 };

/** What an environment, or a part, asks for. */
export interface Totals {
  /** With as few pods as autoscalers allow. */
  least: Total;
  /** With as many. */
  most: Total;
  /** Besides, on each node. */
  perNode: Total;
}

/** Jobs are left out: they end. */
export function totalsOf(groups: readonly PodGroup[]): Totals {
  const placed = groups.filter(({ count }) => count.per === undefined);
  const onNodes = groups.filter(({ count }) => count.per === "node");
  return {
    least: total(placed, (group) => group.count.least),
    most: total(placed, (group) => group.count.most),
    perNode: total(onNodes, () => 1),
  };
}

function total(groups: readonly PodGroup[], countOf: (group: PodGroup) => number): Total {
  return groups.reduce<Total>((sum, group) => {
    const count = countOf(group);
    const kept = group.volumes.reduce((bytes, { size }) => bytes + amount(size), 0);
    return {
      pods: sum.pods + count,
      requests: plus(sum.requests, times(group.requests, count)),
      limits: plus(sum.limits, times(group.limits, count)),
      storage: sum.storage + kept * count,
    };
  }, NO_TOTAL);
}
