import { CommandError } from "../command-error";
import type { Rendering } from "../render/render";
import type { StateResource } from "./resource-tree";

const NAMESPACE = "kubernetes:core/v1:Namespace";

/**
 * Refuses to destroy a stack whose state has namespaces that the configuration keeps: it was changed, and not brought up
 * since. The engine goes by its state, and would delete them with everything in them, also what others have put there.
 */
export function refuseLostNamespaces(
  resources: readonly StateResource[],
  { patched }: Pick<Rendering, "patched">,
  up: string,
): void {
  const names = lostNamespaces(resources, patched);
  if (names.length === 0) return;
  const one = names.length === 1;
  throw new CommandError(
    `Nothing was destroyed: the configuration keeps the namespace${one ? "" : "s"} ${names.join(" and ")}, but the stack still owns ${one ? "it" : "them"} ` +
      `and would delete ${one ? "it" : "them"} with everything in ${one ? "it" : "them"}. Bring the configuration up first, which lets go of ${one ? "it" : "them"}: ${up}`,
  );
}

/** Names of the namespaces that the state owns and that are patched only by what is rendered now. */
export function lostNamespaces(
  resources: readonly StateResource[],
  patched: Rendering["patched"],
): string[] {
  const kept = patched
    .filter(({ kind }) => kind === "Namespace")
    .map(({ metadata }) => metadata.name);
  const owned = resources
    .filter(({ type }) => type === NAMESPACE)
    .map(({ inputs }) => nameIn(inputs));
  return owned.filter((name) => name !== undefined && kept.includes(name)).sort() as string[];
}

function nameIn(inputs: StateResource["inputs"]): string | undefined {
  const { metadata } = (inputs ?? {}) as { metadata?: { name?: string } };
  return metadata?.name;
}
