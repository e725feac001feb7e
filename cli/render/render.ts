import { isMap, merge } from "../../components/shared/merge";
import type { StackPlan } from "../../components/stack/plan";
import { program } from "../../stacks/program";
import { type Environment, projectName } from "../environments";
import { imageVersions } from "./image-versions";
import {
  CHART_TYPE,
  type Origin,
  type RecordedResource,
  record,
  secretPlaceholder,
} from "./recorder";

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
  /** Those of the objects that are only patched: they may be there before, and stay. */
  patched: KubernetesObject[];
  releases: RenderedRelease[];
  /** Those of the releases that are delivered as single objects, which Pulumi makes and not helm. */
  singleObjects: RenderedRelease[];
  outputs: ReturnType<typeof program>;
  /** What the configuration came to before anything was created. */
  plan: StackPlan;
  /** Whose each object and each release is. */
  origins: ReadonlyMap<KubernetesObject | RenderedRelease, Origin>;
  /** `workload/container` to the tag or digest of its image. */
  versions: Record<string, string>;
}

/** Renders an environment in this process: no cluster, no engine, no network. */
export async function renderEnvironment(environment: Environment): Promise<Rendering> {
  const plans: StackPlan[] = [];
  const { resources, outputs } = await record(recordedConfig(environment), () =>
    program((plan) => plans.push(plan)),
  );
  const [plan] = plans;
  if (plan === undefined) throw new Error("the program never ran");
  const declared = declaredObjects(resources).sort((a, b) => byNamespaceKindName(a.made, b.made));
  const released = resources.filter(isRelease).map((resource) => {
    const { type, origin } = resource;
    return { type, made: toRelease(resource), origin };
  });
  const objects = declared.map(({ made }) => made);
  return {
    environment: environment.name,
    objects,
    patched: declared.filter(({ isPatch }) => isPatch).map(({ made }) => made),
    releases: released.map(({ made }) => made),
    singleObjects: released.filter(({ type }) => type === CHART_TYPE).map(({ made }) => made),
    outputs,
    plan,
    origins: new Map([...declared, ...released].map(({ made, origin }) => [made, origin])),
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

/** Every object, with what patches of the same program add to it. One that is only patched is somebody else's. */
function declaredObjects(resources: readonly RecordedResource[]): DeclaredObject[] {
  const objects = new Map<string, DeclaredObject>();
  for (const { type, inputs, origin } of resources) {
    if (!type.startsWith("kubernetes:") || RELEASES.includes(type)) continue;
    const object = inputs as unknown as KubernetesObject;
    const { kind, metadata } = object;
    const key = [metadata.namespace ?? "", kind, metadata.name].join(" ");
    const declared = objects.get(key);
    const isPatch = type.endsWith("Patch") && declared === undefined;
    const made = declared ? merge(declared.made, object) : object;
    // An object comes before its patches, and is whose it is.
    objects.set(key, { made, isPatch, origin: declared?.origin ?? origin });
  }
  return [...objects.values()].map((declared) => ({
    ...declared,
    made: hideSecrets(declared.made),
  }));
}

interface DeclaredObject {
  made: KubernetesObject;
  isPatch: boolean;
  origin: Origin;
}

/** Every value of a Secret is hidden, also one that nobody marked: what is in there is meant to be secret. */
function hideSecrets(object: KubernetesObject): KubernetesObject {
  if (object.kind !== "Secret") return object;
  const { data, stringData, ...rest } = object;
  const { namespace = "", name } = object.metadata;
  const keys = [data, stringData].flatMap((texts) => (isMap(texts) ? Object.keys(texts) : []));
  const hidden = keys.map((key) => [key, secretPlaceholder(`${namespace}/${name} ${key}`)]);
  return { ...rest, stringData: Object.fromEntries(hidden) as Record<string, string> };
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

/** Every namespace that an environment has something in, its own included. */
export function namespacesOf({ objects, releases }: Rendering): string[] {
  const named = [
    ...objects.map(({ kind, metadata }) =>
      kind === "Namespace" ? metadata.name : metadata.namespace,
    ),
    ...releases.map(({ namespace }) => namespace),
  ];
  return [...new Set(named)].filter((name) => name !== undefined).sort();
}
