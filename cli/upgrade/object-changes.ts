import { isMap } from "../../components/shared/merge";
import type { KubernetesObject } from "../render/render";
import { equal } from "./equal";

/** What charts have besides StatefulSets that Kubernetes changes in place only in part. */
export const REPLACED_KINDS = ["Deployment", "DaemonSet", "Service"] as const;
export type ReplacedKind = (typeof REPLACED_KINDS)[number];

/** An object of a Helm release that has to be deleted to become what is wanted. Helm would fail at it half-way. */
export interface ObjectChange {
  kind: ReplacedKind;
  namespace: string;
  name: string;
  fields: string[];
}

/** By which Helm knows whose an object is. */
const RELEASE_ANNOTATION = "meta.helm.sh/release-name";

/** Compares the objects that a cluster has of a release with those that its chart makes now. Pure. */
export function immutableObjectChanges(
  release: string,
  live: readonly KubernetesObject[],
  wanted: readonly KubernetesObject[],
): ObjectChange[] {
  const own = live.filter(
    ({ metadata }) => annotationsOf(metadata)[RELEASE_ANNOTATION] === release,
  );
  return wanted.filter(isReplaced).flatMap((object) => {
    const before = own.find((each) => keyOf(each) === keyOf(object));
    const fields = before ? changedFields(object.kind, specOf(before), specOf(object)) : [];
    if (fields.length === 0) return [];
    const { namespace = "default", name } = object.metadata;
    return [{ kind: object.kind, namespace, name, fields }];
  });
}

function changedFields(kind: ReplacedKind, before: Spec, after: Spec): string[] {
  if (kind !== "Service") {
    return equal(before.selector, after.selector) ? [] : ["selector"];
  }
  // Without an address in the chart Kubernetes gives one, and never takes it back.
  const isHeadless = (spec: Spec) => spec.clusterIP === "None";
  const isExternal = after.type === "ExternalName" || before.type === "ExternalName";
  return isExternal || isHeadless(before) === isHeadless(after) ? [] : ["clusterIP"];
}

type Spec = Record<string, unknown>;

function isReplaced(object: KubernetesObject): object is KubernetesObject & { kind: ReplacedKind } {
  return (REPLACED_KINDS as readonly string[]).includes(object.kind);
}

function keyOf({ kind, metadata }: KubernetesObject): string {
  return `${kind}/${metadata.namespace ?? "default"}/${metadata.name}`;
}

function specOf({ spec }: KubernetesObject): Spec {
  return isMap(spec) ? spec : {};
}

function annotationsOf(metadata: KubernetesObject["metadata"]): Record<string, unknown> {
  const { annotations } = metadata as { annotations?: unknown };
  return isMap(annotations) ? annotations : {};
}
