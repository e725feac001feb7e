import type { Stack } from "@pulumi/pulumi/automation";
import { CommandError } from "../command-error";
import { describe } from "./progress";
import { type StateResource, stateResources } from "./resource-tree";

/**
 * Refuses to destroy a stack that has protected resources. The engine refuses too, but only when it comes to
 * them: by then it has destroyed all that is not protected.
 */
export async function refuseProtected(
  stack: Stack,
  resources?: readonly StateResource[],
): Promise<void> {
  const names = protectedResources(resources ?? (await stateResources(stack)));
  if (names.length === 0) return;
  throw new CommandError(
    `${stack.name} has protected resources, so nothing was destroyed: ${names.join(", ")}. ` +
      "To give up what they hold, set `protect: false` under `persistence` in the environment, bring it up, and take it down then.",
  );
}

/** `StatefulSet lgtm-loki` for each resource that the engine would refuse to delete, sorted. */
export function protectedResources(resources: readonly StateResource[]): string[] {
  return resources
    .filter(({ protect }) => protect === true)
    .map(({ urn }) => describe(urn))
    .sort();
}
