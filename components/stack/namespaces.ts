import type * as pulumi from "@pulumi/pulumi";
import { after } from "../shared/component-args";
import { PLATFORM_LABELS } from "../shared/labels";
import { createNamespace } from "../shared/namespace";
import { type Transition, remember } from "../shared/remembered";
import { type PersistenceSettings, ReclaimPolicy } from "../shared/workload-args";
import type { StackPlan } from "./plan";

/** Makes or adopts the stack's two namespaces. */
export function createNamespaces(
  name: string,
  plan: StackPlan,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const { namespace, agentsNamespace, common } = plan.settings;
  const { parent } = options;
  const names = keepNames(
    name,
    { namespace: namespace.name, agents: agentsNamespace.name },
    parent,
  );
  const metadata = {
    labels: { ...common.labels, ...PLATFORM_LABELS },
    annotations: common.annotations ?? {},
  };
  // A namespace takes every volume in it along: what keeps or protects a volume keeps and protects it too.
  const volumes = storesOf(plan);
  const protect = volumes.some((volume) => volume.protect) ? { protect: true } : {};
  const ordered = after(options, [names]);
  return [
    createNamespace(
      `${name}-namespace`,
      {
        settings: namespace,
        level: "restricted",
        ...metadata,
        stays: volumes.some(({ whenDeleted }) => whenDeleted === ReclaimPolicy.Retain),
      },
      { ...ordered, ...protect },
    ),
    createNamespace(
      `${name}-agents-namespace`,
      { settings: agentsNamespace, level: "privileged", ...metadata, stays: false },
      ordered,
    ),
  ];
}

/** The names of the two namespaces of a live stack. */
export type NamespaceNames = { namespace: string; agents: string };

/** A live stack does not move: volumes stay in the namespace that they are in. */
function keepNames(
  name: string,
  names: NamespaceNames,
  parent: pulumi.Resource | undefined,
): pulumi.Resource {
  return remember(
    `${name}-namespaces`,
    names,
    { subject: `LgtmStack "${name}"`, transition: keepsNamespaces },
    { parent },
  );
}

/** Refuses other names. Exported for its tests. */
export const keepsNamespaces: Transition<NamespaceNames> = (live, wanted, place) => {
  const changes = [
    ["namespace", live.namespace, wanted.namespace],
    ["agentsNamespace", live.agents, wanted.agents],
  ] as const;
  for (const [arg, old, name] of changes) {
    if (old === name) continue;
    const way =
      `"${old}" again. To move: take this stack down and bring it up under the new name, which finds what is in ` +
      "buckets; or bring another stack up beside it, and take this one down when its data is too old to be missed";
    const allowed = `"${old}", in which this stack is: volumes do not move to another namespace`;
    place.at(arg).at("name").refuse(name, allowed, way);
  }
};

/** Of everything that keeps data in the namespace, how it is kept. */
function storesOf(plan: StackPlan): PersistenceSettings[] {
  const { loki, mimir, tempo, pyroscope, grafana, prometheus, prometheusOperator } = plan;
  const { objectStorage, kafka } = plan;
  const stores = [loki, mimir, tempo, pyroscope, grafana, prometheus, prometheusOperator];
  const inCluster = kafka?.spec.kind === "incluster" ? [kafka.spec.persistence] : [];
  return [...stores, objectStorage]
    .flatMap((store) => (store ? [store.spec.persistence] : []))
    .concat(inCluster);
}
