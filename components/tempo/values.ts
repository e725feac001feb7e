import { kafkaAccess } from "../kafka/kafka-client";
import { cacheMegabytes, cachePodMemory } from "../shared/cache-sizes";
import type { ReleaseSpec } from "../shared/chart-release";
import { PORTS } from "../shared/endpoints";
import { chartImage, imageBeside, ownImage } from "../shared/images";
import { asValues } from "../shared/kubernetes-values";
import { type Config, merge } from "../shared/merge";
import { partSpread, zoneAffinity } from "../shared/part-spread";
import { resourceRequirements, secretVolumes } from "../shared/pod";
import { POD_ENVIRONMENT } from "../shared/pod-address";
import { containerSecurity, podSecurity } from "../shared/pod-security";
import { metricsAnnotations, profileAnnotations } from "../shared/scrape-annotations";
import { untemplated } from "../shared/template-text";
import { Topology } from "../shared/topology";
import { toYaml } from "../shared/yaml";
import { storageAccess } from "../storage/access";
import { tempoConfig } from "./config";
import { SHUTDOWN_DELAY, kafkaFlags } from "./distributed-config";
import { type TempoPart, partName } from "./parts";
import { budgetOf, podLabels, scaled, scaledWithoutNumber } from "./scaling";
import type { TempoSpec } from "./tempo-args";

/** The user that both images come with or take. */
const USER = 10001;

/** What is installed for a distributed Tempo; nothing in other topologies. Pure: equal specs give equal releases. */
export function tempoReleases(spec: TempoSpec): ReleaseSpec[] {
  if (spec.topology !== Topology.Distributed) return [];
  return [
    {
      chart: "tempo-distributed",
      name: spec.name,
      namespace: spec.namespace,
      values: merge(tempoValues(spec), spec.values),
      charts: spec.charts,
      // Only those of the rollout operator, which is not this chart's to bring.
      skipCrds: true,
    },
  ];
}

function tempoValues(spec: TempoSpec): Config {
  const { labels, imagePullSecrets, priorityClassName, remoteWriteUrl } = spec;
  return {
    fullnameOverride: spec.name,
    global: {
      image: { pullSecrets: imagePullSecrets },
      clusterDomain: spec.clusterDomain,
      commonLabels: labels,
      ...(priorityClassName && { priorityClassName }),
    },
    // All of the file is ours: what the chart would write beside it would hold in this topology alone.
    config: "{}",
    tempo: {
      structuredConfig: untemplated(tempoConfig(spec)),
      image: chartImage(ownImage(spec)),
      podSecurityContext: asValues(podSecurity(USER)),
      securityContext: asValues({ ...containerSecurity(), runAsUser: USER, runAsGroup: USER }),
      podLabels: storageAccess(spec.objectStorage).podLabels,
      // By default it asks whether the part is ready, and kills a live store that still reads what it missed.
      livenessProbe: { httpGet: { path: "/status/version" }, failureThreshold: 6 },
      readinessProbe: { initialDelaySeconds: 5, timeoutSeconds: 5 },
    },
    defaults: everyPod(spec),
    // Ours, see createStoreReleases.
    serviceAccount: { create: false, name: spec.name },
    // Opens the ports. What is received there says the configuration.
    traces: {
      otlp: { grpc: { enabled: true }, http: { enabled: true } },
      jaeger: {
        grpc: { enabled: true },
        thriftHttp: { enabled: true },
        thriftCompact: { enabled: true },
      },
      zipkin: { enabled: true },
    },
    // The chart asks for it, although its own configuration is not used.
    ingest: { kafka: { address: spec.kafka?.address } },
    distributor: {
      ...part(spec, "distributor"),
      ...scaled(spec, "distributor"),
      shutdownDelay: `${SHUTDOWN_DELAY}s`,
      // After the delay, half a minute for what it has already taken.
      terminationGracePeriodSeconds: SHUTDOWN_DELAY + 50,
    },
    blockBuilder: part(spec, "blockBuilder"),
    liveStore: part(spec, "liveStore"),
    querier: { ...part(spec, "querier"), ...scaledWithoutNumber(spec, "querier") },
    queryFrontend: {
      ...part(spec, "queryFrontend"),
      ...scaledWithoutNumber(spec, "queryFrontend"),
    },
    backendScheduler: part(spec, "backendScheduler"),
    backendWorker: backendWorker(spec),
    metricsGenerator: {
      ...part(spec, "metricsGenerator"),
      enabled: remoteWriteUrl !== undefined,
      // Pods that keep their names write the same series after a restart, and get the same partitions again.
      kind: "StatefulSet",
    },
    ...memcached(spec),
    extraObjects: [...budgetOf(spec, "querier"), ...budgetOf(spec, "queryFrontend")],
    // One for the whole namespace, and not this chart's.
    rollout_operator: { enabled: false },
  };
}

