import { AppsV1Api, CoreV1Api, PatchStrategy, setHeaderOptions } from "@kubernetes/client-node";
import { waitUntil } from "../../sandbox/provider/wait";
import { CommandError } from "../command-error";
import type { Cluster } from "../engine/session";
import { configOf } from "./live-sets";
import { podNames, type SetChange, shrinks } from "./set-changes";

const GONE_WITHIN_S = 60;

/**
 * Takes StatefulSets away and leaves their pods and volumes, which those that come after them take over. First
 * all volumes are grown: where one cannot be, nothing is taken away.
 */
export async function removeSets(
  changes: readonly SetChange[],
  cluster: Cluster,
  progress: (line: string) => void,
): Promise<void> {
  const core = configOf(cluster).makeApiClient(CoreV1Api);
  const apps = configOf(cluster).makeApiClient(AppsV1Api);
  for (const change of changes) await growClaims(core, change, progress);
  for (const { namespace, name, fields, replicas } of changes) {
    await apps.deleteNamespacedStatefulSet({ namespace, name, propagationPolicy: "Orphan" });
    await untilGone(apps, namespace, name);
    progress(`  - StatefulSet ${namespace}/${name}; its pods and volumes stay`);
    if (!fields.includes("selector")) continue;
    // Pods of another selector are not taken over, and their names would be in the way.
    for (const pod of podNames(name, replicas)) {
      await core.deleteNamespacedPod({ namespace, name: pod }).catch(unlessMissing);
    }
  }
}

async function growClaims(
  core: CoreV1Api,
  { namespace, name, resizes, replicas }: SetChange,
  progress: (line: string) => void,
): Promise<void> {
  for (const { template, to } of resizes.filter((resize) => !shrinks(resize))) {
    for (const pod of podNames(name, replicas)) {
      const claim = `${template}-${pod}`;
      const body = { spec: { resources: { requests: { storage: to } } } };
      const merge = setHeaderOptions("Content-Type", PatchStrategy.MergePatch);
      try {
        await core.patchNamespacedPersistentVolumeClaim({ namespace, name: claim, body }, merge);
      } catch (error) {
        if (isMissing(error)) continue;
        throw new CommandError(
          `The volume ${namespace}/${claim} cannot be grown to ${to}, so nothing was taken away: ${reasonOf(error)}. ` +
            "Its StorageClass must have allowVolumeExpansion: true.",
        );
      }
      progress(`  ~ PersistentVolumeClaim ${namespace}/${claim} to ${to}`);
    }
  }
}

async function untilGone(apps: AppsV1Api, namespace: string, name: string): Promise<void> {
  const look = async () => {
    try {
      await apps.readNamespacedStatefulSet({ namespace, name });
      return { value: undefined, done: false };
    } catch (error) {
      unlessMissing(error);
      return { value: undefined, done: true };
    }
  };
  const options = { timeoutS: GONE_WITHIN_S, signal: new AbortController().signal };
  if ((await waitUntil(look, options)).done) return;
  throw new CommandError(
    `The StatefulSet ${namespace}/${name} is not gone after ${GONE_WITHIN_S} s.`,
  );
}

function unlessMissing(error: unknown): void {
  if (!isMissing(error)) throw error;
}

function isMissing(error: unknown): boolean {
  return (error as { code?: unknown }).code === 404;
}

function reasonOf(error: unknown): string {
  const { body } = error as { body?: unknown };
  const answered = typeof body === "string" ? /"message":"((?:[^"\\]|\\.)+)"/.exec(body)?.[1] : "";
  return answered ?? (error as Error).message;
}
