import { CoreV1Api } from "@kubernetes/client-node";
import { type Cluster, clusterConfig } from "../engine/cluster";
import type { PendingOperation } from "../engine/killed-run";
import { runHelm } from "../helm/helm";
import { diagnose } from "./diagnosis";
import { shellLine } from "../shell-line";
import { remedyArgs } from "./examine";
import { type ReleaseRevision, releaseRevisions } from "./release-records";

const RELEASE = "kubernetes:helm.sh/v3:Release";

/**
 * Mends the Helm releases that a killed run was working on, for neither helm nor Pulumi goes on with one. A release that
 * was being made goes: nothing can be in it that is worth keeping, and volumes stay. One that was being changed goes back
 * to what it was. No other release is touched.
 */
export async function mendKilledReleases(
  pending: readonly PendingOperation[],
  cluster: Cluster,
  { helm, progress }: { helm: () => Promise<string>; progress: (line: string) => void },
): Promise<void> {
  const core = clusterConfig(cluster).makeApiClient(CoreV1Api);
  for (const { type, resource } of pending.filter((p) => p.resource.type === RELEASE)) {
    const { name, namespace } = resource.inputs as { name: string; namespace: string };
    const history = (await releaseRevisions(core, namespace)).filter((r) => r.name === name);
    const remedy = remedyFor(type, name, namespace, history);
    if (remedy === undefined) continue;
    const args = remedyArgs({ remedy }, cluster);
    progress(
      `an earlier run was killed while it was ${type} the Helm release ${namespace}/${name}`,
    );
    progress(`  mending it: ${shellLine(["helm", ...remedy])}`);
    await runHelm(await helm(), args);
  }
}

/** Arguments of helm, or undefined where there is nothing to mend. */
export function remedyFor(
  operation: string,
  name: string,
  namespace: string,
  history: readonly ReleaseRevision[],
): string[] | undefined {
  if (history.length === 0) return undefined;
  if (operation === "creating") return ["uninstall", name, "--namespace", namespace, "--wait"];
  return diagnose(history)[0]?.remedy;
}
