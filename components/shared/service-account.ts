import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type StringMap, annotated, objectLabels } from "./labels";
import type { WorkloadSettings } from "./workload-args";

/** Who the pods are. */
export interface AccountSpec {
  settings: Pick<WorkloadSettings, "name" | "labels" | "annotations">;
  instance: string;
  namespace: string;
  /** Who they are for the cloud. Defaults to nobody. */
  serviceAccountAnnotations?: StringMap;
}

/**
 * The service account of a workload, or of a backend's pods that a chart makes. Not the chart's own: a release cannot
 * take over an object that stands already, and with this one a backend can change to a chart and back.
 */
export function createServiceAccount(
  name: string,
  { settings, instance, namespace, serviceAccountAnnotations }: AccountSpec,
  options: pulumi.CustomResourceOptions,
): k8s.core.v1.ServiceAccount {
  return new k8s.core.v1.ServiceAccount(
    name,
    {
      metadata: {
        name: settings.name,
        namespace,
        labels: objectLabels({ name: settings.name, instance }, settings.labels),
        ...annotated({ ...settings.annotations, ...serviceAccountAnnotations }),
      },
      automountServiceAccountToken: false,
    },
    options,
  );
}
