import { setTimeout as pause } from "node:timers/promises";
import { AppsV1Api, CoreV1Api, PatchStrategy, setHeaderOptions } from "@kubernetes/client-node";
import { CommandError } from "../command-error";
import { type Cluster, clusterConfig } from "../engine/cluster";
import type { ObjectChange, ReplacedKind } from "./object-changes";
import { podNames, type SetChange, shrinks } from "./set-changes";

const GONE_WITHIN_S = 60;
const POLL_MS = 200;

/**
 * Takes StatefulSets away and leaves their pods and volumes, which those that come after them take over. First
 * all volumes are grown: where one cannot be, nothing is taken away.
 */
export async function removeSets(
  changes: readonly SetChange[],
  cluster: Cluster,
  progress: (line: string) => void,
): Promise<void> {
  const { core, apps } = clientsOf(cluster);
  for (const change of changes) await growClaims(core, change, progress);
  for (const { namespace, name, fields, replicas } of changes) {
    await apps.deleteNamespacedStatefulSet({ namespace, name, propagationPolicy: "Orphan" });
    const read = () => apps.readNamespacedStatefulSet({ namespace, name });
    await untilGone(read, `StatefulSet ${namespace}/${name}`);
    progress(`  - StatefulSet ${namespace}/${name}; its pods and volumes stay`);
    if (!fields.includes("selector")) continue;
    // Pods of another selector are not taken over, and their names would be in the way.
    for (const pod of podNames(name, replicas)) {
      await core.deleteNamespacedPod({ namespace, name: pod }).catch(unlessMissing);
    }
  }
}

/** Takes other objects away: their pods end, and a Service has no address, until they are made anew. */
export async function removeObjects(
  changes: readonly ObjectChange[],
  cluster: Cluster,
  progress: (line: string) => void,
): Promise<void> {
  const { core, apps } = clientsOf(cluster);
  const remove: Record<ReplacedKind, (at: At) => Promise<unknown>> = {
    Deployment: (at) => apps.deleteNamespacedDeployment({ ...at, propagationPolicy: "Foreground" }),
    DaemonSet: (at) => apps.deleteNamespacedDaemonSet({ ...at, propagationPolicy: "Foreground" }),
    Service: (at) => core.deleteNamespacedService(at),
  };
  const read: Record<ReplacedKind, (at: At) => Promise<unknown>> = {
    Deployment: (at) => apps.readNamespacedDeployment(at),
    DaemonSet: (at) => apps.readNamespacedDaemonSet(at),
    Service: (at) => core.readNamespacedService(at),
  };
  for (const { kind, namespace, name } of changes) {
    await remove[kind]({ namespace, name }).catch(unlessMissing);
    await untilGone(() => read[kind]({ namespace, name }), `${kind} ${namespace}/${name}`);
    progress(`  - ${kind} ${namespace}/${name}`);
  }
}

interface At {
  namespace: string;
  name: string;
}

function clientsOf(cluster: Cluster) {
  const config = clusterConfig(cluster);
  return { core: config.makeApiClient(CoreV1Api), apps: config.makeApiClient(AppsV1Api) };
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

async function untilGone(read: () => Promise<unknown>, what: string): Promise<void> {
  const deadline = Date.now() + GONE_WITHIN_S * 1000;
  while (Date.now() < deadline) {
    const gone = await read().then(() => false, isMissingOrThrow);
    if (gone) return;
    await pause(POLL_MS);
  }
  throw new CommandError(`The ${what} is not gone after ${GONE_WITHIN_S} s.`);
}

function unlessMissing(error: unknown): void {
  isMissingOrThrow(error);
}

function isMissingOrThrow(error: unknown): true {
  if (!isMissing(error)) throw error;
  return true;
}

function isMissing(error: unknown): boolean {
  return (error as { code?: unknown }).code === 404;
}

function reasonOf(error: unknown): string {
  const { body } = error as { body?: unknown };
  const answered = typeof body === "string" ? /"message":"((?:[^"\\]|\\.)+)"/.exec(body)?.[1] : "";
  return answered ?? (error as Error).message;
}
