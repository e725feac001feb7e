import { parseAllDocuments } from "yaml";
import type { Discovery } from "./discovery";
import {
  isObject,
  type Json,
  type JsonObject,
  listAt,
  objectAt,
  stringAt,
  withValue,
} from "./json";
import { secret, unwrap } from "./secrets";

/** An object of a chart, ready to be a resource of its own. */
export interface ChartObject {
  type: string;
  /** `web:monitoring/web`, as the official provider names it. */
  name: string;
  inputs: JsonObject;
  /** Whether the chart wants it to outlive its release. */
  keep: boolean;
  /** Those that others need come first: definitions before their objects, namespaces before what is in them. */
  layer: 0 | 1;
}

export interface NamingOptions {
  prefix: string;
  /** Of objects that name none. */
  namespace: string;
  skipAwait: boolean;
}

/** The objects in what `helm template` printed. */
export async function chartObjects(
  text: string,
  discovery: Discovery,
  options: NamingOptions,
): Promise<ChartObject[]> {
  const objects = parseAllDocuments(text)
    .map((document) => document.toJS() as Json)
    .filter(isObject)
    .flatMap(expand);
  const scopes = definedScopes(objects);
  return Promise.all(
    objects.map(async (object) => {
      const placed = (await isNamespaced(object, scopes, discovery))
        ? withNamespace(object, options.namespace)
        : object;
      return toResource(placed, options);
    }),
  );
}

/** A List stands for what is in it. */
function expand(object: JsonObject): JsonObject[] {
  const kind = stringAt(object, "kind");
  if (kind?.endsWith("List") === true && Array.isArray(object.items)) {
    return listAt(object, "items").filter(isObject).flatMap(expand);
  }
  if (
    kind === undefined ||
    stringAt(object, "apiVersion") === undefined ||
    stringAt(object, "metadata", "name") === undefined
  ) {
    const shown = JSON.stringify(unwrap(object)).slice(0, 100);
    throw new Error(`the chart renders an object without apiVersion, kind or name: ${shown}`);
  }
  return [object];
}

/** Kinds that the chart itself defines: the cluster may not know them yet. */
function definedScopes(objects: readonly JsonObject[]): ReadonlyMap<string, boolean> {
  const definitions = objects.filter(({ kind }) => kind === "CustomResourceDefinition");
  return new Map(
    definitions.map((object) => [
      `${stringAt(object, "spec", "group") ?? ""}/${stringAt(object, "spec", "names", "kind") ?? ""}`,
      stringAt(object, "spec", "scope") === "Namespaced",
    ]),
  );
}

async function isNamespaced(
  object: JsonObject,
  scopes: ReadonlyMap<string, boolean>,
  discovery: Discovery,
): Promise<boolean> {
  const apiVersion = stringAt(object, "apiVersion") ?? "";
  const kind = stringAt(object, "kind") ?? "";
  const defined = scopes.get(`${apiVersion.split("/")[0] ?? ""}/${kind}`);
  // A kind that nobody knows fails when it is made; until then most are in a namespace.
  return defined ?? (await discovery.findNow(apiVersion, kind))?.namespaced ?? true;
}

function withNamespace(object: JsonObject, namespace: string): JsonObject {
  if (stringAt(object, "metadata", "namespace") !== undefined) return object;
  return withValue(object, ["metadata", "namespace"], namespace);
}

function toResource(object: JsonObject, options: NamingOptions): ChartObject {
  const apiVersion = (stringAt(object, "apiVersion") ?? "").replace(/^core\//, "");
  const kind = stringAt(object, "kind") ?? "";
  const namespace = stringAt(object, "metadata", "namespace");
  const name = stringAt(object, "metadata", "name") ?? "";
  const group = apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`;
  const awaited = options.skipAwait
    ? withValue(object, ["metadata", "annotations", "pulumi.com/skipAwait"], "true")
    : object;
  const id = namespace === undefined ? name : `${namespace}/${name}`;
  return {
    type: `kubernetes:${group}:${kind}`,
    name: options.prefix === "" ? id : `${options.prefix}:${id}`,
    inputs: kind === "Secret" && group === "core/v1" ? withSecretData(awaited) : awaited,
    keep: objectAt(object, "metadata", "annotations")["helm.sh/resource-policy"] === "keep",
    layer: kind === "CustomResourceDefinition" || kind === "Namespace" ? 0 : 1,
  };
}

function withSecretData(object: JsonObject): JsonObject {
  const marked = { ...object };
  for (const key of ["data", "stringData"]) {
    const value = marked[key];
    if (value !== undefined && value !== null) marked[key] = secret(value);
  }
  return marked;
}
