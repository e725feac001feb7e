import type { StringMap } from "../shared/labels";
import type { Config } from "../shared/merge";
import { Autoscaling } from "../shared/part-sizes";
import { type TempoPart, partName, partService } from "./parts";
import type { TempoSpec } from "./tempo-args";

/** The labels by which the chart finds the pods of a part. */
export function podLabels(spec: TempoSpec, component: string): StringMap {
  return {
    "app.kubernetes.io/name": "tempo",
    "app.kubernetes.io/instance": spec.name,
    "app.kubernetes.io/component": component,
  };
}

/** The bounds of a part between which Kubernetes chooses. */
export function scaled(spec: TempoSpec, name: TempoPart): Config {
  const bounds = spec.components[name].autoscaling;
  if (spec.autoscaling === Autoscaling.None || bounds === undefined) return {};
  return {
    replicas: bounds.min,
    autoscaling: {
      enabled: true,
      minReplicas: bounds.min,
      maxReplicas: bounds.max,
      targetCPUUtilizationPercentage: bounds.targetCpu,
    },
  };
}

// The chart gives two Deployments a number of replicas even where an autoscaler chooses it: every upgrade would set it
// back. An empty text comes out as no number; the disruption budget, which asks for the number, is made here.
type Numbered = "querier" | "queryFrontend";

export function scaledWithoutNumber(spec: TempoSpec, name: Numbered): Config {
  const values = scaled(spec, name);
  return values.autoscaling ? { ...values, replicas: "" } : values;
}

/** The disruption budget of a part that the chart gives none because of that. */
export function budgetOf(spec: TempoSpec, name: Numbered): Config[] {
  const bounds = spec.components[name].autoscaling;
  if (spec.autoscaling === Autoscaling.None || bounds === undefined || bounds.min < 2) return [];
  return [
    {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: { name: partService(spec.name, name), namespace: spec.namespace },
      spec: {
        maxUnavailable: 1,
        unhealthyPodEvictionPolicy: "AlwaysAllow",
        selector: { matchLabels: podLabels(spec, partName(name)) },
      },
    },
  ];
}
