import { oneOf } from "./fields";
import { type Field, withDefault } from "./shape";

/** How a backend runs. */
export const Topology = {
  /** One replica of one binary that does everything, on a volume of its own. */
  Single: "single",
  /** Three or more of the same binary that share a bucket and keep three copies of what is new. Loki and Mimir. */
  Replicated: "replicated",
  /** Read, write and backend apart, by the chart. Loki only, and Loki 4 removes it. */
  SimpleScalable: "simple-scalable",
  /** Every part a workload of its own, by the backend's chart. */
  Distributed: "distributed",
} as const;
export type Topology = (typeof Topology)[keyof typeof Topology];

/** Topologies whose pods a Helm chart makes. */
export const CHART_TOPOLOGIES: readonly Topology[] = [
  Topology.SimpleScalable,
  Topology.Distributed,
];

/** Any topology: what the stack takes for all its backends. */
export function topologyField(): Field<Topology> {
  return withDefault(oneOf(Object.values(Topology)), Topology.Single);
}

/** A topology of one backend. One that it does not have is refused with what to do instead. */
export function topologyOf(
  supported: readonly Topology[],
  instead: Partial<Record<Topology, { why: string; write: string }>> = {},
): Field<Topology> {
  const known = withDefault(oneOf(supported), Topology.Single);
  const refusals = new Map<unknown, { why: string; write: string }>(Object.entries(instead));
  return {
    read(value, place) {
      const refusal = refusals.get(value);
      if (!refusal) return known.read(value, place);
      place.refuse(value, refusal.why, refusal.write);
      return Topology.Single;
    },
  };
}
