import { PORTS } from "../../shared/endpoints";
import { type ImageSettings, ownImage } from "../../shared/images";
import { PLATFORM_LABELS } from "../../shared/labels";
import type { Config, ConfigValue } from "../../shared/merge";
import { mountedSecrets } from "../../shared/mounted-secrets";
import { partSpread, zoneAffinity } from "../../shared/part-spread";
import { profileAnnotations } from "../../shared/scrape-annotations";
import { untemplated } from "../../shared/template-text";
import { goDuration } from "../../shared/units";
import { MAX_EXEMPLARS, QUEUE, externalLabels, scrapeTimeout } from "../config";
import { retentionMegabytes } from "../scraper-args";
import { PROMETHEUS_SECRETS } from "../secret-files";
import type { PrometheusOperatorSpec } from "./operator-args";

/** The label by which Mimir tells replicas of one cluster apart and takes the samples of one. */
export const REPLICA_LABEL = "__replica__";

/** Where the scrape jobs stand: of a Secret the operator reads them. */
export const SCRAPE_JOBS = { suffix: "scrape-jobs", key: "scrape-jobs.yaml" } as const;

/** Labels by which the operator finds the pods of its Prometheus. */
function podSelector({ name }: PrometheusOperatorSpec) {
  return { "app.kubernetes.io/name": "prometheus", "operator.prometheus.io/name": name };
}

/** Prometheus itself, in the words of the operator. Pure. */
export function prometheusSpec(spec: PrometheusOperatorSpec): Config {
  const { tolerations, priorityClassName, replicas, zones } = spec;
  const affinity = zoneAffinity(zones, spec.affinity);
  return {
    image: { ...prometheusImage(ownImage(spec)), pullPolicy: spec.image.pullPolicy },
    replicas,
    ...untemplated(identity(spec)),
    scrapeInterval: goDuration(spec.scrapeInterval),
    evaluationInterval: goDuration(spec.scrapeInterval),
    scrapeTimeout: scrapeTimeout(spec),
    scrapeNativeHistograms: true,
    // Without it the classic buckets, which most dashboards read, vanish where native ones exist.
    scrapeClassicHistograms: true,
    enableFeatures: ["exemplar-storage"],
    exemplars: { maxSize: MAX_EXEMPLARS },
    retention: goDuration(spec.retention),
    retentionSize: `${retentionMegabytes(spec)}MB`,
    enableRemoteWriteReceiver: spec.remoteWriteReceiver,
    ...(spec.remoteWriteUrl && { remoteWrite: [remoteWrite(spec.remoteWriteUrl)] }),
    ...(spec.alertmanagerUrl && {
      additionalAlertManagerConfigs: [alertmanager(spec.alertmanagerUrl)],
    }),
    ...everybodys(),
    additionalScrapeConfigsSecret: {
      enabled: true,
      name: `${spec.name}-${SCRAPE_JOBS.suffix}`,
      key: SCRAPE_JOBS.key,
    },
    ...secretVolumes(spec),
    storageSpec: storage(spec),
    persistentVolumeClaimRetentionPolicy: {
      whenDeleted: spec.persistence.whenDeleted,
      whenScaled: "Retain",
    },
    resources: resources(spec),
    podMetadata: untemplated({
      labels: { ...spec.labels, ...PLATFORM_LABELS },
      // No annotations of metrics: a monitor of the chart has this Prometheus, as its rules ask for it.
      annotations: { ...profileAnnotations({ port: PORTS.prometheus.http }), ...spec.annotations },
    }),
    // Long enough to flush the remote-write queue and close the head block.
    terminationGracePeriodSeconds: 300,
    enableServiceLinks: false,
    logFormat: "json",
    nodeSelector: { "kubernetes.io/os": "linux", ...spec.nodeSelector },
    ...(tolerations.length > 0 && { tolerations: tolerations as ConfigValue[] }),
    ...(priorityClassName && { priorityClassName }),
    // The constraints below keep them apart.
    podAntiAffinity: "",
    ...(affinity && { affinity: affinity as Config }),
    ...(replicas > 1 && {
      topologySpreadConstraints: partSpread(zones, podSelector(spec)) as unknown as ConfigValue[],
    }),
  };
}

/** What every sample carries that leaves this server. Of several replicas Mimir must know which is which. */
function identity(spec: PrometheusOperatorSpec): Config {
  return {
    externalLabels: externalLabels(spec),
    prometheusExternalLabelNameClear: true,
    ...(spec.replicas > 1
      ? { replicaExternalLabelName: REPLICA_LABEL }
      : { replicaExternalLabelNameClear: true }),
  };
}

function remoteWrite(url: string): Config {
  return {
    name: "long-term",
    url,
    sendExemplars: true,
    sendNativeHistograms: true,
    queueConfig: {
      capacity: QUEUE.capacity,
      maxSamplesPerSend: QUEUE.samplesPerSend,
      maxShards: QUEUE.maxShards,
      minBackoff: QUEUE.minBackoff,
      maxBackoff: QUEUE.maxBackoff,
    },
  };
}

function alertmanager(address: string): Config {
  const { protocol, host, pathname } = new URL(address);
  return {
    scheme: protocol.replace(":", ""),
    path_prefix: pathname,
    api_version: "v2",
    static_configs: [{ targets: [host] }],
  };
}

/** Monitors and rules of the whole cluster count, and not only those of this release. */
function everybodys(): Config {
  return {
    serviceMonitorSelectorNilUsesHelmValues: false,
    podMonitorSelectorNilUsesHelmValues: false,
    probeSelectorNilUsesHelmValues: false,
    scrapeConfigSelectorNilUsesHelmValues: false,
    ruleSelectorNilUsesHelmValues: false,
  };
}

/** The same files as without the operator, so that the same scrape jobs read them. */
function secretVolumes({ secrets }: PrometheusOperatorSpec): Config {
  const mounted = mountedSecrets(PROMETHEUS_SECRETS, secrets);
  if (mounted.length === 0) return {};
  return {
    volumes: mounted.map(({ secret, keys }, i) => ({
      name: `lgtm-secret-${i}`,
      secret: { secretName: secret, items: keys.map((key) => ({ key, path: key })) },
    })),
    volumeMounts: mounted.map(({ directory }, i) => ({
      name: `lgtm-secret-${i}`,
      mountPath: directory,
      readOnly: true,
    })),
  };
}

function storage({ persistence }: PrometheusOperatorSpec): Config {
  const { size, storageClass } = persistence;
  return {
    volumeClaimTemplate: {
      spec: {
        accessModes: ["ReadWriteOnce"],
        ...(storageClass && { storageClassName: storageClass }),
        resources: { requests: { storage: size } },
      },
    },
  };
}

function resources({ resources: given }: PrometheusOperatorSpec): Config {
  const { cpu, memory, cpuLimit, memoryLimit } = given;
  return {
    requests: { cpu, memory },
    limits: { memory: memoryLimit, ...(cpuLimit && { cpu: cpuLimit }) },
  };
}

/** An image in the words of this chart, which has digests without the name of their algorithm. */
export function prometheusImage({ registry, repository, tag, digest }: ImageSettings): Config {
  const sha = digest?.split(":")[1];
  return { registry, repository, tag, ...(sha && { sha }) };
}
