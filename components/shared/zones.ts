import { dnsLabel } from "./fields";
import { type Field, listOf } from "./shape";

/** Node label that says in which zone the node stands. */
export const ZONE_LABEL = "topology.kubernetes.io/zone";

/** Copies of what is new, one a zone where there are zones. */
export const REPLICATION_FACTOR = 3;

/** The zones that replicas are spread over: none, or one for every copy at least. */
export function zonesField(): Field<string[]> {
  const names = listOf(dnsLabel("eu-west-1a"));
  return {
    read(value, place) {
      const zones = names.read(value, place);
      if (place.isBad) return [];
      if (new Set(zones).size !== zones.length) {
        place.refuse(zones, "every zone once", "each zone's name only once");
      } else if (zones.length > 0 && zones.length < REPLICATION_FACTOR) {
        place.refuse(
          zones,
          `no zones, or at least ${REPLICATION_FACTOR}: there are ${REPLICATION_FACTOR} copies of what is new, each in a zone of its own`,
          `${REPLICATION_FACTOR} zones, or none`,
        );
      }
      return zones;
    },
  };
}
