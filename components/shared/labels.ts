/** Labels and annotations as Kubernetes takes them. */
export type StringMap = Record<string, string>;

/** Who an object belongs to: one stack, one component of it. */
export interface Identity {
  /** Name of the component's objects, such as "loki". */
  name: string;
  /** The stack (or component) that the user created, so that two of them can be told apart. */
  instance: string;
}

/** The annotations of an object's metadata, left out where there are none. */
export function annotated(annotations: StringMap): { annotations?: StringMap } {
  return Object.keys(annotations).length > 0 ? { annotations } : {};
}

/** The labels by which Services and controllers find their pods. They can never change on a live object. */
export function selectorLabels({ name, instance }: Identity): StringMap {
  return { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": instance };
}

/** What says of every object and pod of ours, in all namespaces, that it belongs to this platform. */
export const PLATFORM_LABELS: StringMap = { "app.kubernetes.io/part-of": "lgtm" };

/** The labels of every object. No version among them: a label change must not restart pods. */
export function objectLabels(identity: Identity, extra: StringMap): StringMap {
  return {
    ...extra,
    ...selectorLabels(identity),
    ...PLATFORM_LABELS,
    "app.kubernetes.io/managed-by": "pulumi",
  };
}

/** What tells the pods of one zone from those of another, where a workload has a controller for each. */
export function zoneLabels(zone: string | undefined): StringMap {
  return zone === undefined ? {} : { "lgtm.pulumi.com/zone": zone };
}
