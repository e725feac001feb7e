import { ApiError, causesOf, describeCause, isUnknownField } from "./api-error";
import { type JsonObject, stringAt, withValue } from "./json";
import { objectBody } from "./object-body";
import type { ObjectApi } from "./object-api";
import { containsUnknown, redact, withoutUnknowns } from "./secrets";
import type { CheckFailure } from "./rpc";

/** Exists in every cluster: where an object is tried whose own namespace this `up` makes. */
const STAND_IN_NAMESPACE = "default";

/** Names that are not known yet, in a preview. */
const STAND_IN_NAME = "not-known-yet";

/**
 * What the API server would refuse, found by its dry run and therefore before anything is deployed. What the same `up` will make first (a namespace, a
 * definition, a value) is no reason to fail.
 */
export async function refusals(
  api: ObjectApi,
  inputs: JsonObject,
  inPlace: boolean,
): Promise<CheckFailure[]> {
  const apiVersion = stringAt(inputs, "apiVersion") ?? "";
  const kind = stringAt(inputs, "kind") ?? "";
  if ((await api.discovery.findNow(apiVersion, kind)) === undefined) {
    // A group without a dot is Kubernetes' own: no definition will bring a missing kind.
    if (/^\w+\/[^/]+$|^v\d\w*$/.test(apiVersion)) {
      const reason = `the cluster serves no kind ${kind} in ${apiVersion}: correct apiVersion and kind`;
      return [{ property: "", reason }];
    }
    return [];
  }
  const partial = containsUnknown(inputs);
  const body = tryable(objectBody(withoutUnknowns(inputs)));
  try {
    if (inPlace && !partial) await api.apply(body, { dryRun: true });
    else await tryAsNew(api, body);
    return [];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // Its definition was there when we learned of it, and is gone since: it will come again as it came first.
    if (error.status === 404 && error.reason === "") {
      api.discovery.forget(apiVersion);
      return [];
    }
    if (!isUnknownField(error) && (partial || isNoFault(error))) return [];
    if (error.status >= 500 || error.status === 429 || error.status === 401) throw error;
    return causesOf(error).map((cause) => ({
      // The engine prints the value of a property that it is given: the place goes into the reason.
      property: "",
      reason: redact(describeCause(cause), inputs),
    }));
  }
}

async function tryAsNew(api: ObjectApi, body: JsonObject): Promise<void> {
  if (await namespaceExists(api, body)) {
    await api.tryCreate(body);
    return;
  }
  try {
    await api.tryCreate(withValue(body, ["metadata", "namespace"], STAND_IN_NAMESPACE));
  } catch (error) {
    // The stand-in's own policies and quotas say nothing about the real namespace.
    if (error instanceof ApiError && error.reason === "Forbidden") return;
    throw error;
  }
}

/** Asked first, because the API server takes 50 ms to refuse an object whose namespace it does not know. */
async function namespaceExists(api: ObjectApi, body: JsonObject): Promise<boolean> {
  const namespace = stringAt(body, "metadata", "namespace");
  if (namespace === undefined || namespace === STAND_IN_NAMESPACE) return true;
  return (await api.get({ apiVersion: "v1", kind: "Namespace", name: namespace })) !== undefined;
}

function tryable(body: JsonObject): JsonObject {
  const name = stringAt(body, "metadata", "name") ?? STAND_IN_NAME;
  return withValue(body, ["metadata", "name"], name);
}

function isNoFault(error: ApiError): boolean {
  return (
    // Whether it may exist already is for create to say: a replacement is tried while the old object is there.
    error.reason === "AlreadyExists" ||
    /provided (port|IP) is already allocated/.test(error.message) ||
    /because it is being terminated/.test(error.message) ||
    /failed calling webhook|does not support dry run/.test(error.message)
  );
}
