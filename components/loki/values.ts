import { cacheMegabytes, cachePodMemory, type CacheSize } from "../shared/cache-sizes";
import type { ReleaseSpec } from "../shared/chart-release";
import { PORTS, serviceHost } from "../shared/endpoints";
import { chartImage, imageBeside, ownImage } from "../shared/images";
import { asValues } from "../shared/kubernetes-values";
import { PLATFORM_LABELS } from "../shared/labels";
import { type Config, merge } from "../shared/merge";
import { LARGEST_MESSAGE } from "../shared/message-size";
import { secretVolumes } from "../shared/pod";
import { POD_ENVIRONMENT } from "../shared/pod-address";
import { metricsAnnotations, profileAnnotations } from "../shared/scrape-annotations";
import { untemplated } from "../shared/template-text";
import { CHART_TOPOLOGIES, Topology } from "../shared/topology";
import { storageAccess } from "../storage/access";
import { bucketOf } from "../shared/store";
import { thanosBackend } from "../storage/thanos";
import { lokiConfig } from "./config";
import type { LokiSpec } from "./loki-args";
import { part, placed } from "./part-values";
import { LOKI_PARTS, type LokiPart, partsOf } from "./parts";

/** What is installed where a chart makes the pods, and nothing elsewhere. Pure: equal specs give equal releases. */
export function lokiReleases(spec: LokiSpec): ReleaseSpec[] {
  if (!CHART_TOPOLOGIES.includes(spec.topology)) return [];
  return [
    {
      chart: "loki",
      name: spec.name,
      namespace: spec.namespace,
      values: merge(lokiValues(spec), spec.values),
      charts: spec.charts,
      // Only those of the rollout operator, which is not this chart's to bring.
      skipCrds: true,
    },
  ];
}

function lokiValues(spec: LokiSpec): Config {
  const isDistributed = spec.topology === Topology.Distributed;
  const parts = partsOf(spec.topology).filter((name) => name !== "gateway");
  return {
    fullnameOverride: spec.name,
    // The chart names the ConfigMaps by this one, whatever `fullnameOverride` says.
    nameOverride: spec.name,
    deploymentMode: isDistributed ? "Distributed" : "SimpleScalable",
    global: { clusterDomain: spec.clusterDomain },
    commonLabels: spec.labels,
    imagePullSecrets: spec.imagePullSecrets.map((name) => ({ name })),
    loki: loki(spec),
    defaults: everyPod(spec),
    // Ours, see createStoreReleases.
    serviceAccount: { create: false, name: spec.name },
    // Members find each other before they are ready.
    memberlist: { service: { publishNotReadyAddresses: true } },
    ...Object.fromEntries(unused(spec.topology).map((name) => [name, { replicas: 0 }])),
    ...Object.fromEntries(parts.map((name) => [name, part(spec, name)])),
    singleBinary: { replicas: 0 },
    gateway: gateway(spec),
    ...caches(spec),
    lokiCanary: canary(spec),
    // A hook, run by hand, whose image has no fixed version.
    test: { enabled: false },
    // Rights in the namespace alone; without the sidecar there are none at all.
    rbac: { namespaced: true },
    // Would read every ConfigMap and Secret of the cluster; rules come through the API.
    sidecar: { rules: { enabled: false } },
    minio: { enabled: false },
    // One for the whole namespace, and not this chart's.
    rollout_operator: { enabled: false },
  };
}

/** Parts that the chart would run in another mode. */
function unused(topology: Topology): LokiPart[] {
  const used = partsOf(topology);
  const all = Object.keys(LOKI_PARTS) as LokiPart[];
  return all.filter((name) => !used.includes(name));
}

/** Loki itself: its image and its configuration. */
function loki(spec: LokiSpec): Config {
  const bucket = bucketOf(spec);
  return {
    image: chartImage(ownImage(spec)),
    // All of the file is ours: what the chart would write beside it would hold in this topology alone.
    config: "{}",
    structuredConfig: untemplated(lokiConfig(spec)),
    // Tells the chart no more than that there is a bucket, and the proxy that there is one tenant.
    ...(bucket && { storage: { type: thanosBackend(bucket) } }),
    auth_enabled: false,
    // The default of one second fails a healthy but busy program.
    livenessProbe: { timeoutSeconds: 5 },
    readinessProbe: { timeoutSeconds: 5 },
  };
}

