import { ApiError, describe } from "./api-error";
import { awaitReady } from "./await-object";
import { deleteObject } from "./delete-object";
import { type Difference, objectDiff } from "./diff";
import { type JsonObject, stringAt, withValue } from "./json";
import { withName } from "./naming";
import { nameOf, type ObjectApi, type ObjectName } from "./object-api";
import { isOwnedBy, objectBody, objectOutputs, withOwner, withPlainNames } from "./object-body";
import { refusals } from "./object-check";
import { readObject } from "./object-read";
import { previewOutputs } from "./preview-outputs";
import * as rpc from "./rpc";
import { markSecretData, redact } from "./secrets";
import type { Sessions } from "./session";
import { objectId, objectKind, parseUrn } from "./urn";
import { waitUntil } from "./wait";

/** Any Kubernetes object, custom resources included: one field manager, server-side apply. */
export class ObjectLife implements rpc.ResourceLife {
  constructor(private readonly sessions: Sessions) {}

  async check(request: rpc.CheckRequest, context: rpc.CallContext): Promise<rpc.CheckResult> {
    const session = this.sessions.of(context);
    const { type, name } = parseUrn(request.urn);
    const { apiVersion, kind } = objectKind(type, request.news);
    const given = withPlainNames({ ...request.news, apiVersion, kind });
    const naming = { name, seed: request.seed, proposed: request.proposedName };
    const named = withName(given, request.olds, naming);
    const placed = await withNamespace(session.api, named, session.namespace);
    const inputs = kind === "Secret" ? markSecretData(placed) : placed;
    const isUpdate = Object.keys(request.olds).length > 0;
    const inPlace =
      isUpdate &&
      objectDiff(objectKind(type, inputs), request.olds, inputs, {}).replaces.length === 0;
    return { inputs, failures: await refusals(session.api, inputs, inPlace) };
  }

  diff(request: rpc.DiffRequest): Promise<Difference> {
    const kind = objectKind(parseUrn(request.urn).type, request.news);
    return Promise.resolve(objectDiff(kind, request.oldInputs, request.news, request.state));
  }

  async create(request: rpc.CreateRequest, context: rpc.CallContext): Promise<rpc.Created> {
    if (request.preview) return { id: "", outputs: previewOutputs(request.inputs) };
    const session = this.sessions.of(context);
    const inputs = await withNamespace(session.api, request.inputs, session.namespace);
    const wait = { timeoutS: request.timeout, signal: this.sessions.signal(context) };
    const exists = await isOurs(session.api, nameOf(objectBody(inputs)), request.urn, wait);
    // Without force for a new one: if somebody made it since we looked, the conflict says so.
    return this.apply(session.api, { ...request, inputs }, wait, exists);
  }

  async update(request: rpc.UpdateRequest, context: rpc.CallContext): Promise<JsonObject> {
    if (request.preview) return previewOutputs(request.inputs, request.state);
    const session = this.sessions.of(context);
    const inputs = await withNamespace(session.api, request.inputs, session.namespace);
    const wait = { timeoutS: request.timeout, signal: this.sessions.signal(context) };
    return (await this.apply(session.api, { ...request, inputs }, wait, true)).outputs;
  }

  async delete(request: rpc.DeleteRequest, context: rpc.CallContext): Promise<void> {
    const { api } = this.sessions.of(context);
    const wait = { timeoutS: request.timeout, signal: this.sessions.signal(context) };
    await deleteObject(api, parseUrn(request.urn).type, request, wait);
  }

  read(request: rpc.ReadRequest, context: rpc.CallContext): Promise<rpc.ReadResult | undefined> {
    const session = this.sessions.of(context);
    return readObject(session.api, parseUrn(request.urn).type, request);
  }

  private async apply(
    api: ObjectApi,
    { inputs, urn }: rpc.CreateRequest,
    wait: { timeoutS: number | undefined; signal: AbortSignal },
    force: boolean,
  ): Promise<rpc.Created> {
    const body = withOwner(objectBody(inputs), urn);
    const applied = await api.apply(body, { force }).catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error;
      throw new Error(redact(`${label(nameOf(body))}: ${describe(error)}`, inputs));
    });
    const { object, problems } = await awaitReady(api, applied, wait);
    const { name, namespace } = nameOf(object);
    const id = objectId(namespace, name);
    const outputs = objectOutputs(object, inputs);
    if (problems.length > 0) throw new rpc.InitFailed(id, outputs, inputs, problems);
    return { id, outputs };
  }
}

/** Objects that name no namespace get the provider's. A kind that is not served yet gets it when it is made. */
async function withNamespace(
  api: ObjectApi,
  inputs: JsonObject,
  namespace: string,
): Promise<JsonObject> {
  if (stringAt(inputs, "metadata", "namespace") !== undefined) return inputs;
  const { apiVersion, kind } = inputs;
  if (typeof apiVersion !== "string" || typeof kind !== "string") return inputs;
  const resource = await api.discovery.findNow(apiVersion, kind);
  return resource?.namespaced === true
    ? withValue(inputs, ["metadata", "namespace"], namespace)
    : inputs;
}

/**
 * False: nothing is there yet. True: an earlier run of this very resource made the object and was killed before it could
 * note it in the state, so it is taken over. Everything else that exists is refused.
 */
async function isOurs(
  api: ObjectApi,
  name: ObjectName,
  urn: string,
  wait: { timeoutS: number | undefined; signal: AbortSignal },
): Promise<boolean> {
  const { value: existing } = await waitUntil(async () => {
    const found = await api.get(name);
    const leaving = stringAt(found, "metadata", "deletionTimestamp") !== undefined;
    return { value: found, done: found === undefined || !leaving };
  }, wait);
  if (existing === undefined) return false;
  if (stringAt(existing, "metadata", "deletionTimestamp") !== undefined) {
    throw new Error(`${label(name)} is still being deleted: try again when it is gone`);
  }
  if (isOwnedBy(existing, urn)) return true;
  throw new Error(
    `${label(name)} already exists and was not made by this resource: delete it, choose another name, or take it over ` +
      `with the resource option import: "${objectId(name.namespace, name.name)}"`,
  );
}

function label(name: ObjectName): string {
  return `${name.kind} ${objectId(name.namespace, name.name)}`;
}
