import { ApiError, isNotFound } from "./api-error";
import { type JsonObject, listAt, stringAt } from "./json";
import type { ObjectApi, ObjectName } from "./object-api";
import { unwrapObject } from "./secrets";
import { objectKind, parseObjectId } from "./urn";
import { DEFAULT_TIMEOUT_S, type WaitOptions, waitUntil } from "./wait";

/** Deletes the object of this state and waits until it is gone: the next `up` must not meet it half-deleted. */
export async function deleteObject(
  api: ObjectApi,
  type: string,
  { id, state: wrapped }: { id: string; state: JsonObject },
  wait: WaitOptions,
): Promise<void> {
  const state = unwrapObject(wrapped);
  const { apiVersion, kind } = objectKind(type, state);
  const name: ObjectName = { apiVersion, kind, ...parseObjectId(id) };
  // With its definition, the objects of a kind are gone too.
  if ((await api.discovery.findNow(apiVersion, kind)) === undefined) return;
  const uid = stringAt(state, "metadata", "uid");
  try {
    await api.delete(name, uid, propagation(state, apiVersion));
  } catch (error) {
    if (isNotFound(error)) return;
    // Somebody else made another object under this name: ours is gone, theirs is not ours to delete.
    if (error instanceof ApiError && error.status === 409 && uid !== undefined) return;
    throw error;
  }
  const { value: left, done } = await waitUntil(async () => {
    const found = await api.get(name);
    const gone = found === undefined || (uid !== undefined && otherUid(found, uid));
    return { value: found, done: gone };
  }, wait);
  if (!done && left !== undefined) throw new Error(stuck(name, id, left, wait));
}

/**
 * Workloads take their pods with them before they are gone; for the rest, waiting for the garbage collector would only take time
 * (and half a minute for kinds that it has not learned of yet).
 */
function propagation(state: JsonObject, apiVersion: string): string {
  const chosen = stringAt(
    state,
    "metadata",
    "annotations",
    "pulumi.com/deletionPropagationPolicy",
  )?.toLowerCase();
  const policies = ["Foreground", "Background", "Orphan"];
  const policy = policies.find((known) => known.toLowerCase() === chosen);
  return policy ?? (/^(apps|batch)\//.test(apiVersion) ? "Foreground" : "Background");
}

function otherUid(found: JsonObject, uid: string): boolean {
  return stringAt(found, "metadata", "uid") !== uid;
}

function stuck(name: ObjectName, id: string, left: JsonObject, wait: WaitOptions): string {
  const finalizers = [
    ...listAt(left, "metadata", "finalizers"),
    ...listAt(left, "spec", "finalizers"),
  ];
  const told = listAt(left, "status", "conditions")
    .filter((condition) => stringAt(condition, "status") === "True")
    .map((condition) => stringAt(condition, "message") ?? "");
  const why = [
    ...(finalizers.length > 0 ? [`finalizers ${finalizers.map(String).join(", ")}`] : []),
    ...told.filter((message) => message !== ""),
  ].join("; ");
  const when = wait.signal.aborted
    ? "when the operation was cancelled"
    : `after ${wait.timeoutS ?? DEFAULT_TIMEOUT_S} s`;
  return `${name.kind} ${id} is still being deleted ${when}${why === "" ? "" : `: ${why}`}`;
}
