import { isMap } from "../../components/shared/merge";
import { program } from "../../stacks/program";
import { type Environment, projectName } from "../environments";
import { imageVersions } from "./image-versions";
import { CHART_TYPE, type RecordedResource, record, secretPlaceholder } from "./recorder";

/** A Kubernetes object, as YAML says it. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  [field: string]: unknown;
}

/** A Helm release with what `helm` needs to install it. */
export interface RenderedRelease {
  name: string;
  chart: string;
  version?: string;
  repository?: string;
  namespace?: string;
  values: unknown;
}

/** Everything that an environment consists of. */
export interface Rendering {
  environment: string;
  objects: KubernetesObject[];
  releases: RenderedRelease[];
  outputs: ReturnType<typeof program>;
  /** `workload/container` to the tag or digest of its image. */
  versions: Record<string, string>;
}

/** Renders an environment in this process: no cluster, no engine, no network. */
export async function renderEnvironment(environment: Environment): Promise<Rendering> {
  const { resources, outputs } = await record(recordedConfig(environment), program);
  const objects = resources.filter(isObject).map(toObject).sort(byNamespaceKindName);
  return {
    environment: environment.name,
    objects,
    releases: resources.filter(isRelease).map(toRelease),
    outputs,
    versions: imageVersions(objects),
  };
}

/** Charts by either delivery. */
const RELEASES = ["kubernetes:helm.sh/v3:Release", CHART_TYPE];

/**
 * The environment's configuration as the engine would hand it over, without decrypting anything. Like there,
 * a key is secret as soon as anything inside it is.
 */
function recordedConfig(environment: Environment) {
  const values: Record<string, string> = {};
  const secretKeys: string[] = [];
  for (const [key, value] of Object.entries(environment.config)) {
    if (holdsEncrypted(value)) {
      // Of letters that every secret may have, so that it passes for one.
      values[key] = `encrypted.${key.replaceAll(":", ".")}`;
      secretKeys.push(key);
    } else {
      values[key] = typeof value === "string" ? value : JSON.stringify(value);
    }
  }
  return { project: projectName(), stack: environment.name, values, secretKeys };
}

/** Whether it is an encrypted value, `{ secure: … }`, or has one at any depth. */
function holdsEncrypted(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsEncrypted);
  if (!isMap(value)) return false;
  const keys = Object.keys(value);
  return (keys.length === 1 && keys[0] === "secure") || Object.values(value).some(holdsEncrypted);
}

function isRelease({ type }: RecordedResource): boolean {
  return RELEASES.includes(type);
}

function isObject(resource: RecordedResource): boolean {
  return resource.type.startsWith("kubernetes:") && !isRelease(resource);
}

function toObject({ inputs }: RecordedResource): KubernetesObject {
  const { apiVersion, kind, metadata, ...rest } = inputs as KubernetesObject;
  const object: KubernetesObject = { apiVersion, kind, metadata, ...rest };
  if (kind !== "Secret") return object;
  const where = `${metadata.namespace ?? ""}/${metadata.name}`;
  return {
    ...object,
    ...(rest.data !== undefined && { data: hide(rest.data, where) }),
    ...(rest.stringData !== undefined && { stringData: hide(rest.stringData, where) }),
  };
}

/** Every value of a Secret is hidden, also one that nobody marked: what is in there is meant to be secret. */
function hide(data: unknown, where: string) {
  const keys = isMap(data) ? Object.keys(data) : [];
  return Object.fromEntries(keys.map((key) => [key, secretPlaceholder(`${where} ${key}`)]));
}

function toRelease({ inputs }: RecordedResource): RenderedRelease {
  const release = inputs as unknown as RenderedRelease & { repositoryOpts?: { repo?: string } };
  return {
    name: release.name,
    chart: release.chart,
    version: release.version,
    repository: release.repositoryOpts?.repo,
    namespace: release.namespace,
    values: release.values,
  };
}

function byNamespaceKindName(a: KubernetesObject, b: KubernetesObject): number {
  const key = (o: KubernetesObject) =>
    [o.metadata.namespace ?? "", o.kind, o.metadata.name].join(" ");
  return key(a) < key(b) ? -1 : 1;
}
