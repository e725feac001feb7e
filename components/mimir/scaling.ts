import type { Config } from "../shared/merge";
import { Autoscaling } from "../shared/part-sizes";
import type { MimirPart } from "./distributed-args";
import type { MimirSpec } from "./mimir-args";
import { partLabels, partName } from "./parts";

/** Parts that the chart has KEDA for; it has an autoscaler of Kubernetes for the gateway alone. */
const KEDA_PARTS = ["distributor", "querier", "queryFrontend"] as const;

/** Values by which the number of a part's pods is somebody else's to change. */
export function scaling(spec: MimirSpec, part: MimirPart): Config {
  const bounds = spec.components[part].autoscaling;
  if (spec.autoscaling === Autoscaling.None || !bounds) return {};
  const { min, max, targetCpu } = bounds;
  if (part === "gateway") {
    // The chart makes the autoscaler even without a gateway.
    if (!spec.gateway) return {};
    return {
      autoscaling: {
        enabled: true,
        minReplicas: min,
        maxReplicas: max,
        targetCPUUtilizationPercentage: targetCpu,
        // A proxy's memory says nothing of its load.
        targetMemoryUtilizationPercentage: 0,
      },
    };
  }
  // A number would be written again at every change of the release. The chart takes any that is none for "leave it".
  if (spec.autoscaling === Autoscaling.Hpa) return { replicas: false };
  return {
    kedaAutoscaling: {
      enabled: true,
      minReplicaCount: min,
      maxReplicaCount: max,
      // Queriers are scaled by the queries that wait.
      ...(part !== "querier" && { targetCPUUtilizationPercentage: targetCpu }),
    },
  };
}

/** The autoscalers that the chart does not bring. */
export function autoscalers(spec: MimirSpec): Config[] {
  if (spec.autoscaling !== Autoscaling.Hpa) return [];
  return KEDA_PARTS.map((part) => autoscaler(spec, part));
}

function autoscaler(spec: MimirSpec, part: (typeof KEDA_PARTS)[number]): Config {
  const name = `${spec.name}-${partName(part)}`;
  const { min = 1, max = 1, targetCpu = 70 } = spec.components[part].autoscaling ?? {};
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name, namespace: spec.namespace, labels: partLabels(spec, partName(part)) },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
      minReplicas: min,
      maxReplicas: max,
      metrics: [
        {
          type: "Resource",
          resource: { name: "cpu", target: { type: "Utilization", averageUtilization: targetCpu } },
        },
      ],
    },
  };
}
