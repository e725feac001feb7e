import { asValues } from "../shared/kubernetes-values";
import { type Config, merge } from "../shared/merge";
import { Autoscaling, type PartSize } from "../shared/part-sizes";
import { partSpread, zoneAffinity } from "../shared/part-spread";
import { resourceRequirements } from "../shared/pod";
import { untemplated } from "../shared/template-text";
import { Topology } from "../shared/topology";
import { ZONE_LABEL } from "../shared/zones";
import type { LokiSpec } from "./loki-args";
import { type LokiPart, partName } from "./parts";

/** Size and place of one part. */
export function part(spec: LokiSpec, name: LokiPart): Config {
  const size = spec.components[name];
  return {
    replicas: size.replicas,
    resources: asValues(resourceRequirements(size.resources)),
    ...ownParts(spec, name),
    ...volume(spec, name, size),
    ...scaled(spec, size),
    // The one part that is alone.
    ...(name === "compactor"
      ? withAffinity(spec)
      : { ...placed(spec, partName(name)), ...budget() }),
  };
}

/** What one part alone has. */
function ownParts(spec: LokiSpec, name: LokiPart): Config {
  switch (name) {
    case "ingester":
      return zonesOfIngesters(spec);
    case "patternIngester":
      return { enabled: true };
    case "backend":
      // Its default goes before that of all parts.
      return { automountServiceAccountToken: false };
    default:
      return {};
  }
}

const ZONES = ["zoneA", "zoneB", "zoneC"] as const;

/** A StatefulSet in each of three zones, which the rollout operator restarts one after the other. */
function zonesOfIngesters(spec: LokiSpec): Config {
  if (spec.zones.length === 0) return { zoneAwareReplication: { enabled: false } };
  return {
    strategy: { type: "OnDelete" },
    // Mimir's ingesters are a group of the same operator.
    rolloutGroupPrefix: spec.name,
    addIngesterNamePrefix: true,
    zoneAwareReplication: {
      enabled: true,
      ...Object.fromEntries(
        ZONES.map((zone, i) => [
          zone,
          {
            // Where there are more than three zones, the first three.
            nodeSelector: {
              "kubernetes.io/os": "linux",
              ...spec.nodeSelector,
              [ZONE_LABEL]: spec.zones[i],
            },
            extraAffinity: ownAffinity(spec),
          },
        ]),
      ),
    },
  };
}

/** The chart keeps ingesters of different zones from one node itself, and has room for all other rules. */
function ownAffinity({ affinity }: LokiSpec): Config {
  const { nodeAffinity, podAffinity } = affinity ?? {};
  return untemplated(
    asValues({ ...(nodeAffinity && { nodeAffinity }), ...(podAffinity && { podAffinity }) }),
  );
}

/** By default the chart keeps the ingesters' log of what is not yet in the bucket in a folder that goes with the pod. */
function volume(spec: LokiSpec, name: LokiPart, { persistence }: PartSize): Config {
  if (persistence === undefined) return {};
  const { whenDeleted } = spec.persistence;
  const storageClass = persistence.storageClass ?? spec.persistence.storageClass;
  const claim = { size: persistence.size, ...(storageClass && { storageClass }) };
  const isClaimList = name === "ingester" || name === "compactor";
  return {
    persistence: {
      ...(spec.topology === Topology.Distributed
        ? { enabled: true }
        : { volumeClaimsEnabled: true }),
      ...(isClaimList
        ? { claims: [{ name: "data", accessModes: ["ReadWriteOnce"], ...claim }] }
        : claim),
      // Fewer replicas must never mean lost data, whatever happens to the volumes in the end.
      enableStatefulSetAutoDeletePVC: true,
      whenDeleted,
      whenScaled: "Retain",
    },
  };
}

function budget(): Config {
  return {
    podDisruptionBudget: {
      maxUnavailable: 1,
      // A pod that does not work protects nothing, and must not hold up the node's maintenance.
      unhealthyPodEvictionPolicy: "AlwaysAllow",
    },
  };
}

/** Keeps the pods of a part apart where the cluster can. */
export function placed(spec: LokiSpec, component: string): Config {
  const labels = {
    "app.kubernetes.io/name": spec.name,
    "app.kubernetes.io/instance": spec.name,
    "app.kubernetes.io/component": component,
  };
  return {
    topologySpreadConstraints: untemplated(asValues(partSpread(spec.zones, labels))),
    ...withAffinity(spec),
  };
}

/** By default the chart demands a node of its own for each pod. */
function withAffinity({ zones, affinity }: LokiSpec): Config {
  const nobody = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [] } };
  return { affinity: untemplated(merge<Config>(nobody, zoneAffinity(zones, affinity))) };
}

/** The bounds between which the number of pods is chosen by CPU. */
function scaled({ autoscaling }: LokiSpec, { autoscaling: bounds }: PartSize): Config {
  if (autoscaling === Autoscaling.None || bounds === undefined) return {};
  const number = { enabled: true, minReplicas: bounds.min, maxReplicas: bounds.max };
  if (autoscaling === Autoscaling.Hpa) {
    return { autoscaling: { ...number, targetCPUUtilizationPercentage: bounds.targetCpu } };
  }
  const value = String(bounds.targetCpu);
  return {
    kedaAutoscaling: {
      ...number,
      triggers: [{ type: "cpu", metricType: "Utilization", metadata: { value } }],
    },
  };
}
