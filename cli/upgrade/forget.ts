import type { Session } from "../engine/session";

const SET_TYPE = "kubernetes:apps/v1:StatefulSet";

/**
 * StatefulSets that are in the state and no longer in the cluster, because the plan was followed. The engine
 * would replace them, which it refuses for protected ones; once it has forgotten them it makes them anew.
 */
export async function forgetRemovedSets(
  { stack, resources }: Session,
  has: readonly string[],
  progress: (line: string) => void,
): Promise<void> {
  const gone = resources.filter(
    ({ type, id }) => type === SET_TYPE && id !== undefined && !has.includes(id),
  );
  if (gone.length === 0) return;
  progress(`no longer in the cluster, to be made anew: ${gone.map(({ id }) => id).join(", ")}`);
  await stack.refresh({ target: gone.map(({ urn }) => urn) });
}
