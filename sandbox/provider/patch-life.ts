import { ApiError, describe, isUnknownField } from "./api-error";
import { type Difference, objectDiff } from "./diff";
import { type JsonObject, objectAt, stringAt, withoutKeys, withValue } from "./json";
import { nameOf, type ObjectApi } from "./object-api";
import { objectBody, objectOutputs } from "./object-body";
import { readObject } from "./object-read";
import { previewOutputs } from "./preview-outputs";
import * as rpc from "./rpc";
import { containsUnknown, redact, unwrapObject, withoutUnknowns } from "./secrets";
import type { Sessions } from "./session";
import { objectId, objectKind, parseObjectId, parseUrn, urnHash } from "./urn";

const FORCE = "pulumi.com/patchForce";
const MANAGER = "pulumi.com/patchFieldManager";

/** Where the state keeps under which name a patch owns its fields: a renamed resource must still be able to let go of them. */
const MANAGER_KEY = "__fieldManager";

/** `NamespacePatch` and its like: some fields of an object that somebody else owns, given up again on delete. */
export class PatchLife implements rpc.ResourceLife {
  constructor(private readonly sessions: Sessions) {}

  async check(request: rpc.CheckRequest, context: rpc.CallContext): Promise<rpc.CheckResult> {
    const { type } = parseUrn(request.urn);
    const { apiVersion, kind } = objectKind(type, request.news);
    const given: JsonObject = { ...request.news, apiVersion, kind };
    if (objectAt(given, "metadata").name === undefined) {
      const reason = `metadata.name is missing: a ${kind}Patch needs the name of the ${kind} that it changes`;
      return { inputs: given, failures: [{ property: "", reason }] };
    }
    const session = this.sessions.of(context);
    const resource = await session.api.discovery.findNow(apiVersion, kind);
    const local =
      resource?.namespaced === true &&
      stringAt(given, "metadata", "namespace") === undefined &&
      !containsUnknown(given.metadata);
    const inputs = local ? withValue(given, ["metadata", "namespace"], session.namespace) : given;
    const manager = fieldManager(inputs, request.urn);
    return { inputs, failures: await refused(session.api, inputs, manager) };
  }

  diff(request: rpc.DiffRequest): Promise<Difference> {
    const kind = objectKind(parseUrn(request.urn).type, request.news);
    const difference = objectDiff(kind, request.oldInputs, request.news, request.state);
    return Promise.resolve(difference);
  }

  async create(request: rpc.CreateRequest, context: rpc.CallContext): Promise<rpc.Created> {
    if (request.preview) return { id: "", outputs: previewOutputs(request.inputs) };
    const { api } = this.sessions.of(context);
    return patch(api, request.inputs, fieldManager(request.inputs, request.urn));
  }

  async update(request: rpc.UpdateRequest, context: rpc.CallContext): Promise<JsonObject> {
    if (request.preview) return previewOutputs(request.inputs, request.state);
    const { api } = this.sessions.of(context);
    const manager =
      stringAt(request.state, MANAGER_KEY) ?? fieldManager(request.inputs, request.urn);
    return (await patch(api, request.inputs, manager)).outputs;
  }

  async delete(request: rpc.DeleteRequest, context: rpc.CallContext): Promise<void> {
    const { api } = this.sessions.of(context);
    const { apiVersion, kind } = objectKind(
      parseUrn(request.urn).type,
      unwrapObject(request.state),
    );
    const { namespace, name } = parseObjectId(request.id);
    const live = await api.get({ apiVersion, kind, namespace, name });
    if (live === undefined) return;
    const manager =
      stringAt(request.state, MANAGER_KEY) ?? fieldManager(request.oldInputs, request.urn);
    // Applying nothing gives up every field that this manager owned.
    await api.apply(
      {
        apiVersion,
        kind,
        metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
      },
      { fieldManager: manager },
    );
  }

  async read(
    request: rpc.ReadRequest,
    context: rpc.CallContext,
  ): Promise<rpc.ReadResult | undefined> {
    if (Object.keys(request.oldInputs).length === 0) {
      throw new Error("a patch cannot be imported: declare it, it takes over its fields by itself");
    }
    const { api } = this.sessions.of(context);
    const found = await readObject(api, parseUrn(request.urn).type, request);
    const manager = request.state[MANAGER_KEY];
    if (found === undefined || manager === undefined) return found;
    return { ...found, outputs: { ...found.outputs, [MANAGER_KEY]: manager } };
  }
}

async function patch(api: ObjectApi, inputs: JsonObject, manager: string): Promise<rpc.Created> {
  const body = patchBody(inputs);
  const target = nameOf(body);
  const id = objectId(target.namespace, target.name);
  if ((await api.get(target)) === undefined) {
    throw new Error(
      `${target.kind} ${id} does not exist: a ${target.kind}Patch changes an object that something else makes, ` +
        `use ${target.kind} to make it`,
    );
  }
  try {
    const live = await api.apply(body, { force: isForced(inputs), fieldManager: manager });
    const outputs = objectOutputs(live, inputs);
    return { id, outputs: { ...outputs, [MANAGER_KEY]: manager } };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new Error(redact(refusal(error), inputs), { cause: error });
  }
}

/** Only what the API server says of this patch: a whole object may be missing yet, and a patch is no whole object. */
async function refused(
  api: ObjectApi,
  inputs: JsonObject,
  manager: string,
): Promise<rpc.CheckFailure[]> {
  const body = patchBody(withoutUnknowns(inputs));
  if (stringAt(body, "metadata", "name") === undefined) return [];
  const exists = (await api.get(nameOf(body))) !== undefined;
  try {
    if (exists) {
      await api.apply(body, { dryRun: true, force: isForced(inputs), fieldManager: manager });
    } else if (await isServed(api, body)) {
      await api.tryCreate(body);
    }
    return [];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const partial = !exists || containsUnknown(inputs);
    if (partial && !isUnknownField(error)) return [];
    return [{ property: "", reason: redact(refusal(error), inputs) }];
  }
}

async function isServed(api: ObjectApi, body: JsonObject): Promise<boolean> {
  const { apiVersion, kind } = nameOf(body);
  return (await api.discovery.find(apiVersion, kind)) !== undefined;
}

function refusal(error: ApiError): string {
  const advice = `: to take these fields over, set the annotation ${FORCE}: "true"`;
  return error.reason === "Conflict" ? `${describe(error)}${advice}` : describe(error);
}

/** The annotations that steer the patch are not part of it. */
function patchBody(inputs: JsonObject): JsonObject {
  const body = objectBody(inputs);
  const metadata = objectAt(body, "metadata");
  const annotations = withoutKeys(objectAt(metadata, "annotations"), FORCE, MANAGER);
  const own: JsonObject = withoutKeys(metadata, "annotations");
  return {
    ...body,
    metadata: Object.keys(annotations).length === 0 ? own : { ...own, annotations },
  };
}

function isForced(inputs: JsonObject): boolean {
  return stringAt(unwrapObject(inputs), "metadata", "annotations", FORCE) === "true";
}

function fieldManager(inputs: JsonObject, urn: string): string {
  const chosen = stringAt(unwrapObject(inputs), "metadata", "annotations", MANAGER);
  return chosen ?? `pulumi-lgtm-${urnHash(urn)}`;
}
