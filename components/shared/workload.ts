import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { createDisruptionBudget } from "./availability";
import { annotated, objectLabels, selectorLabels } from "./labels";
import { DATA_VOLUME, configMapName, podTemplate } from "./pod";
import { grantClusterRules } from "./rbac";
import { WorkloadKind, type WorkloadSpec } from "./workload-spec";

/**
 * Creates a workload with all that it needs: service account, rights, files, Services, disruption budget, controller.
 * The only place of this package that creates a StatefulSet, Deployment or DaemonSet.
 * `options` carries the component as parent and what must exist before, such as the namespace.
 */
export function createWorkload(
  name: string,
  spec: WorkloadSpec,
  options: pulumi.CustomResourceOptions,
): k8s.apps.v1.StatefulSet | k8s.apps.v1.Deployment | k8s.apps.v1.DaemonSet {
  const account = new k8s.core.v1.ServiceAccount(
    name,
    { metadata: metadata(spec), automountServiceAccountToken: false },
    options,
  );
  const rights = grantClusterRules(name, spec, metadata(spec), options);
  const files = (spec.files ?? []).map(
    (group) =>
      new k8s.core.v1.ConfigMap(
        `${name}-${group.suffix}`,
        { metadata: metadata(spec, configMapName(spec, group)), data: group.files },
        options,
      ),
  );
  const services = createServices(name, spec, options);
  createDisruptionBudget(name, spec, metadata(spec), options);
  return createController(name, spec, {
    ...options,
    dependsOn: [account, ...rights, ...files, ...services, ...existing(options.dependsOn)],
  });
}

/** Name of the Service that gives each pod of a StatefulSet an address of its own. */
export function headlessName(name: string): string {
  return `${name}-headless`;
}

function existing(dependsOn: pulumi.CustomResourceOptions["dependsOn"]) {
  if (dependsOn === undefined) return [];
  return (Array.isArray(dependsOn) ? dependsOn : [dependsOn]) as pulumi.Resource[];
}

function metadata(spec: WorkloadSpec, name = spec.settings.name) {
  const { labels, annotations } = spec.settings;
  return {
    name,
    namespace: spec.namespace,
    labels: objectLabels({ name: spec.settings.name, instance: spec.instance }, labels),
    ...annotated(annotations),
  };
}

function selector(spec: WorkloadSpec) {
  return selectorLabels({ name: spec.settings.name, instance: spec.instance });
}

function createServices(
  name: string,
  spec: WorkloadSpec,
  options: pulumi.CustomResourceOptions,
): k8s.core.v1.Service[] {
  const ports = spec.ports
    .filter((port) => port.service ?? true)
    .map((port) => ({
      name: port.name,
      port: port.number,
      targetPort: port.name,
      protocol: port.protocol ?? "TCP",
    }));
  if (ports.length === 0) return [];
  const service = new k8s.core.v1.Service(
    name,
    { metadata: metadata(spec), spec: { type: "ClusterIP", selector: selector(spec), ports } },
    options,
  );
  if (spec.kind !== WorkloadKind.StatefulSet) return [service];
  const headless = new k8s.core.v1.Service(
    `${name}-headless`,
    {
      metadata: metadata(spec, headlessName(spec.settings.name)),
      spec: {
        clusterIP: "None",
        selector: selector(spec),
        ports,
        // Members of a cluster find each other before they are ready.
        publishNotReadyAddresses: true,
      },
    },
    options,
  );
  return [service, headless];
}

function createController(
  name: string,
  spec: WorkloadSpec,
  options: pulumi.CustomResourceOptions,
): k8s.apps.v1.StatefulSet | k8s.apps.v1.Deployment | k8s.apps.v1.DaemonSet {
  const common = { selector: { matchLabels: selector(spec) }, template: podTemplate(spec) };
  const replicas = spec.replicas ?? 1;
  switch (spec.kind) {
    case WorkloadKind.StatefulSet:
      return new k8s.apps.v1.StatefulSet(
        name,
        {
          metadata: metadata(spec),
          spec: {
            ...common,
            replicas,
            serviceName: headlessName(spec.settings.name),
            podManagementPolicy: "Parallel",
            ...claims(spec),
          },
        },
        { ...options, ...(spec.storage?.protect && { protect: true }) },
      );
    case WorkloadKind.Deployment:
      return new k8s.apps.v1.Deployment(
        name,
        { metadata: metadata(spec), spec: { ...common, replicas } },
        options,
      );
    case WorkloadKind.DaemonSet:
      return new k8s.apps.v1.DaemonSet(name, { metadata: metadata(spec), spec: common }, options);
  }
}

function claims(spec: WorkloadSpec) {
  if (!spec.storage) return {};
  const { size, storageClass, whenDeleted } = spec.storage;
  return {
    // Fewer replicas must never mean lost data, whatever happens to the volumes in the end.
    persistentVolumeClaimRetentionPolicy: { whenDeleted, whenScaled: "Retain" },
    volumeClaimTemplates: [
      {
        metadata: { name: DATA_VOLUME, labels: selector(spec) },
        spec: {
          accessModes: ["ReadWriteOnce"],
          ...(storageClass && { storageClassName: storageClass }),
          resources: { requests: { storage: size } },
        },
      },
    ],
  };
}
