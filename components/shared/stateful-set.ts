import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { after } from "./component-args";
import { type StringMap, selectorLabels, zoneLabels } from "./labels";
import { DATA_VOLUME, podTemplate } from "./pod";
import type { WorkloadSpec } from "./workload-spec";

/** Name of the Service that gives each pod of a StatefulSet an address of its own. */
export function headlessName(name: string): string {
  return `${name}-headless`;
}

/** Name of the StatefulSet of one zone. By the zone's own name: another order of the zones moves no data. */
export function zoneSetName(name: string, zone: string): string {
  return `${name}-${zone}`;
}

/**
 * One StatefulSet, or one a zone. A zone is changed only when the one before it is ready again, so that of
 * the copies of the same data no two are away at once.
 */
export function createStatefulSets(
  name: string,
  spec: WorkloadSpec,
  metadata: (name: string) => { name: string; labels: StringMap },
  options: pulumi.CustomResourceOptions,
): k8s.apps.v1.StatefulSet[] {
  const zones = spec.zones ?? [];
  const protect = spec.storage?.protect ? { protect: true } : {};
  if (zones.length === 0) {
    return [statefulSet(name, spec, metadata(spec.settings.name), { ...options, ...protect })];
  }
  const sets: k8s.apps.v1.StatefulSet[] = [];
  for (const zone of zones) {
    const own = metadata(zoneSetName(spec.settings.name, zone));
    const named = { ...own, labels: { ...own.labels, ...zoneLabels(zone) } };
    const opts = after({ ...options, ...protect }, sets.slice(-1));
    sets.push(statefulSet(zoneSetName(name, zone), spec, named, opts, zone));
  }
  return sets;
}

function statefulSet(
  name: string,
  spec: WorkloadSpec,
  metadata: { name: string; labels: StringMap },
  options: pulumi.CustomResourceOptions,
  zone?: string,
): k8s.apps.v1.StatefulSet {
  const zones = zone === undefined ? 1 : (spec.zones?.length ?? 1);
  const selector = {
    ...selectorLabels({ name: spec.settings.name, instance: spec.instance }),
    ...zoneLabels(zone),
  };
  return new k8s.apps.v1.StatefulSet(
    name,
    {
      metadata,
      spec: {
        selector: { matchLabels: selector },
        template: podTemplate(spec, zone),
        replicas: (spec.replicas ?? 1) / zones,
        serviceName: headlessName(spec.settings.name),
        podManagementPolicy: "Parallel",
        ...claims(spec, selector),
      },
    },
    options,
  );
}

function claims(spec: WorkloadSpec, labels: StringMap) {
  if (!spec.storage) return {};
  const { size, storageClass, whenDeleted } = spec.storage;
  return {
    // Fewer replicas must never mean lost data, whatever happens to the volumes in the end.
    persistentVolumeClaimRetentionPolicy: { whenDeleted, whenScaled: "Retain" },
    volumeClaimTemplates: [
      {
        metadata: { name: DATA_VOLUME, labels },
        spec: {
          accessModes: ["ReadWriteOnce"],
          ...(storageClass && { storageClassName: storageClass }),
          resources: { requests: { storage: size } },
        },
      },
    ],
  };
}
