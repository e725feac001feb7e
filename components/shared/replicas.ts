import type { Field } from "./shape";

/** Exactly one replica, and why. */
export function singleReplica(allowed: string): Field<number> {
  return {
    read(value, place) {
      const replicas = value ?? 1;
      if (replicas !== 1) place.refuse(replicas, allowed, "1, or leave it out");
      return 1;
    },
  };
}