/** What every pod of Loki itself has; proxy, caches and canary have not. */
function everyPod(spec: LokiSpec): Config {
  const access = storageAccess(spec.objectStorage);
  const secrets = secretVolumes(access.secrets);
  const port = PORTS.loki.http;
  return asValues({
    ...(spec.priorityClassName && { priorityClassName: spec.priorityClassName }),
    annotations: spec.annotations,
    // The chart puts these on the controllers only. On a pod this label means that it takes part in gossip.
    labels: PLATFORM_LABELS,
    podAnnotations: {
      ...metricsAnnotations({ port }),
      ...profileAnnotations({ port }),
      ...spec.annotations,
    },
    podLabels: access.podLabels,
    ...nodes(spec),
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    // The chart itself gives them their address.
    extraEnv: [...POD_ENVIRONMENT.filter(({ name }) => name !== "POD_IP"), ...access.env],
    extraVolumes: secrets.map(({ volume }) => volume),
    extraVolumeMounts: secrets.map(({ mount }) => mount),
  });
}

function nodes({ nodeSelector, tolerations }: LokiSpec): Config {
  return asValues({ nodeSelector: { "kubernetes.io/os": "linux", ...nodeSelector }, tolerations });
}

/** The proxy that knows which part answers what. */
function gateway(spec: LokiSpec): Config {
  if (!spec.gateway) return { enabled: false };
  return {
    ...part(spec, "gateway"),
    enabled: true,
    image: chartImage(imageBeside(spec, "nginx")),
    podLabels: spec.labels,
    podAnnotations: asValues(spec.annotations),
    ...nodes(spec),
    ...(spec.priorityClassName && { priorityClassName: spec.priorityClassName }),
    // By default it tells every request, healthy ones too.
    verboseLogging: false,
    metrics: { enabled: false },
    nginxConfig: {
      // As much as Loki itself takes; by default 4 MB.
      clientMaxBodySize: `${LARGEST_MESSAGE / 2 ** 20}M`,
    },
  };
}

function caches(spec: LokiSpec): Config {
  const { chunks, results } = spec.caches;
  return {
    memcached: { image: chartImage(imageBeside(spec, "memcached")) },
    memcachedExporter: {
      image: chartImage(imageBeside(spec, "memcachedExporter")),
      resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "64Mi" } },
    },
    chunksCache: cache(spec, chunks, "chunks-cache"),
    resultsCache: cache(spec, results, "results-cache"),
  };
}

function cache(spec: LokiSpec, size: CacheSize, component: string): Config {
  if (size.replicas === 0) return { enabled: false };
  const memory = cachePodMemory(size);
  return asValues({
    replicas: size.replicas,
    allocatedMemory: cacheMegabytes(size),
    resources: { requests: { cpu: "100m", memory }, limits: { memory } },
    annotations: spec.annotations,
    podLabels: spec.labels,
    podAnnotations: { ...metricsAnnotations({ port: EXPORTER_PORT }), ...spec.annotations },
    podDisruptionBudget: { maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" },
    ...nodes(spec),
    ...(spec.priorityClassName && { priorityClassName: spec.priorityClassName }),
    ...placed(spec, `memcached-${component}`),
  });
}

/** Where memcached's metrics are. */
const EXPORTER_PORT = 9150;

/** Where the canary's metrics are. */
const CANARY_PORT = 3500;

function canary(spec: LokiSpec): Config {
  if (!spec.canary) return { enabled: false };
  return asValues({
    // One, and not one a node: it looks whether Loki keeps what it takes, and not whether nodes work.
    kind: "Deployment",
    replicas: 1,
    image: chartImage(imageBeside(spec, "lokiCanary")),
    lokiurl: `${serviceHost({ ...spec, name: `${spec.name}-gateway` })}:80`,
    resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "128Mi" } },
    podLabels: spec.labels,
    podAnnotations: { ...metricsAnnotations({ port: CANARY_PORT }), ...spec.annotations },
    ...nodes(spec),
    ...(spec.priorityClassName && { priorityClassName: spec.priorityClassName }),
  });
}
