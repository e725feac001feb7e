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
  /** Its name. Each of the stack's two namespaces has its own default. */
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

/** Makes or adopts the namespace. Everything in it depends on what is returned. */
export function createNamespace(
  name: string,
  settings: NamespaceSettings,
  level: PodSecurityLevel,
  { labels, annotations }: { labels: StringMap; annotations: StringMap },
  options: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const metadata = {
    name: settings.name,
    labels: { ...labels, ...(settings.podSecurityLabels && securityLabels(level)) },
    ...annotated(annotations),
  };
  return settings.mode === NamespaceMode.Create
    ? new k8s.core.v1.Namespace(name, { metadata }, options)
    : new k8s.core.v1.NamespacePatch(name, { metadata }, options);
}

function securityLabels(level: PodSecurityLevel): StringMap {
  const prefix = "pod-security.kubernetes.io";
  return {
    [`${prefix}/enforce`]: level,
    [`${prefix}/warn`]: level,
    [`${prefix}/audit`]: "restricted",
  };
}
