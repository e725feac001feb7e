import type { types } from "@pulumi/kubernetes";
import type { StringMap } from "./labels";
import { ZONE_LABEL } from "./zones";

type Constraint = types.input.core.v1.TopologySpreadConstraint;
type Affinity = types.input.core.v1.Affinity;

/**
 * Keeps the pods of a chart's part apart. Where the zones are known, no zone has two more than another, but one that
 * failed does not count; everything else is a preference, so that three nodes, or one, still run them all.
 */
export function partSpread(zones: readonly string[], labels: StringMap): Constraint[] {
  const labelSelector = { matchLabels: labels };
  return [
    zones.length > 0
      ? {
          topologyKey: ZONE_LABEL,
          maxSkew: 1,
          whenUnsatisfiable: "DoNotSchedule",
          // By default the nodes of a failed zone count as free, and its pods would wait for them.
          nodeTaintsPolicy: "Honor",
          labelSelector,
        }
      : { topologyKey: ZONE_LABEL, maxSkew: 1, whenUnsatisfiable: "ScheduleAnyway", labelSelector },
    {
      topologyKey: "kubernetes.io/hostname",
      maxSkew: 1,
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector,
    },
  ];
}

/** The affinity of the pods of a chart's part: that of the user, and the given zones where the user names no nodes. */
export function zoneAffinity(
  zones: readonly string[],
  affinity: Affinity | undefined,
): Affinity | undefined {
  if (zones.length === 0) return affinity;
  return {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [
          { matchExpressions: [{ key: ZONE_LABEL, operator: "In", values: [...zones] }] },
        ],
      },
    },
    ...affinity,
  };
}
