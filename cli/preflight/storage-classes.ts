import type { StorageV1Api, V1StorageClass } from "@kubernetes/client-node";
import type { KubernetesObject } from "../render/render";

const DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";

/** What a claim asks for. */
interface Claim {
  set: string;
  /** None: the cluster's default. */
  storageClass?: string;
}

/** What is wrong with the classes of the volumes that the stack claims: their pods would wait for ever. */
export async function storageClassProblems(
  storage: StorageV1Api,
  objects: readonly KubernetesObject[],
): Promise<string[]> {
  const claims = objects.filter(({ kind }) => kind === "StatefulSet").flatMap(claimsOf);
  if (claims.length === 0) return [];
  const { items } = await storage.listStorageClass();
  const names = items.map(({ metadata }) => metadata?.name ?? "").sort();
  const has = `the cluster has ${names.join(", ") || "none"}`;
  const unknown = claims.filter(
    ({ storageClass }) => storageClass !== undefined && !names.includes(storageClass),
  );
  const problems = unknown.map(
    ({ set, storageClass }) =>
      `StatefulSet ${set} asks for the StorageClass ${storageClass ?? ""}, which is not there: ${has}.`,
  );
  const unnamed = claims.filter(({ storageClass }) => storageClass === undefined);
  if (unnamed.length > 0 && !items.some(isDefault)) {
    problems.push(
      `The cluster has no default StorageClass, and the volumes of ${unnamed.map(({ set }) => set).join(", ")} name none: ` +
        `write lgtm:common: { persistence: { storageClass: … } }; ${has}.`,
    );
  }
  return problems;
}

function claimsOf({ metadata, spec }: KubernetesObject): Claim[] {
  const { volumeClaimTemplates = [] } = spec as {
    volumeClaimTemplates?: { spec: { storageClassName?: string } }[];
  };
  const set = `${metadata.namespace ?? ""}/${metadata.name}`;
  return volumeClaimTemplates.map(({ spec: { storageClassName: storageClass } }) => ({
    set,
    ...(storageClass !== undefined && { storageClass }),
  }));
}

function isDefault({ metadata }: V1StorageClass): boolean {
  return metadata?.annotations?.[DEFAULT_CLASS] === "true";
}
