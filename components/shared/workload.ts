import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { createDisruptionBudget } from "./availability";
import { after } from "./component-args";
import { annotated, objectLabels, selectorLabels } from "./labels";
import { configMapName, podTemplate } from "./pod";
import { grantClusterRules } from "./rbac";
import { DAEMON_SET_STRATEGY, rolloutTimeouts } from "./rollout-time";
import { createServiceAccount } from "./service-account";
import { createStatefulSets, headlessName } from "./stateful-set";
import { type MountedFiles, WorkloadKind, type WorkloadSpec } from "./workload-spec";

/**
 * Creates a workload with all that it needs: service account, rights, files, Services, disruption budget, controller.
 * The only place of this package that creates a StatefulSet, Deployment or DaemonSet.
 * `options` carries the component as parent and what must exist before, such as the namespace.
 */
export function createWorkload(
  name: string,
  spec: WorkloadSpec,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const account = createServiceAccount(name, spec, options);
  const rights = grantClusterRules(name, spec, metadata(spec), options);
  const files = (spec.files ?? []).map((group) => createFiles(name, spec, group, options));
  const services = createServices(name, spec, options);
  createDisruptionBudget(name, spec, metadata(spec), options);
  const needed = [account, ...rights, ...files, ...services];
  return createControllers(name, spec, {
    ...after(options, needed),
    customTimeouts: { ...rolloutTimeouts(spec), ...options.customTimeouts },
  });
}

/**
 * Files are never changed in place: other content is another ConfigMap, which is made before the pods change and before
 * the old one goes. A pod that starts meanwhile, or after an `up` that was killed, finds the files of its own template.
 */
function createFiles(
  name: string,
  spec: WorkloadSpec,
  group: MountedFiles,
  options: pulumi.CustomResourceOptions,
): k8s.core.v1.ConfigMap {
  return new k8s.core.v1.ConfigMap(
    `${name}-${group.suffix}`,
    {
      metadata: metadata(spec, configMapName(spec, group)),
      immutable: true,
      data: group.files,
    },
    options,
  );
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
  if (!(spec.headless ?? spec.kind === WorkloadKind.StatefulSet)) return [service];
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

function createControllers(
  name: string,
  spec: WorkloadSpec,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  switch (spec.kind) {
    case WorkloadKind.StatefulSet:
      return createStatefulSets(name, spec, (own) => metadata(spec, own), options);
    case WorkloadKind.Deployment:
      return [
        new k8s.apps.v1.Deployment(
          name,
          {
            metadata: metadata(spec),
            spec: {
              selector: { matchLabels: selector(spec) },
              template: podTemplate(spec),
              replicas: spec.replicas ?? 1,
            },
          },
          options,
        ),
      ];
    case WorkloadKind.DaemonSet:
      return [
        new k8s.apps.v1.DaemonSet(
          name,
          {
            metadata: metadata(spec),
            spec: {
              selector: { matchLabels: selector(spec) },
              template: podTemplate(spec),
              updateStrategy: DAEMON_SET_STRATEGY,
            },
          },
          options,
        ),
      ];
  }
}
