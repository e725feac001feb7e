import { oneOf } from "./fields";
import { type Field, withDefault } from "./shape";

/** How a backend runs. */
export const Topology = {
  /** One replica of one binary that does everything, on a volume of its own. */
  Single: "single",
} as const;
export type Topology = (typeof Topology)[keyof typeof Topology];

export function topologyField(): Field<Topology> {
  return withDefault(oneOf(Object.values(Topology)), Topology.Single);
}

/** Exactly one replica. By default because a second would not see the first one's files; or say why. */
export function singleReplica(
  allowed = "1 in topology single, whose filesystem storage one process owns",
): Field<number> {
  return {
    read(value, place) {
      const replicas = value ?? 1;
      if (replicas !== 1) place.refuse(replicas, allowed, "1, or leave it out");
      return 1;
    },
  };
}
