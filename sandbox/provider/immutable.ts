import { quantityValue } from "../../components/shared/units";
import { type JsonObject, objectAt, sameJson, stringAt, valueAt } from "./json";
import type { ObjectKind } from "./urn";

type Path = readonly string[];

/** What an API server refuses to change, kind by kind (k8s.io/kubernetes v1.36, pkg/apis/<group>/validation). */
const FIELDS: Readonly<Record<string, readonly Path[]>> = {
  "apps/Deployment": [["spec", "selector"]],
  "apps/DaemonSet": [["spec", "selector"]],
  "apps/ReplicaSet": [["spec", "selector"]],
  "batch/Job": [
    ["spec", "template"],
    ["spec", "selector"],
    ["spec", "completions"],
    ["spec", "completionMode"],
    ["spec", "podFailurePolicy"],
    ["spec", "backoffLimitPerIndex"],
  ],
  "/Service": [
    ["spec", "clusterIP"],
    ["spec", "clusterIPs"],
  ],
  "/Secret": [["type"]],
  "storage.k8s.io/StorageClass": [
    ["provisioner"],
    ["parameters"],
    ["reclaimPolicy"],
    ["volumeBindingMode"],
  ],
  "rbac.authorization.k8s.io/RoleBinding": [["roleRef"]],
  "rbac.authorization.k8s.io/ClusterRoleBinding": [["roleRef"]],
  "scheduling.k8s.io/PriorityClass": [["value"], ["preemptionPolicy"]],
  "networking.k8s.io/IngressClass": [["spec", "controller"]],
  "node.k8s.io/RuntimeClass": [["handler"]],
  "apiextensions.k8s.io/CustomResourceDefinition": [
    ["spec", "group"],
    ["spec", "scope"],
    ["spec", "names", "kind"],
    ["spec", "names", "plural"],
  ],
};

/** Kinds whose spec is immutable but for a few keys. */
const SPEC_EXCEPT: Readonly<Record<string, ReadonlySet<string>>> = {
  "apps/StatefulSet": new Set([
    "template",
    "replicas",
    "updateStrategy",
    "minReadySeconds",
    "persistentVolumeClaimRetentionPolicy",
    "ordinals",
    "revisionHistoryLimit",
  ]),
  "/PersistentVolumeClaim": new Set(["resources", "volumeAttributesClassName"]),
  "/Pod": new Set(["containers", "initContainers", "activeDeadlineSeconds", "tolerations"]),
};

const EVERYWHERE: readonly Path[] = [["kind"], ["metadata", "name"], ["metadata", "namespace"]];

/** The paths at which the new inputs ask for what cannot be changed in place. */
export function immutableChanges(
  kind: ObjectKind,
  olds: JsonObject,
  news: JsonObject,
  live: JsonObject,
): string[][] {
  const key = `${groupOf(kind.apiVersion)}/${kind.kind}`;
  const paths = [...EVERYWHERE, ...(FIELDS[key] ?? []), ...specPaths(key, olds, news)];
  const changed = paths.filter((path) => {
    const wanted = valueAt(news, ...path);
    if (sameJson(valueAt(olds, ...path), wanted)) return false;
    // Writing out what the server had chosen is no change, although the inputs differ.
    return wanted === undefined || !sameJson(valueAt(live, ...path), wanted);
  });
  return [...changed, ...frozenData(key, olds, news), ...shrunkClaim(key, olds, news)].map((p) => [
    ...p,
  ]);
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

function specPaths(key: string, olds: JsonObject, news: JsonObject): Path[] {
  const mutable = SPEC_EXCEPT[key];
  if (mutable === undefined) return [];
  const keys = new Set([
    ...Object.keys(objectAt(olds, "spec")),
    ...Object.keys(objectAt(news, "spec")),
  ]);
  return [...keys].filter((name) => !mutable.has(name)).map((name) => ["spec", name]);
}

/** `immutable: true` freezes what a ConfigMap or Secret holds, not its labels. */
function frozenData(key: string, olds: JsonObject, news: JsonObject): Path[] {
  if (key !== "/ConfigMap" && key !== "/Secret") return [];
  if (olds.immutable !== true) return [];
  return [["immutable"], ["data"], ["binaryData"], ["stringData"]].filter(
    (path) => !sameJson(valueAt(olds, ...path), valueAt(news, ...path)),
  );
}

/** A claim may grow, where the storage class allows it, and never shrink. */
function shrunkClaim(key: string, olds: JsonObject, news: JsonObject): Path[] {
  if (key !== "/PersistentVolumeClaim") return [];
  const path = ["spec", "resources", "requests", "storage"];
  const before = quantityValue(stringAt(olds, ...path) ?? "");
  const after = quantityValue(stringAt(news, ...path) ?? "");
  return before !== undefined && after !== undefined && after < before ? [path] : [];
}
