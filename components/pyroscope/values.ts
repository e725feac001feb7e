import type { ReleaseSpec } from "../shared/chart-release";
import { PORTS } from "../shared/endpoints";
import { chartImage, ownImage } from "../shared/images";
import { asValues } from "../shared/kubernetes-values";
import { PLATFORM_LABELS } from "../shared/labels";
import { type Config, merge } from "../shared/merge";
import { Autoscaling } from "../shared/part-sizes";
import { partSpread, zoneAffinity } from "../shared/part-spread";
import { resourceRequirements, secretVolumes } from "../shared/pod";
import { POD_ENVIRONMENT } from "../shared/pod-address";
import { containerSecurity, podSecurity } from "../shared/pod-security";
import { metricsAnnotations, profileAnnotations } from "../shared/scrape-annotations";
import { untemplated } from "../shared/template-text";
import { Topology } from "../shared/topology";
import { storageAccess } from "../storage/access";
import { pyroscopeConfig } from "./config";
import { commonFlags, metastoreFlags } from "./flags";
import { PYROSCOPE_PARTS, type PyroscopePart, partName } from "./parts";
import type { PyroscopeSpec } from "./pyroscope-args";

/** The user that the image comes with. */
const USER = 10001;

/** What is installed for a distributed Pyroscope; nothing in other topologies. Pure: equal specs give equal releases. */
export function pyroscopeReleases(spec: PyroscopeSpec): ReleaseSpec[] {
  if (spec.topology !== Topology.Distributed) return [];
  return [
    {
      chart: "pyroscope",
      name: spec.name,
      namespace: spec.namespace,
      values: merge(pyroscopeValues(spec), spec.values),
      charts: spec.charts,
      // Only those of Alloy, which this chart would bring.
      skipCrds: true,
    },
  ];
}

function pyroscopeValues(spec: PyroscopeSpec): Config {
  const { imagePullSecrets } = spec;
  const storage = storageAccess(spec.objectStorage);
  const affinity = zoneAffinity(spec.zones, spec.affinity);
  const port = PORTS.pyroscope.http;
  const volumes = [
    ...secretVolumes(storage.secrets),
    {
      mount: { name: "scratch-tmp", mountPath: "/tmp" },
      volume: { name: "scratch-tmp", emptyDir: {} },
    },
  ];
  return {
    architecture: { microservices: { enabled: true }, storage: { v1: false, v2: true } },
    pyroscope: asValues({
      fullnameOverride: spec.name,
      cluster_domain: `.${spec.clusterDomain}.`,
      structuredConfig: untemplated(pyroscopeConfig(spec)),
      extraArgs: commonFlags(spec),
      image: chartImage(ownImage(spec)),
      imagePullSecrets: imagePullSecrets.map((name) => ({ name })),
      extraLabels: { ...spec.labels, ...storage.podLabels, ...PLATFORM_LABELS },
      podAnnotations: {
        ...metricsAnnotations({ port }),
        ...profileAnnotations({ port }),
        ...spec.annotations,
      },
      podSecurityContext: podSecurity(USER),
      securityContext: containerSecurity(),
      // Nothing asks Kubernetes' API, so there are no rights and no token for it.
      rbac: { create: false },
      // Ours, see createStoreReleases.
      serviceAccount: { create: false, name: spec.name },
      extraEnvVars: variables([...POD_ENVIRONMENT, ...storage.env]),
      extraVolumes: volumes.map(({ volume }) => volume),
      extraVolumeMounts: volumes.map(({ mount }) => mount),
      nodeSelector: { "kubernetes.io/os": "linux", ...spec.nodeSelector },
      tolerations: spec.tolerations,
      ...(affinity && { affinity }),
      components: components(spec),
    }),
    alloy: { enabled: false },
    agent: { enabled: false },
    minio: { enabled: false },
  };
}

/** Environment by name, as the chart takes it. It brings the pod's name itself. */
function variables(env: readonly { name: unknown; value?: unknown; valueFrom?: unknown }[]) {
  const own = env.filter(({ name }) => name !== "POD_NAME");
  return Object.fromEntries(
    own.map(({ name, value, valueFrom }) => [name, valueFrom ? { valueFrom } : value]),
  ) as Record<string, unknown>;
}

function components(spec: PyroscopeSpec): Record<string, unknown> {
  const names = Object.keys(PYROSCOPE_PARTS) as PyroscopePart[];
  return Object.fromEntries(names.map((name) => [partName(name), component(spec, name)]));
}

/** Size and place of one part. */
function component(spec: PyroscopeSpec, name: PyroscopePart) {
  const { replicas, resources, persistence, autoscaling } = spec.components[name];
  const scaled = spec.autoscaling !== Autoscaling.None && autoscaling !== undefined;
  const labels = {
    "app.kubernetes.io/name": "pyroscope",
    "app.kubernetes.io/instance": spec.name,
    "app.kubernetes.io/component": partName(name),
  };
  const storageClass = persistence?.storageClass ?? spec.persistence.storageClass;
  return {
    replicaCount: replicas,
    ...(spec.priorityClassName && { priorityClassName: spec.priorityClassName }),
    resources: resourceRequirements(resources),
    topologySpreadConstraints: partSpread(spec.zones, labels),
    // A single pod's would stand in the way of every drain, and protect nothing.
    podDisruptionBudget: { enabled: (scaled ? autoscaling.min : replicas) > 1, maxUnavailable: 1 },
    ...(scaled && {
      autoscaling: {
        enabled: true,
        minReplicas: autoscaling.min,
        maxReplicas: autoscaling.max,
        targetCPUUtilizationPercentage: autoscaling.targetCpu,
      },
    }),
    ...(name === "metastore" && { extraArgs: metastoreFlags(spec) }),
    // By default the chart loses the index with the pods.
    ...(persistence && {
      persistence: {
        enabled: true,
        size: persistence.size,
        ...(storageClass && { storageClassName: storageClass }),
      },
    }),
  };
}
