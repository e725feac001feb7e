import { isObject, type Json, type JsonObject, listAt, objectAt, stringAt } from "./json";
import { nameOf, type ObjectApi } from "./object-api";
import { podTrouble, readiness } from "./readiness";
import { DEFAULT_TIMEOUT_S, type WaitOptions, waitUntil } from "./wait";

export interface Awaited {
  object: JsonObject;
  /** Why it is not ready, empty if it is. */
  problems: string[];
}

/** Follows an object until it is ready, or says what keeps it from that. */
export async function awaitReady(
  api: ObjectApi,
  applied: JsonObject,
  options: WaitOptions,
): Promise<Awaited> {
  const name = nameOf(applied);
  let current = applied;
  let first = true;
  const { value, done } = await waitUntil(async () => {
    if (!first) current = (await api.get(name)) ?? current;
    first = false;
    const state = readiness(current);
    return { value: state, done: state.state !== "waiting" };
  }, options);
  if (value.state === "ready") return { object: current, problems: [] };
  const label = `${name.kind} ${name.namespace === undefined ? "" : `${name.namespace}/`}${name.name}`;
  const why = done
    ? `failed: ${value.reason}`
    : options.signal.aborted
      ? `was still waited for when the operation was cancelled: ${value.reason}`
      : `is not ready after ${options.timeoutS ?? DEFAULT_TIMEOUT_S} s: ${value.reason}`;
  return { object: current, problems: [`${label} ${why}`, ...(await explain(api, current))] };
}

/** The pods that are not ready and why, and what the controller complains about. */
export async function explain(api: ObjectApi, object: JsonObject): Promise<string[]> {
  const namespace = stringAt(object, "metadata", "namespace");
  const labels = objectAt(object, "spec", "selector", "matchLabels");
  if (namespace === undefined || Object.keys(labels).length === 0) return [];
  try {
    const selector = Object.entries(labels).map(
      ([key, value]) => `${key}=${typeof value === "string" ? value : ""}`,
    );
    const pods = await api.list("v1", "pods", namespace, { labelSelector: selector.join(",") });
    return [...pods.flatMap(podProblem), ...(await warnings(api, object, namespace))];
  } catch (error) {
    return [`its pods could not be listed: ${error instanceof Error ? error.message : "?"}`];
  }
}

function podProblem(pod: JsonObject): string[] {
  const trouble = podTrouble(pod);
  if (trouble === undefined || stringAt(pod, "status", "phase") === "Succeeded") return [];
  return [`pod ${stringAt(pod, "metadata", "name") ?? "?"}: ${trouble}`];
}

/** Pods that could not even be made (quota, Pod Security, admission) show in events only. */
async function warnings(api: ObjectApi, object: JsonObject, namespace: string): Promise<string[]> {
  const failure = listAt(object, "status", "conditions").find(
    (entry) => stringAt(entry, "type") === "ReplicaFailure",
  );
  const told = stringAt(failure, "message");
  if (told !== undefined) return [told];
  const uid = stringAt(object, "metadata", "uid") ?? "";
  const events = await api.list("v1", "events", namespace, {
    fieldSelector: `involvedObject.uid=${uid},type=Warning`,
  });
  const messages = events.filter(isObject).map((event: Json) => stringAt(event, "message") ?? "");
  return [...new Set(messages)].filter((message) => message !== "").slice(-3);
}
