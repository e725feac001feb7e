import { immutableChanges } from "./immutable";
import { isObject, type Json, type JsonObject, sameJson, stringAt } from "./json";
import { isAutonamed } from "./naming";
import { isSecret, unwrapObject } from "./secrets";
import type { ObjectKind } from "./urn";

export type PropertyPath = readonly (string | number)[];

export interface PropertyChange {
  path: PropertyPath;
  change: "add" | "delete" | "update";
  /** Whether this change cannot be made in place. */
  replace: boolean;
}

export interface Difference {
  changes: PropertyChange[];
  /** Top-level view for the engine: why the resource must be replaced, empty if it need not be. */
  replaces: string[];
  deleteBeforeReplace: boolean;
}

export const noDifference: Difference = { changes: [], replaces: [], deleteBeforeReplace: false };

/** What an object's new inputs change, and whether the API server would accept that in place. */
export function objectDiff(
  kind: ObjectKind,
  oldInputs: JsonObject,
  newInputs: JsonObject,
  live: JsonObject,
): Difference {
  const olds = unwrapObject(oldInputs);
  const news = unwrapObject(newInputs);
  // A namespace that only became explicit (its kind was not known before) is no move.
  const before = { ...olds, metadata: withNamespace(olds.metadata, live) };
  const after = { ...news, metadata: withNamespace(news.metadata, live) };
  const immutable = immutableChanges(kind, before, after, unwrapObject(live));
  const changed = [...propertyChanges(before, after), ...newlySecret(oldInputs, newInputs)];
  const changes = changed.map((change) => ({
    ...change,
    replace: immutable.some((path) => related(path, change.path)),
  }));
  if (immutable.length === 0) return { ...noDifference, changes };
  const sameName =
    stringAt(before, "metadata", "name") === stringAt(after, "metadata", "name") &&
    stringAt(before, "metadata", "namespace") === stringAt(after, "metadata", "namespace");
  return {
    changes,
    replaces: immutable.map(formatPath),
    deleteBeforeReplace: sameName && !isAutonamed(news),
  };
}

/** A resource of which every change of an input makes another one. */
export function replacingDiff(oldInputs: JsonObject, newInputs: JsonObject): Difference {
  const changes = propertyChanges(unwrapObject(oldInputs), unwrapObject(newInputs)).map(
    (change) => ({ ...change, replace: true }),
  );
  const replaces = [...new Set(changes.map((change) => String(change.path[0])))];
  return { changes, replaces, deleteBeforeReplace: false };
}

export function propertyChanges(
  before: Json | undefined,
  after: Json | undefined,
  path: PropertyPath = [],
): Omit<PropertyChange, "replace">[] {
  if (sameJson(before, after)) return [];
  if (before === undefined) return [{ path, change: "add" }];
  if (after === undefined) return [{ path, change: "delete" }];
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => propertyChanges(before[key], after[key], [...path, key]));
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const indices = Array.from({ length: Math.max(before.length, after.length) }, (_, i) => i);
    return indices.flatMap((index) =>
      propertyChanges(before[index], after[index], [...path, index]),
    );
  }
  return [{ path, change: "update" }];
}

/** What only became secret: without an update, the outputs in the state would go on to show it. */
function newlySecret(
  before: Json | undefined,
  after: Json | undefined,
  path: PropertyPath = [],
): Omit<PropertyChange, "replace">[] {
  // What was not there before is a change in any case.
  if (before === undefined || isSecret(before)) return [];
  if (isSecret(after)) return [{ path, change: "update" }];
  if (isObject(before) && isObject(after)) {
    return Object.keys(after).flatMap((key) =>
      newlySecret(before[key], after[key], [...path, key]),
    );
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    return after.flatMap((item, index) => newlySecret(before[index], item, [...path, index]));
  }
  return [];
}

/** As the engine writes property paths: `spec.ports[0].name`, `metadata.labels["app.kubernetes.io/name"]`. */
export function formatPath(path: PropertyPath): string {
  return path
    .map((key, index) => {
      if (typeof key === "number") return `[${key}]`;
      if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `[${JSON.stringify(key)}]`;
      return index === 0 ? key : `.${key}`;
    })
    .join("");
}

function related(a: PropertyPath, b: PropertyPath): boolean {
  const length = Math.min(a.length, b.length);
  return a.slice(0, length).every((key, index) => key === b[index]);
}

function withNamespace(metadata: Json | undefined, live: JsonObject): Json | undefined {
  const namespace = stringAt(live, "metadata", "namespace");
  if (!isObject(metadata) || namespace === undefined) return metadata;
  return stringAt(metadata, "namespace") === undefined ? { ...metadata, namespace } : metadata;
}
