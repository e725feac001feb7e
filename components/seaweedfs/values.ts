import { toYaml } from "../shared/yaml";
import { type Config, merge } from "../shared/merge";
import { containerSecurity, podSecurity } from "../shared/pod-security";
import { PORTS } from "../shared/endpoints";
import { ownImage, pinnedTag } from "../shared/images";
import { type Identity, PLATFORM_LABELS, selectorLabels } from "../shared/labels";
import { metricsAnnotations } from "../shared/scrape-annotations";
import { ReclaimPolicy } from "../shared/workload-args";
import type { SeaweedFsSpec } from "./seaweedfs-args";

/** The user of its files; the image would run as root. */
export const SEAWEEDFS_USER = 1000;

/** The Job that makes the buckets. */
export function bucketsIdentity({ name, instance }: SeaweedFsSpec): Identity {
  return { name: `${name}-buckets`, instance };
}

/** Where its log files and sockets go. */
const SCRATCH = "tmp";

/** Values of chart `seaweedfs`: everything in one process. Pure: equal specs give equal values. */
export function seaweedFsValues(spec: SeaweedFsSpec): Config {
  const { name, image, persistence } = spec;
  const values: Config = {
    fullnameOverride: name,
    global: {
      imageRegistry: image.registry,
      ...(spec.imagePullSecrets.length > 0 && { imagePullSecrets: spec.imagePullSecrets }),
      seaweedfs: {
        image: { name: image.repository },
        imagePullPolicy: image.pullPolicy,
        serviceAccountName: name,
        automountServiceAccountToken: false,
        // A right to all pods of the cluster, for moves from versions that we never had.
        createClusterRole: false,
      },
    },
    image: { tag: pinnedTag(ownImage(spec)) },
    // Each bucket takes seven volumes at once: of the default size they would not fit on a small disk.
    master: { enabled: false, volumeSizeLimitMB: 128 },
    volume: { enabled: false },
    filer: { enabled: false },
    s3: { enabled: false },
    networkPolicy: networkPolicy(spec),
    allInOne: {
      enabled: true,
      serviceAccountName: name,
      s3: { enabled: true, enableAuth: true, existingConfigSecret: name },
      metricsPort: PORTS.seaweedfs.metrics,
      data: {
        type: "persistentVolumeClaim",
        size: persistence.size,
        ...(persistence.storageClass && { storageClass: persistence.storageClass }),
        // The chart would take the volume along when the release goes.
        ...(persistence.whenDeleted === ReclaimPolicy.Retain && {
          annotations: { "helm.sh/resource-policy": "keep" },
        }),
      },
      resources: {
        requests: { cpu: spec.resources.cpu, memory: spec.resources.memory },
        limits: {
          memory: spec.resources.memoryLimit,
          // The chart has one of its own.
          cpu: spec.resources.cpuLimit ?? null,
        },
      },
      podSecurityContext: { enabled: true, ...(podSecurity(SEAWEEDFS_USER) as Config) },
      containerSecurityContext: { enabled: true, ...(containerSecurity() as Config) },
      podLabels: { ...spec.labels, ...PLATFORM_LABELS },
      podAnnotations: {
        ...metricsAnnotations({ port: PORTS.seaweedfs.metrics }),
        ...spec.annotations,
      },
      ...placement(spec),
      extraVolumes: toYaml([{ name: SCRATCH, emptyDir: {} }]),
      extraVolumeMounts: toYaml([{ name: SCRATCH, mountPath: "/tmp" }]),
    },
  };
  return merge(values, spec.values);
}

/** Only S3 asks for keys: whoever reaches the other ports can read and write everything. */
function networkPolicy(spec: SeaweedFsSpec): Config {
  const { s3, metrics, ...inside } = PORTS.seaweedfs;
  // Beside each of its own ports SeaweedFS has one for gRPC.
  const control = Object.values(inside).flatMap((port) => [port, port + 10000]);
  return {
    enabled: true,
    extraIngress: [
      { ports: tcp([s3, metrics]) },
      {
        from: [{ podSelector: { matchLabels: selectorLabels(bucketsIdentity(spec)) } }],
        ports: tcp(control),
      },
    ],
  };
}

function tcp(ports: readonly number[]): Config[] {
  return ports.map((port) => ({ protocol: "TCP", port }));
}

/** The chart takes these as texts of YAML. */
function placement(spec: SeaweedFsSpec): Config {
  return {
    // By default none may stand beside itself, which a single pod never does.
    affinity: spec.affinity ? toYaml(spec.affinity) : "",
    nodeSelector: toYaml({ "kubernetes.io/os": "linux", ...spec.nodeSelector }),
    ...(spec.tolerations.length > 0 && {
      tolerations: toYaml(spec.tolerations),
    }),
    ...(spec.priorityClassName && { priorityClassName: spec.priorityClassName }),
  };
}
