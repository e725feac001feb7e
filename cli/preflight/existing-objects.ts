import { type CoreV1Api, KubernetesObjectApi } from "@kubernetes/client-node";
import { releaseRevisions } from "../doctor/release-records";
import { type Cluster, clusterConfig } from "../engine/cluster";
import type { StateResource } from "../engine/resource-tree";
import type { KubernetesObject, Rendering } from "../render/render";

/** So many at a time: quick on a cluster far away, and no load on any. */
const PARALLEL_READS = 16;

/** An object that the cluster has and the stack's state has not. */
export interface ExistingObject {
  kind: string;
  namespace?: string;
  name: string;
}

/**
 * Finds what the stack is going to make and the cluster has already: the provider would refuse to make it, or, before
 * its version 4.29, take it over and delete it with the stack. What a patch takes up is no hindrance.
 */
export async function existingObjects(
  cluster: Cluster,
  rendering: Rendering,
  resources: readonly StateResource[],
): Promise<ExistingObject[]> {
  const made = rendering.objects.filter((object) => !rendering.patched.includes(object));
  return existing(cluster, made, resources);
}

/** Those of the objects that the cluster has and the state has not. */
export async function existing(
  cluster: Cluster,
  objects: readonly KubernetesObject[],
  resources: readonly StateResource[],
): Promise<ExistingObject[]> {
  const known = new Set(
    resources.flatMap(({ inputs }) => (isNamed(inputs) ? [keyOf(inputs)] : [])),
  );
  const wanted = objects.filter((object) => !known.has(keyOf(object)));
  const api = KubernetesObjectApi.makeApiClient(clusterConfig(cluster));
  const found: ExistingObject[] = [];
  const queue = [...wanted];
  const reader = async (): Promise<void> => {
    for (let object = queue.pop(); object !== undefined; object = queue.pop()) {
      if (await exists(api, object)) found.push(named(object));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_READS }, reader));
  return found.sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1));
}

/** The same of Helm releases, whose names helm would refuse. */
export async function existingReleases(
  core: CoreV1Api,
  { releases }: Rendering,
  resources: readonly StateResource[],
): Promise<ExistingObject[]> {
  const known = new Set(
    resources
      .filter(({ type }) => type === "kubernetes:helm.sh/v3:Release")
      .map(({ inputs }) => `${String(inputs?.namespace)}/${String(inputs?.name)}`),
  );
  const wanted = releases
    .map(({ name, namespace = "default" }) => ({ kind: "Helm release", namespace, name }))
    .filter(({ namespace, name }) => !known.has(`${namespace}/${name}`));
  const namespaces = [...new Set(wanted.map(({ namespace }) => namespace))];
  const perNamespace = namespaces.map((namespace) => releaseRevisions(core, namespace));
  const there = (await Promise.all(perNamespace)).flat();
  return wanted.filter((release) =>
    there.some((r) => r.namespace === release.namespace && r.name === release.name),
  );
}

/** `StatefulSet monitoring/loki`. */
export function textOf({ kind, namespace, name }: ExistingObject): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

/** What may not be read is not known to be there: the engine says what it may not. */
async function exists(api: KubernetesObjectApi, object: KubernetesObject): Promise<boolean> {
  const { apiVersion, kind, metadata } = object;
  const { name, namespace = "" } = metadata;
  return api.read({ apiVersion, kind, metadata: { name, namespace } }).then(
    () => true,
    () => false,
  );
}

function named({ kind, metadata }: KubernetesObject): ExistingObject {
  const { name, namespace } = metadata;
  return { kind, name, ...(namespace !== undefined && { namespace }) };
}

function isNamed(
  inputs: StateResource["inputs"],
): inputs is StateResource["inputs"] & KubernetesObject {
  return typeof inputs?.kind === "string" && typeof inputs.metadata === "object";
}

function keyOf({ kind, metadata }: KubernetesObject): string {
  return `${metadata.namespace ?? ""}/${kind}/${metadata.name}`;
}
