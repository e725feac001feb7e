import { isMap } from "../../../components/shared/merge";
import type { ChartName } from "../../../components/versions";
import { chartOfRelease } from "../../charts/settings";
import type { RenderedRelease } from "../../render/render";
import { mapsAt, textAt, valueAt } from "./lookup";
import {
  type PodCount,
  type PodGroup,
  type PodVolume,
  autoscalerOf,
  limitsOf,
  requestsOf,
  retention,
} from "./pods";
import { amount } from "./quantities";

type Values = Record<string, unknown>;

/** Values of a container that runs in pods which other values make: in those whose key fits. */
const SIDECARS: Readonly<Record<string, RegExp>> = {
  memcachedExporter: /cache$/i,
  prometheusConfigReloader: /^prometheusSpec$/,
};

/** What charts that make one group of pods call it, where not by the name of the release. */
const SINGLE_NAMES: Partial<Record<ChartName, string>> = {
  "strimzi-kafka-operator": "strimzi-cluster-operator",
};

/** Pods that the charts call otherwise than their values. */
const OTHER_NAMES: Readonly<Record<string, (release: string) => string>> = {
  prometheusSpec: (release) => release,
  prometheusOperator: (release) => `${release}-operator`,
};

/**
 * The pods that a chart makes of its values. Ours give every part of a chart its size, so they can be read without
 * the chart: whatever has `resources` is a group of pods.
 */
export function podsOfRelease(release: RenderedRelease): PodGroup[] {
  const { name, values } = release;
  if (!isMap(values)) return [];
  const fullName = SINGLE_NAMES[chartOfRelease(release)] ?? fullNameIn(values) ?? name;
  const all = sized(values, []);
  const autoscalers = mapsAt(values, "extraObjects");
  return all
    .filter(({ key }) => SIDECARS[key] === undefined)
    .map((found) => {
      const podName = groupName(found.key, fullName);
      return podGroup(podName, found, sidecarsOf(found, all), autoscalers);
    })
    .filter(({ count }) => count.most > 0);
}

/** What the objects of a release are called, or begin with. */
export function fullNameIn(values: Values): string | undefined {
  const inside = Object.values(values).map((value) => textAt(value, "fullnameOverride"));
  return textAt(values, "fullnameOverride") ?? inside.find((name) => name !== undefined);
}

interface Sized {
  /** The last key of its path; empty where the whole chart is one group. */
  key: string;
  values: Values;
}

/** Every map that has a size. What is switched off has no pods. */
function sized(value: unknown, path: readonly string[]): Sized[] {
  if (!isMap(value) || value.enabled === false) return [];
  const inside = Object.entries(value).flatMap(([key, inner]) => sized(inner, [...path, key]));
  const requests = valueAt(value, "resources", "requests");
  // A volume claim asks for storage alone.
  if (textAt(requests, "cpu") === undefined && textAt(requests, "memory") === undefined) {
    return inside;
  }
  return [{ key: path.at(-1) ?? "", values: value }, ...inside];
}

function sidecarsOf({ key }: Sized, all: readonly Sized[]): Sized[] {
  return all.filter((other) => SIDECARS[other.key]?.test(key));
}

function podGroup(
  name: string,
  { values }: Sized,
  sidecars: readonly Sized[],
  autoscalers: readonly unknown[],
): PodGroup {
  const resources = [values, ...sidecars.map((found) => found.values)].map((v) => v.resources);
  const volume = volumeOf(values);
  return {
    name,
    kind: "chart",
    count: countOf(values, autoscalerOf(name, autoscalers)),
    requests: requestsOf(resources),
    limits: limitsOf(resources),
    volumes: volume ? [volume] : [],
  };
}

function groupName(key: string, release: string): string {
  const other = OTHER_NAMES[key];
  if (other) return other(release);
  const part = key
    .replaceAll("_", "-")
    .replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return part === "" ? release : `${release}-${part}`;
}

/** An autoscaler counts, and not the number beside it; where nothing is said, charts make one. */
function countOf(values: Values, autoscaler: PodCount | undefined): PodCount {
  if (autoscaler) return autoscaler;
  for (const key of ["autoscaling", "kedaAutoscaling"]) {
    const bounds = values[key];
    if (valueAt(bounds, "enabled") !== true) continue;
    const least = amount(textAt(bounds, "minReplicas") ?? textAt(bounds, "minReplicaCount"));
    const most = amount(textAt(bounds, "maxReplicas") ?? textAt(bounds, "maxReplicaCount"));
    return { least, most: Math.max(least, most) };
  }
  const replicas = amount(textAt(values, "replicas") ?? textAt(values, "replicaCount") ?? "1");
  return { least: replicas, most: replicas };
}

function volumeOf(values: Values): PodVolume | undefined {
  const kept = values.persistence ?? values.persistentVolume ?? seaweedFsVolume(values);
  const claim = mapsAt(kept, "claims")[0] ?? kept ?? operatorVolume(values);
  const size = textAt(claim, "size");
  if (size === undefined || valueAt(kept, "enabled") === false) return undefined;
  const storageClass = textAt(claim, "storageClass") ?? textAt(claim, "storageClassName");
  const policy = kept ?? values.persistentVolumeClaimRetentionPolicy;
  return {
    // As the charts have it that call the whole thing so.
    name: textAt(claim, "name") ?? (values.persistentVolume !== undefined ? "storage" : "data"),
    size,
    ...(storageClass && { storageClass }),
    whenDeleted: retention(textAt(policy, "whenDeleted")),
  };
}

/** The operator of Prometheus takes a whole claim. */
function operatorVolume(values: Values): Values | undefined {
  const spec = valueAt(values, "storageSpec", "volumeClaimTemplate", "spec");
  if (spec === undefined) return undefined;
  const size = textAt(spec, "resources", "requests", "storage");
  return { size, storageClassName: textAt(spec, "storageClassName") };
}

/** Of the one chart whose volume is an object of its own, which goes with the release unless Helm is told to keep it. */
function seaweedFsVolume({ data }: Values): Values | undefined {
  if (!isMap(data) || data.type !== "persistentVolumeClaim") return undefined;
  const isKept = textAt(data, "annotations", "helm.sh/resource-policy") === "keep";
  return { ...data, whenDeleted: isKept ? "Retain" : "Delete" };
}
