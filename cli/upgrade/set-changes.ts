import { isMap } from "../../components/shared/merge";
import { quantityValue } from "../../components/shared/units";
import type { KubernetesObject } from "../render/render";
import { equal } from "./equal";

/** What of a StatefulSet Kubernetes never changes in place. */
const IMMUTABLE = [
  "selector",
  "serviceName",
  "podManagementPolicy",
  "volumeClaimTemplates",
] as const;
export type ImmutableField = (typeof IMMUTABLE)[number];

/** A volume that is to have another size. */
export interface Resize {
  /** Name of the claim template, by which the claims are named. */
  template: string;
  from: string;
  to: string;
}

/** A StatefulSet of a cluster that has to be made anew to become what is wanted. */
export interface SetChange {
  namespace: string;
  name: string;
  fields: ImmutableField[];
  /** Sizes that change, where nothing else of the claim templates does. */
  resizes: Resize[];
  /** Pods that it has now: each has claims of its own. */
  replicas: number;
}

type Spec = Record<string, unknown>;

/**
 * Compares the StatefulSets of a cluster with those that are wanted, and returns those which cannot become
 * so in place. Pure. A live object has defaults that nobody wrote: what is not said is not compared.
 */
export function immutableSetChanges(
  live: readonly KubernetesObject[],
  wanted: readonly KubernetesObject[],
): SetChange[] {
  return wanted.filter(isSet).flatMap((set) => {
    const before = live.filter(isSet).find((each) => keyOf(each) === keyOf(set));
    const change = before && compare(before, set);
    return change ? [change] : [];
  });
}

function compare(before: KubernetesObject, after: KubernetesObject): SetChange | undefined {
  const [old, wanted] = [specOf(before), specOf(after)];
  const fields = IMMUTABLE.filter((field) => !isSame(field, old[field], wanted[field]));
  if (fields.length === 0) return undefined;
  return {
    namespace: after.metadata.namespace ?? "default",
    name: after.metadata.name,
    fields,
    resizes: resizes(claims(old), claims(wanted)),
    replicas: typeof old.replicas === "number" ? old.replicas : 1,
  };
}

function isSame(field: ImmutableField, old: unknown, wanted: unknown): boolean {
  switch (field) {
    case "podManagementPolicy":
      return (old ?? "OrderedReady") === (wanted ?? "OrderedReady");
    case "serviceName":
      return (old ?? "") === (wanted ?? "");
    case "selector":
      return equal(old, wanted);
    case "volumeClaimTemplates": {
      const [before, after] = [list(old), list(wanted)];
      return (
        before.length === after.length && after.every((each, i) => isSameClaim(before[i], each))
      );
    }
  }
}

/** Said of a claim: name, labels and annotations, and what its spec says. */
function isSameClaim(old: Spec | undefined, wanted: Spec): boolean {
  if (old === undefined || nameOf(old) !== nameOf(wanted)) return false;
  const [a, b] = [mapAt(old, "metadata"), mapAt(wanted, "metadata")];
  const sameMetadata = ["labels", "annotations"].every((key) => equal(a[key] ?? {}, b[key] ?? {}));
  const [before, after] = [mapAt(old, "spec"), mapAt(wanted, "spec")];
  // Only these two have no default, so that leaving them out is a change too.
  const bare = ["storageClassName", "accessModes"];
  const said = Object.keys(after).filter((key) => key !== "resources" && isSaid(after[key]));
  const sameSpec = [...said, ...bare].every((key) => equal(before[key], after[key]));
  return sameMetadata && sameSpec && sameQuantity(size(old), size(wanted));
}

/** Charts write null for what nobody has set. */
function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function resizes(old: readonly Spec[], wanted: readonly Spec[]): Resize[] {
  return wanted.flatMap((claim) => {
    const before = old.find((each) => nameOf(each) === nameOf(claim));
    const [from, to] = [before && size(before), size(claim)];
    if (from === undefined || to === undefined || sameQuantity(from, to)) return [];
    return [{ template: nameOf(claim), from, to }];
  });
}

/** Whether a volume would have to become smaller, which none can. */
export function shrinks({ from, to }: Resize): boolean {
  return (quantityValue(to) ?? 0) < (quantityValue(from) ?? 0);
}

/** Pods of a StatefulSet have numbers. */
export function podNames(name: string, replicas: number): string[] {
  return Array.from({ length: replicas }, (_, i) => `${name}-${i}`);
}

function sameQuantity(a: string | undefined, b: string | undefined): boolean {
  return a === b || quantityValue(a ?? "") === quantityValue(b ?? "");
}

function size(claim: Spec): string | undefined {
  const requests = mapAt(mapAt(mapAt(claim, "spec"), "resources"), "requests");
  const { storage } = requests;
  return typeof storage === "string" || typeof storage === "number" ? String(storage) : undefined;
}

function isSet({ kind }: KubernetesObject): boolean {
  return kind === "StatefulSet";
}

function keyOf({ metadata }: KubernetesObject): string {
  return `${metadata.namespace ?? "default"}/${metadata.name}`;
}

function specOf(object: KubernetesObject): Spec {
  return mapAt(object, "spec");
}

function claims(spec: Spec): Spec[] {
  return list(spec.volumeClaimTemplates);
}

function nameOf(claim: Spec): string {
  const { name } = mapAt(claim, "metadata");
  return typeof name === "string" ? name : "";
}

function list(value: unknown): Spec[] {
  return Array.isArray(value) ? value.filter(isMap) : [];
}

function mapAt(value: Spec, key: string): Spec {
  const found = value[key];
  return isMap(found) ? found : {};
}
