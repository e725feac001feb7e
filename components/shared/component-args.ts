import * as pulumi from "@pulumi/pulumi";
import { Problems } from "./problems";
import { dnsLabel, text } from "./fields";
import { type Field, type Fields, Place, withDefault } from "./shape";

/** Where a component's objects live. */
export interface PlacementArgs {
  /** Namespace of the objects. It must exist, or be passed in `dependsOn`. */
  namespace: string;
  /** Name of the stack that the objects belong to, for their labels. Defaults to the component's own name. */
  instance?: string;
  /** DNS domain of the cluster. Defaults to "cluster.local". */
  clusterDomain?: string;
}

/** Placement with every default filled in. */
export interface Placement {
  namespace: string;
  instance: string;
  clusterDomain: string;
}

/** Namespaces that belong to the cluster itself. */
const RESERVED = ["kube-system", "kube-public", "kube-node-lease", "default"];

/** The name of a namespace that is ours to use. */
export function namespaceName(example: string): Field<string> {
  const name = dnsLabel(example);
  return {
    read(value, place) {
      const read = name.read(value, place);
      if (RESERVED.includes(read)) {
        place.refuse(read, "a namespace that is not Kubernetes' own", `"${example}"`);
      }
      return read;
    },
  };
}

export function placementFields(name: string): Fields<Placement> {
  return {
    namespace: namespaceName("monitoring"),
    instance: withDefault(text(), name),
    clusterDomain: withDefault(
      text({
        pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
        allowed: "a DNS domain in lower case, without a dot at its end",
        example: "cluster.local",
      }),
      "cluster.local",
    ),
  };
}

/** Reads a component's args with `resolve` and throws one error with all that is wrong. */
export function resolveOrThrow<T>(
  subject: string,
  args: unknown,
  resolve: (args: unknown, place: Place) => T,
): T {
  const problems = new Problems();
  const spec = resolve(args, new Place("", problems));
  problems.throwIfAny(subject);
  return spec;
}

/** Options of a component's children: parented to it, and after whatever the component itself waits for. */
export function childOptions(
  parent: pulumi.ComponentResource,
  opts: pulumi.ComponentResourceOptions | undefined,
): pulumi.CustomResourceOptions {
  return { parent, ...(opts?.dependsOn && { dependsOn: opts.dependsOn }) };
}

/** The same options, but after these resources as well. */
export function after(
  options: pulumi.CustomResourceOptions,
  resources: readonly pulumi.Resource[],
): pulumi.CustomResourceOptions {
  return pulumi.mergeOptions(options, { dependsOn: [...resources] });
}
