import { ApiError } from "./api-error";
import { isObject, type Json, type JsonObject, objectAt, sameJson, withoutKeys } from "./json";
import type { ObjectApi } from "./object-api";
import { objectBody, objectOutputs, OWNER } from "./object-body";
import type { ReadRequest, ReadResult } from "./rpc";
import { isSecret, markSecretData, secret, unwrap } from "./secrets";
import { objectId, objectKind, parseObjectId } from "./urn";

/** Set by the API server, never by a program. */
const SERVER_METADATA = [
  "managedFields",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "selfLink",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
];

/** For refresh (with what the program said before) and import (without). */
export async function readObject(
  api: ObjectApi,
  type: string,
  request: ReadRequest,
): Promise<ReadResult | undefined> {
  const isImport = Object.keys(request.oldInputs).length === 0;
  const { apiVersion, kind } = objectKind(type, isImport ? request.state : request.oldInputs);
  const { namespace, name } = parseObjectId(request.id);
  const live = await api.get({ apiVersion, kind, namespace, name });
  if (live === undefined) return undefined;
  const inputs = isImport
    ? importedInputs(live)
    : await refreshedInputs(api, live, request.oldInputs);
  const found = objectId(objectNamespace(live), name);
  return { id: found, outputs: objectOutputs(live, inputs), inputs };
}

function importedInputs(live: JsonObject): JsonObject {
  const metadata = withoutKeys(objectAt(live, "metadata"), ...SERVER_METADATA);
  const annotations = withoutKeys(objectAt(metadata, "annotations"), OWNER);
  const own: JsonObject = withoutKeys(metadata, "annotations");
  const inputs: JsonObject = {
    ...withoutKeys(live, "status"),
    metadata: Object.keys(annotations).length === 0 ? own : { ...own, annotations },
  };
  return live.kind === "Secret" ? markSecretData(inputs) : inputs;
}

/**
 * The old inputs, changed where the cluster drifted from them. What they would make now (a dry run) is compared with what is there, because a
 * server writes values in its own form ("1024Mi" as "1Gi") and adds defaults, and neither is drift.
 */
async function refreshedInputs(
  api: ObjectApi,
  live: JsonObject,
  oldInputs: JsonObject,
): Promise<JsonObject> {
  try {
    const expected = await api.apply(objectBody(oldInputs), { dryRun: true });
    return drifted(oldInputs, withStringData(expected), withStringData(live)) as JsonObject;
  } catch (error) {
    // The object is such that the inputs can no longer be applied to it: the next update will say why.
    if (error instanceof ApiError) return oldInputs;
    throw error;
  }
}

function drifted(input: Json, expected: Json | undefined, live: Json | undefined): Json {
  if (isSecret(input)) {
    const value = input.value ?? null;
    return secret(unwrap(drifted(value, expected, live)));
  }
  if (sameJson(expected, live)) return input;
  if (isObject(input) && isObject(live)) {
    const kept: JsonObject = {};
    for (const [key, value] of Object.entries(input)) {
      const wanted = isObject(expected) ? expected[key] : undefined;
      const removed = wanted !== undefined && live[key] === undefined;
      if (value !== undefined && !removed) kept[key] = drifted(value, wanted, live[key]);
    }
    return kept;
  }
  if (Array.isArray(input) && Array.isArray(live) && input.length === live.length) {
    return input.map((item, index) =>
      drifted(item, Array.isArray(expected) ? expected[index] : undefined, live[index]),
    );
  }
  return live ?? null;
}

/** data as text too, so that drift shows in inputs that were written as stringData. */
function withStringData(object: JsonObject): JsonObject {
  if (object.kind !== "Secret") return object;
  const decoded = Object.entries(objectAt(object, "data")).map(([key, value]) => [
    key,
    Buffer.from(typeof value === "string" ? value : "", "base64").toString("utf8"),
  ]);
  return { ...object, stringData: Object.fromEntries(decoded) as JsonObject };
}

function objectNamespace(live: JsonObject): string | undefined {
  const namespace = objectAt(live, "metadata").namespace;
  return typeof namespace === "string" ? namespace : undefined;
}
