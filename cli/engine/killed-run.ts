import type { Deployment, Stack } from "@pulumi/pulumi/automation";
import { describe } from "./progress";

/** An operation that had begun, and of which the state does not know how it ended. */
export interface PendingOperation {
  /** "creating", "updating", "deleting", … */
  type: string;
  resource: { urn: string; type: string; inputs?: Record<string, unknown> };
}

interface Snapshot {
  resources?: { urn: string }[];
  pending_operations?: PendingOperation[];
}

/**
 * What a killed run was doing. Empty where the last run came to its end. The engine never forgets that it was making
 * something, also when it has made it since, and warns of it in every operation: what is done is taken out of the state.
 */
export async function pendingOperations(
  stack: Stack,
  exported?: Deployment,
): Promise<PendingOperation[]> {
  exported ??= await stack.exportStack();
  const snapshot = exported.deployment as Snapshot;
  const { resources = [], pending_operations: all = [] } = snapshot;
  const made = new Set(resources.map(({ urn }) => urn));
  const pending = all.filter(
    ({ type, resource }) => type !== "creating" || !made.has(resource.urn),
  );
  if (pending.length < all.length) {
    const deployment: Snapshot = { ...snapshot, pending_operations: pending };
    await stack.importStack({ ...exported, deployment });
  }
  return pending;
}

/**
 * Lets the next operation take over what a killed run has made and could not write down. The provider refuses to create
 * what is there already, and is told not to. Only then: an object that nobody was about to make is somebody else's.
 */
export function takeOverAfterKill(
  stack: Stack,
  pending: readonly PendingOperation[],
  progress: (line: string) => void,
): void {
  const created = pending.filter(({ type }) => type === "creating");
  if (created.length === 0) return;
  const names = created.map(({ resource }) => describe(resource.urn)).sort();
  progress(
    `an earlier run was killed while it made ${names.join(", ")}: taking over what is there`,
  );
  takeOver(stack);
}

/** For the provider: what exists is taken over, also where it was changed by somebody else meanwhile. */
export function takeOver(stack: Stack): void {
  Object.assign(stack.workspace.envVars, {
    PULUMI_K8S_UPSERT_EXISTING_OBJECTS: "true",
    PULUMI_K8S_ENABLE_PATCH_FORCE: "true",
  });
}
