import { createHash } from "node:crypto";
import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type StringMap, objectLabels, zoneLabels } from "./labels";
import { spreadConstraints } from "./availability";
import { combinedException, containerSecurity, podSecurity } from "./pod-security";
import { metricsAnnotations, profileAnnotations } from "./scrape-annotations";
import { imageReference, ownImage } from "./images";
import type { ResourceSettings } from "./workload-args";
import { ZONE_LABEL } from "./zones";
import type { HttpCheck, MountedFiles, MountedSecret, WorkloadSpec } from "./workload-spec";

type Pod = types.input.core.v1.PodTemplateSpec;
type Volume = types.input.core.v1.Volume;
type Mount = types.input.core.v1.VolumeMount;

/** Name of the volume that a StatefulSet claims for each pod. */
export const DATA_VOLUME = "data";

/** The pod of a workload, or of its part in one zone. Pure: equal specs give equal pods. */
export function podTemplate(spec: WorkloadSpec, zone?: string): Pod {
  const { settings } = spec;
  const exception = combinedException(spec.exception);
  const mounts = podVolumes(spec);
  return {
    metadata: { labels: podLabels(spec, zone), annotations: podAnnotations(spec) },
    spec: {
      serviceAccountName: settings.name,
      automountServiceAccountToken: (spec.clusterRules ?? []).length > 0,
      // Services as environment variables surprise programs that read their configuration from there.
      enableServiceLinks: false,
      ...(exception?.hostPid && { hostPID: true }),
      ...(exception?.hostNetwork && { hostNetwork: true, dnsPolicy: "ClusterFirstWithHostNet" }),
      securityContext: podSecurity(spec.user, exception),
      terminationGracePeriodSeconds: spec.gracePeriodSeconds ?? 30,
      nodeSelector: {
        "kubernetes.io/os": "linux",
        ...settings.nodeSelector,
        ...(zone !== undefined && { [ZONE_LABEL]: zone }),
      },
      ...(settings.tolerations.length > 0 && { tolerations: settings.tolerations }),
      ...(settings.affinity && { affinity: settings.affinity }),
      ...spreadConstraints(spec),
      ...(settings.priorityClassName && { priorityClassName: settings.priorityClassName }),
      ...(settings.imagePullSecrets.length > 0 && {
        imagePullSecrets: settings.imagePullSecrets.map((name) => ({ name })),
      }),
      containers: [
        {
          name: settings.name,
          image: imageReference(ownImage(settings)),
          imagePullPolicy: settings.image.pullPolicy,
          ...(spec.command && { command: spec.command }),
          args: [...spec.args, ...(zone !== undefined ? (spec.zoneArgs?.(zone) ?? []) : [])],
          ...(spec.env && spec.env.length > 0 && { env: spec.env }),
          ports: spec.ports.map((port) => ({
            name: port.name,
            containerPort: port.number,
            protocol: port.protocol ?? "TCP",
            ...(port.host && { hostPort: port.number }),
          })),
          resources: resourceRequirements(settings.resources),
          securityContext: containerSecurity(exception),
          readinessProbe: probe(spec.readiness),
          ...(spec.liveness && { livenessProbe: probe(spec.liveness) }),
          ...(spec.startup && { startupProbe: probe(spec.startup) }),
          ...(mounts.length > 0 && { volumeMounts: mounts.map((m) => m.mount) }),
        },
      ],
      volumes: mounts.flatMap((m) => m.volume ?? []),
    },
  };
}

/**
 * Name of the ConfigMap that holds these files. It tells their content, so that pods restart whenever a file changes:
 * programs read theirs once.
 */
export function configMapName(spec: WorkloadSpec, { suffix, files }: MountedFiles): string {
  return `${spec.settings.name}-${suffix}-${contentHash(files)}`;
}

/** As long as the hash that Kubernetes puts into the names of pods. */
const HASH_LENGTH = 10;

function contentHash(files: StringMap): string {
  const sorted = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, HASH_LENGTH);
}

/** The name of a ConfigMap without what tells its content. */
export function withoutContentHash(name: string): string {
  return name.slice(0, -HASH_LENGTH - 1);
}

function podLabels(spec: WorkloadSpec, zone?: string) {
  const { name, labels } = spec.settings;
  return {
    ...objectLabels({ name, instance: spec.instance }, labels),
    ...spec.podLabels,
    ...zoneLabels(zone),
  };
}

function podAnnotations(spec: WorkloadSpec): Record<string, pulumi.Input<string>> {
  return {
    ...(spec.metrics && metricsAnnotations(spec.metrics)),
    ...(spec.profiles && profileAnnotations(spec.profiles)),
    ...Object.fromEntries(
      Object.entries(spec.restartOn ?? {}).flatMap(([what, version]) =>
        version === undefined ? [] : [[`lgtm.pulumi.com/${what}-version`, version]],
      ),
    ),
    ...spec.settings.annotations,
  };
}

/** CPU and memory as Kubernetes takes them. */
export function resourceRequirements(resources: ResourceSettings) {
  return {
    requests: { cpu: resources.cpu, memory: resources.memory },
    limits: {
      memory: resources.memoryLimit,
      ...(resources.cpuLimit && { cpu: resources.cpuLimit }),
    },
  };
}

function probe(check: HttpCheck): types.input.core.v1.Probe {
  return {
    httpGet: { path: check.path, port: check.port },
    periodSeconds: check.periodSeconds ?? 10,
    failureThreshold: check.failureThreshold ?? 3,
    // The default of one second fails a healthy but busy program.
    timeoutSeconds: 5,
  };
}

/**
 * Keys of Secrets as files. The volumes are numbered: a user's Secret may have a name that is too long for a volume,
 * or that of a volume of ours.
 */
export function secretVolumes(secrets: readonly MountedSecret[]) {
  return secrets.map((secret, i) => ({
    mount: { name: `secret-${i}`, mountPath: secret.directory, readOnly: true },
    volume: {
      name: `secret-${i}`,
      secret: {
        secretName: secret.secret,
        items: secret.keys.map((key) => ({ key, path: key })),
      },
    },
  }));
}

/** Every mount with its volume. The claimed volume has none here: the StatefulSet's template makes it. */
function podVolumes(spec: WorkloadSpec): { mount: Mount; volume?: Volume }[] {
  const files = (spec.files ?? []).map((group) => ({
    mount: { name: group.suffix, mountPath: group.directory, readOnly: true },
    volume: { name: group.suffix, configMap: { name: configMapName(spec, group) } },
  }));
  const secrets = secretVolumes(spec.secrets ?? []);
  const hostPaths = (spec.hostPaths ?? []).map((host) => ({
    mount: {
      name: host.name,
      mountPath: host.mountPath,
      readOnly: host.readOnly,
      ...(host.propagation && { mountPropagation: host.propagation }),
    },
    volume: { name: host.name, hostPath: { path: host.path, type: host.type ?? "Directory" } },
  }));
  const scratch = (spec.scratch ?? []).map((mountPath) => {
    const name = `scratch${mountPath.replaceAll("/", "-")}`;
    return { mount: { name, mountPath }, volume: { name, emptyDir: {} } };
  });
  const data = spec.storage
    ? [{ mount: { name: DATA_VOLUME, mountPath: spec.storage.mountPath } }]
    : [];
  return [...data, ...files, ...secrets, ...hostPaths, ...scratch];
}
