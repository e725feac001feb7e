import { type CacheSize, cacheMegabytes, cachePodMemory } from "../shared/cache-sizes";
import { mimirEndpoints } from "../shared/endpoints";
import { type ImageSettings, imageBeside, ownImage, pinnedTag } from "../shared/images";
import { asValues } from "../shared/kubernetes-values";
import type { Config } from "../shared/merge";
import { podSecurity } from "../shared/pod-security";
import { metricsAnnotations } from "../shared/scrape-annotations";
import { untemplated } from "../shared/template-text";
import { toYaml } from "../shared/yaml";
import { CACHES, type CacheName } from "./caches";
import { alertmanagerFallback, mimirConfig } from "./config";
import { MIMIR_PARTS, type MimirPart } from "./distributed-args";
import type { MimirSpec } from "./mimir-args";
import { gatewayValues, partValues, placeValues } from "./part-values";
import { partKey } from "./parts";
import { autoscalers } from "./scaling";

/** The user that all images come with or take. */
const USER = 10001;

/** Port of the exporter beside each cache. */
const EXPORTER_PORT = 9150;

/** Values of the chart `mimir-distributed`. Pure: equal specs give equal values, and none of them is null. */
export function mimirValues(spec: MimirSpec): Config {
  const parts = (Object.keys(MIMIR_PARTS) as MimirPart[]).filter((part) => part !== "gateway");
  return {
    fullnameOverride: spec.name,
    image: {
      ...imageWithoutRegistry(ownImage(spec)),
      pullSecrets: spec.imagePullSecrets,
    },
    // Its dot keeps search domains out of every name.
    global: { clusterDomain: `${spec.clusterDomain}.` },
    // Ours, see createStoreReleases.
    serviceAccount: { create: false, name: spec.name },
    mimir: {
      // All of the file is ours. The chart's own would have to be taken away key by key, ingest storage first.
      config: "{}",
      structuredConfig: untemplated(mimirConfig(spec)),
    },
    rbac: { podSecurityContext: asValues(podSecurity(USER)) },
    ...Object.fromEntries(parts.map((part) => [partKey(part), partValues(spec, part)])),
    alertmanager: {
      ...partValues(spec, "alertmanager"),
      fallbackConfig: toYaml(alertmanagerFallback()),
    },
    gateway: gateway(spec),
    ...caches(spec),
    // Asks Mimir itself, which has the metrics of its own pods.
    kedaAutoscaling: { prometheusAddress: mimirEndpoints(spec).query },
    extraObjects: autoscalers(spec),
    // What the chart brings along to be tried: keys that everybody knows, and one broker.
    minio: { enabled: false },
    kafka: { enabled: false },
    // One for the whole namespace, and not this chart's.
    rollout_operator: { enabled: false },
  };
}

function gateway(spec: MimirSpec): Config {
  const nginx = imageBeside(spec, "nginx");
  return {
    ...gatewayValues(spec),
    enabled: spec.gateway,
    // The port of the Service that older charts had.
    service: { legacyPort: 0 },
    nginx: {
      image: { registry: nginx.registry, repository: nginx.repository, tag: pinnedTag(nginx) },
      // Requests that went well are not worth a line each.
      verboseLogging: false,
    },
  };
}

function caches(spec: MimirSpec): Config {
  return {
    memcached: { image: imageWithoutRegistry(imageBeside(spec, "memcached")) },
    memcachedExporter: {
      image: imageWithoutRegistry(imageBeside(spec, "memcachedExporter")),
      resources: { requests: { cpu: "20m", memory: "32Mi" }, limits: { memory: "128Mi" } },
    },
    ...Object.fromEntries(
      Object.entries(spec.caches).map(([name, size]) => [
        `${name}-cache`,
        cache(spec, name as CacheName, size),
      ]),
    ),
  };
}

function cache(spec: MimirSpec, name: CacheName, size: CacheSize): Config {
  if (size.replicas === 0) return { enabled: false };
  const memory = cachePodMemory(size);
  return {
    enabled: true,
    replicas: size.replicas,
    allocatedMemory: cacheMegabytes(size),
    maxItemMemory: CACHES[name].itemMegabytes,
    resources: { requests: { cpu: "100m", memory }, limits: { memory } },
    podLabels: spec.labels,
    podAnnotations: { ...metricsAnnotations({ port: EXPORTER_PORT }), ...spec.annotations },
    ...placeValues(spec, `${name}-cache`),
  };
}

function imageWithoutRegistry(image: ImageSettings) {
  const { registry, repository, pullPolicy } = image;
  return { repository: `${registry}/${repository}`, tag: pinnedTag(image), pullPolicy };
}
