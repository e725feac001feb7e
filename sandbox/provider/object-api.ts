import { isNotFound } from "./api-error";
import type { Cluster } from "./cluster";
import { Discovery, groupPath } from "./discovery";
import { type JsonObject, stringAt } from "./json";

/** Who owns the fields that a program sets, in the eyes of server-side apply. */
export const FIELD_MANAGER = "pulumi-lgtm";

/** How long a kind may take to be served once its definition is established. */
const DISCOVERY_TIMEOUT_MS = 10_000;

export interface ObjectName {
  apiVersion: string;
  kind: string;
  namespace?: string;
  name: string;
}

export interface ApplyOptions {
  dryRun?: boolean;
  force?: boolean;
  fieldManager?: string;
  signal?: AbortSignal;
}

/** Objects of any kind: the requests of which the life of a resource is made. */
export class ObjectApi {
  readonly discovery: Discovery;

  constructor(readonly cluster: Cluster) {
    this.discovery = new Discovery(cluster);
  }

  /** The object, or undefined if it, its namespace or its kind is not there. */
  async get(name: ObjectName, signal?: AbortSignal): Promise<JsonObject | undefined> {
    const resource = await this.discovery.findNow(name.apiVersion, name.kind);
    if (resource === undefined) return undefined;
    const path = objectPath(name, resource.plural, resource.namespaced);
    return this.cluster.request({ method: "GET", path, signal }).catch((error: unknown) => {
      if (isNotFound(error)) return undefined;
      throw error;
    });
  }

  /** Server-side apply: makes the object or takes over what it says of it. Unknown fields are refused. */
  async apply(object: JsonObject, options: ApplyOptions = {}): Promise<JsonObject> {
    const name = nameOf(object);
    const { plural, namespaced } = await this.served(name, options.signal);
    return this.cluster.request({
      method: "PATCH",
      path: objectPath(name, plural, namespaced),
      query: {
        fieldManager: options.fieldManager ?? FIELD_MANAGER,
        fieldValidation: "Strict",
        ...(options.force === false ? {} : { force: "true" }),
        ...(options.dryRun === true ? { dryRun: "All" } : {}),
      },
      contentType: "application/apply-patch+yaml",
      body: object,
      signal: options.signal,
    });
  }

  /** Asks whether the object could be made as new, whatever exists under its name. */
  async tryCreate(object: JsonObject, signal?: AbortSignal): Promise<void> {
    const name = nameOf(object);
    const { plural, namespaced } = await this.served(name, signal);
    await this.cluster.request({
      method: "POST",
      path: collectionPath(name, plural, namespaced),
      query: { fieldManager: FIELD_MANAGER, fieldValidation: "Strict", dryRun: "All" },
      body: object,
      signal,
    });
  }

  /** Starts the deletion; an object of another uid under the same name is left alone (409). */
  async delete(
    name: ObjectName,
    uid: string | undefined,
    propagationPolicy: string,
    signal?: AbortSignal,
  ): Promise<void> {
    const { plural, namespaced } = await this.served(name, signal);
    await this.cluster.request({
      method: "DELETE",
      path: objectPath(name, plural, namespaced),
      body: {
        apiVersion: "v1",
        kind: "DeleteOptions",
        propagationPolicy,
        ...(uid === undefined ? {} : { preconditions: { uid } }),
      },
      signal,
    });
  }

  async list(
    apiVersion: string,
    plural: string,
    namespace: string,
    query: Record<string, string>,
  ): Promise<JsonObject[]> {
    const path = `${groupPath(apiVersion)}/namespaces/${namespace}/${plural}`;
    const answer = await this.cluster.request({ method: "GET", path, query });
    return Array.isArray(answer.items) ? (answer.items as JsonObject[]) : [];
  }

  private async served(
    { apiVersion, kind }: ObjectName,
    signal?: AbortSignal,
  ): Promise<{ plural: string; namespaced: boolean }> {
    const deadline = Date.now() + DISCOVERY_TIMEOUT_MS;
    for (;;) {
      const resource = await this.discovery.findNow(apiVersion, kind);
      if (resource !== undefined) return resource;
      if (Date.now() > deadline || signal?.aborted === true) {
        throw new Error(
          `the cluster serves no kind ${kind} in ${apiVersion}: correct apiVersion and kind, or create ` +
            "the custom resource definition first (dependsOn)",
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

export function nameOf(object: JsonObject): ObjectName {
  const apiVersion = stringAt(object, "apiVersion");
  const kind = stringAt(object, "kind");
  const name = stringAt(object, "metadata", "name");
  if (apiVersion === undefined || kind === undefined || name === undefined) {
    throw new Error("an object needs apiVersion, kind and metadata.name");
  }
  return { apiVersion, kind, name, namespace: stringAt(object, "metadata", "namespace") };
}

function collectionPath(name: ObjectName, plural: string, namespaced: boolean): string {
  const scope = namespaced ? `/namespaces/${encodeURIComponent(name.namespace ?? "default")}` : "";
  return `${groupPath(name.apiVersion)}${scope}/${plural}`;
}

function objectPath(name: ObjectName, plural: string, namespaced: boolean): string {
  return `${collectionPath(name, plural, namespaced)}/${encodeURIComponent(name.name)}`;
}
