import { KAFKA_PASSWORD_VARIABLE, kafkaAccess } from "../kafka/kafka-client";
import { PORTS } from "../shared/endpoints";
import { asValues } from "../shared/kubernetes-values";
import type { StringMap } from "../shared/labels";
import type { Config } from "../shared/merge";
import { partSpread, zoneAffinity } from "../shared/part-spread";
import { resourceRequirements, secretVolumes } from "../shared/pod";
import { POD_ENVIRONMENT } from "../shared/pod-address";
import { metricsAnnotations, profileAnnotations } from "../shared/scrape-annotations";
import { ZONE_LABEL } from "../shared/zones";
import { storageAccess } from "../storage/access";
import { COPIED_PARTS, type MimirPart } from "./distributed-args";
import type { MimirSpec } from "./mimir-args";
import { partLabels, partName } from "./parts";
import { scaling } from "./scaling";

/** Values of one part that runs Mimir itself. */
export function partValues(spec: MimirSpec, part: MimirPart): Config {
  const storage = storageAccess(spec.objectStorage);
  const kafka = spec.kafka ? kafkaAccess(spec.kafka) : { env: [], secrets: [] };
  const volumes = secretVolumes([...storage.secrets, ...kafka.secrets]);
  const port = PORTS.mimir.http;
  return {
    ...sizeValues(spec, part),
    ...asValues({
      podLabels: { ...spec.labels, ...storage.podLabels },
      podAnnotations: {
        ...metricsAnnotations({ port }),
        ...profileAnnotations({ port }),
        ...spec.annotations,
      },
      env: [...POD_ENVIRONMENT, ...storage.env, ...kafka.env],
      extraVolumes: volumes.map(({ volume }) => volume),
      extraVolumeMounts: volumes.map(({ mount }) => mount),
    }),
    ...volumeValues(spec, part),
    ...zoneValues(spec, part),
    ...kafkaPassword(spec),
  };
}

/** As a flag, for in a file that is expanded it would be YAML: a password may begin with a star. */
function kafkaPassword({ kafka }: MimirSpec): Config {
  if (!kafka?.sasl) return {};
  return { extraArgs: { "ingest-storage.kafka.sasl-password": `$(${KAFKA_PASSWORD_VARIABLE})` } };
}

/** The gateway is no Mimir: it has neither metrics nor anything to do with the bucket. */
export function gatewayValues(spec: MimirSpec): Config {
  return {
    ...sizeValues(spec, "gateway"),
    podLabels: spec.labels,
    podAnnotations: spec.annotations,
  };
}

function sizeValues(spec: MimirSpec, part: MimirPart): Config {
  const { replicas, resources } = spec.components[part];
  return {
    replicas,
    resources: asValues(resourceRequirements(resources)),
    ...placeValues(spec, partName(part)),
    ...scaling(spec, part),
  };
}

/** Where the pods of a part or a cache may be, and how many of them may be away at once. */
export function placeValues(spec: MimirSpec, component: string): Config {
  const { zones, affinity, tolerations, priorityClassName } = spec;
  return asValues({
    nodeSelector: nodeSelector(spec),
    affinity: zoneAffinity(zones, affinity) ?? {},
    tolerations,
    topologySpreadConstraints: partSpread(zones, partLabels(spec, component)),
    // A pod that does not work protects nothing, and must not hold up the node's maintenance.
    podDisruptionBudget: { maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" },
    ...(priorityClassName && { priorityClassName }),
  });
}

function nodeSelector(spec: MimirSpec): StringMap {
  return { "kubernetes.io/os": "linux", ...spec.nodeSelector };
}

function volumeValues(spec: MimirSpec, part: MimirPart): Config {
  const { persistence } = spec.components[part];
  if (!persistence) return {};
  const storageClass = persistence.storageClass ?? spec.persistence.storageClass;
  return {
    persistentVolume: {
      enabled: true,
      size: persistence.size,
      ...(storageClass && { storageClass }),
      enableRetentionPolicy: true,
      whenDeleted: spec.persistence.whenDeleted,
      // Fewer pods must never mean lost data.
      whenScaled: "Retain",
    },
  };
}

/** One StatefulSet a zone, which the rollout operator changes one after the other. */
function zoneValues(spec: MimirSpec, part: MimirPart): Config {
  const { zones, affinity } = spec;
  if (!COPIED_PARTS.some((copied) => copied === part)) return {};
  if (zones.length === 0) return { zoneAwareReplication: { enabled: false } };
  const ofZone = (zone: string) => ({
    name: zone,
    nodeSelector: { ...nodeSelector(spec), [ZONE_LABEL]: zone },
    extraAffinity: affinity ?? {},
    storageClass: "",
    noDownscale: false,
    // Nobody: the zone before it in the alphabet leads.
    downscaleLeader: "",
    // The chart has no such step for the Alertmanager.
    prepareDownscale: part !== "alertmanager",
  });
  return { zoneAwareReplication: asValues({ enabled: true, zones: zones.map(ofZone) }) };
}
