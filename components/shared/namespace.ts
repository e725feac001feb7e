import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { namespaceName } from "./component-args";
import { type StringMap, annotated } from "./labels";
import { boolean, oneOf } from "./fields";
import { type Field, object, withDefault } from "./shape";

/** How a namespace comes to be. */
export const NamespaceMode = {
  /** Made with the stack, and destroyed with all that is in it, unless it holds volumes that are retained. */
  Create: "create",
  /** There already. It gets the Pod Security labels, and stays when the stack goes. */
  Adopt: "adopt",
} as const;
export type NamespaceMode = (typeof NamespaceMode)[keyof typeof NamespaceMode];

/** A namespace of the stack. */
export interface NamespaceArgs {
  /** Its name. Each of the stack's two namespaces has its own default. It never changes while the stack is up. */
  name?: string;
  /** Whether it is made or exists already. Defaults to "create". */
  mode?: NamespaceMode;
  /** Whether it gets the labels by which Kubernetes enforces Pod Security. Defaults to true. */
  podSecurityLabels?: boolean;
}

/** A namespace with every default filled in. */
export interface NamespaceSettings {
  name: string;
  mode: NamespaceMode;
  podSecurityLabels: boolean;
}

/** The fields that read `NamespaceArgs`. */
export function namespaceField(name: string): Field<NamespaceSettings> {
  return object<NamespaceSettings>({
    name: withDefault(namespaceName(name), name),
    mode: withDefault(oneOf(Object.values(NamespaceMode)), NamespaceMode.Create),
    podSecurityLabels: withDefault(boolean(), true),
  });
}

/** The Pod Security level that a namespace enforces. */
export type PodSecurityLevel = "restricted" | "privileged";

/** What becomes of a namespace and how it is labelled. */
export interface NamespaceSpec {
  settings: NamespaceSettings;
  level: PodSecurityLevel;
  labels: StringMap;
  annotations: StringMap;
  /** Whether it outlives the stack, for the sake of the volumes in it. */
  stays: boolean;
}

/**
 * Makes or adopts the namespace. Everything in it depends on what is returned.
 *
 * Only a namespace that goes with the stack is a `Namespace`, which Pulumi deletes. One that stays is a patch: it makes
 * the namespace where there is none, takes up the one that an earlier stack has left, and lets go of it in the end. Each is
 * an alias of the other, so that a namespace which changes from one to the other is never deleted on the way.
 */
export function createNamespace(
  name: string,
  { settings, level, labels, annotations, stays }: NamespaceSpec,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const metadata = {
    name: settings.name,
    labels: { ...labels, ...(settings.podSecurityLabels && securityLabels(level)) },
    ...annotated(annotations),
  };
  const alias = (kind: string) => ({
    ...options,
    aliases: [{ type: `kubernetes:core/v1:${kind}` }],
  });
  return stays || settings.mode === NamespaceMode.Adopt
    ? new k8s.core.v1.NamespacePatch(name, { metadata }, alias("Namespace"))
    : new k8s.core.v1.Namespace(name, { metadata }, alias("NamespacePatch"));
}

function securityLabels(level: PodSecurityLevel): StringMap {
  const prefix = "pod-security.kubernetes.io";
  return {
    [`${prefix}/enforce`]: level,
    [`${prefix}/warn`]: level,
    [`${prefix}/audit`]: "restricted",
  };
}
