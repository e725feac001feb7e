import * as pulumi from "@pulumi/pulumi";
import { Problems } from "./problems";
import { dnsLabel, labelValue, text } from "./fields";
import { isGiven } from "./given";
import { plainCopy } from "./plain-copy";
import { Place } from "./place";
import { type Field, type Fields, withDefault } from "./shape";

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
    instance: withDefault(labelValue("observability"), name),
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

/** Reads a component's name and args with `resolve`, and throws one error with all that is wrong. */
export function resolveOrThrow<T>(
  kind: string,
  name: unknown,
  args: unknown,
  resolve: (name: string, args: unknown, place: Place) => T,
  { tellsWarnings = true }: { tellsWarnings?: boolean } = {},
): T {
  const problems = new Problems();
  const place = new Place("", problems);
  const given = plainCopy(args, place);
  const nameField = componentName(isGiven(given, "instance"));
  const namePlace = new Place(`(name of the ${kind})`, problems);
  const read = nameField.read(plainCopy(name, namePlace), namePlace);
  const spec = resolve(read, given, place);
  problems.throwIfAny(namePlace.isBad ? kind : `${kind} "${read}"`);
  if (tellsWarnings) {
    // Nobody waits for what is only told.
    for (const warning of problems.warnings) void pulumi.log.warn(`${kind} "${read}": ${warning}`);
  }
  return spec;
}

/** A component's own name: it begins those of its resources, and is the label of its objects where no `instance` is said. */
function componentName(hasInstance: boolean): Field<string> {
  const longest = hasInstance ? 200 : 63;
  return text({
    pattern: new RegExp(`^(?=.{1,${longest}}$)[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$`),
    allowed: `1 to ${longest} letters, digits, dashes, dots and underscores, with a letter or digit at both ends: it becomes a label`,
    example: "observability",
  });
}

/**
 * Options of a component's children: parented to it, after whatever the component itself waits for, and with the
 * component's own time limits, where it was given any.
 */
export function childOptions(
  parent: pulumi.ComponentResource,
  opts: pulumi.ComponentResourceOptions | undefined,
): pulumi.CustomResourceOptions {
  return {
    parent,
    ...(opts?.dependsOn && { dependsOn: opts.dependsOn }),
    ...(opts?.customTimeouts && { customTimeouts: opts.customTimeouts }),
  };
}

/** The same options, but after these resources as well. */
export function after(
  options: pulumi.CustomResourceOptions,
  resources: readonly pulumi.Resource[],
): pulumi.CustomResourceOptions {
  return pulumi.mergeOptions(options, { dependsOn: [...resources] });
}