/** What every pod of Tempo itself has; memcached has not. */
function everyPod(spec: TempoSpec): Config {
  const storage = storageAccess(spec.objectStorage);
  const kafka = spec.kafka ? kafkaAccess(spec.kafka).env : [];
  const { nodeSelector, tolerations } = spec;
  const secrets = secretVolumes(storage.secrets);
  const port = PORTS.tempo.http;
  return asValues({
    podAnnotations: {
      ...metricsAnnotations({ port }),
      ...profileAnnotations({ port }),
      ...spec.annotations,
    },
    nodeSelector: { "kubernetes.io/os": "linux", ...nodeSelector },
    tolerations,
    extraArgs: ["-config.expand-env=true", ...kafkaFlags(spec)],
    extraEnv: [...POD_ENVIRONMENT, ...storage.env, ...kafka],
    extraVolumes: secrets.map(({ volume }) => volume),
    extraVolumeMounts: secrets.map(({ mount }) => mount),
  });
}

/** Size and place of one part. */
function part(spec: TempoSpec, name: TempoPart): Config {
  const { replicas, resources } = spec.components[name];
  return {
    // The chart gives the scheduler one pod and no number.
    ...(name !== "backendScheduler" && { replicas }),
    resources: asValues(resourceRequirements(resources)),
    ...placed(spec, partName(name)),
    ...(name !== "backendScheduler" && name !== "backendWorker" && lenientBudget()),
  };
}

/** A pod that does not work protects nothing, and must not hold up the node's maintenance. */
function lenientBudget(): Config {
  return { podDisruptionBudget: { unhealthyPodEvictionPolicy: "AlwaysAllow" } };
}

/** Spread and affinity, which the chart takes as the text of YAML and by default demands a node of its own for each pod. */
function placed(spec: TempoSpec, component: string): Config {
  const affinity = zoneAffinity(spec.zones, spec.affinity);
  return untemplated({
    topologySpreadConstraints: toYaml(partSpread(spec.zones, podLabels(spec, component))),
    affinity: affinity === undefined ? "" : toYaml(affinity),
  });
}

/** The one part whose autoscaling has two kinds. */
function backendWorker(spec: TempoSpec): Config {
  const { autoscaling, ...rest } = merge(
    part(spec, "backendWorker"),
    scaled(spec, "backendWorker"),
  );
  const { targetCPUUtilizationPercentage, ...bounds } = (autoscaling ?? {}) as Config;
  return {
    ...rest,
    // Time for the job at hand.
    terminationGracePeriodSeconds: 60,
    // With more than one worker the chart does not render without these two, which its defaults lack.
    podDisruptionBudget: { enabled: true },
    maxUnavailable: 1,
    ...(autoscaling && {
      autoscaling: { ...bounds, hpa: { enabled: true, targetCPUUtilizationPercentage } },
    }),
  };
}

function memcached(spec: TempoSpec): Config {
  const { cache, nodeSelector, tolerations, imagePullSecrets } = spec;
  const memory = cachePodMemory(cache);
  return asValues({
    memcached: {
      enabled: cache.replicas > 0,
      image: chartImage(imageBeside(spec, "memcached")),
      replicas: cache.replicas,
      // Its own default is 64 MB, of items of at most one.
      extraArgs: ["-m", String(cacheMegabytes(cache)), "-I", "5m", "-c", "16384"],
      resources: { requests: { cpu: "100m", memory }, limits: { memory } },
      podAnnotations: spec.annotations,
      nodeSelector: { "kubernetes.io/os": "linux", ...nodeSelector },
      tolerations,
      ...placed(spec, "memcached"),
      ...lenientBudget(),
    },
    memcachedExporter: { enabled: false, image: { pullSecrets: imagePullSecrets } },
  });
}
