import { CoreV1Api, StorageV1Api, VersionApi } from "@kubernetes/client-node";
import { CommandError } from "../command-error";
import { commandFor } from "../commands/command-for";
import type { CheckedWorkplace } from "../commands/engine-options";
import { type Cluster, clusterConfig, clusterReason } from "../engine/cluster";
import { takeOver } from "../engine/killed-run";
import type { KubernetesObject } from "../render/render";
import {
  type ExistingObject,
  existing,
  existingObjects,
  existingReleases,
  textOf,
} from "./existing-objects";
import { type TakenPort, takenPorts } from "./host-ports";
import { storageClassProblems } from "./storage-classes";

const MOST_NAMED = 5;
const ANSWER_MILLISECONDS = 10_000;

/** Refuses a cluster that does not answer, before anything is made for it. */
export async function refuseUnreachable(cluster: Cluster): Promise<void> {
  const config = clusterConfig(cluster);
  const where = config.getCurrentCluster()?.server ?? "of the context";
  const late = new Error(`no answer within ${ANSWER_MILLISECONDS / 1000} s`);
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(late);
    }, ANSWER_MILLISECONDS);
  });
  try {
    await Promise.race([config.makeApiClient(VersionApi).getCode(), expired]);
  } catch (error) {
    throw new CommandError(
      `The API server ${where} cannot be asked, so nothing was changed: ${clusterReason(error)}`,
    );
  } finally {
    clearTimeout(timer);
  }
}

/**
 * What an `up` would stumble over in the cluster, half-way or after minutes of waiting: objects that somebody else has made,
 * ports of the nodes that are taken, volumes that nobody would make. Nothing where the cluster may not be asked.
 */
export async function preflightProblems(
  { rendering, session, target, environment }: CheckedWorkplace,
  { takesOver = false }: { takesOver?: boolean } = {},
): Promise<string[]> {
  const config = clusterConfig(target.cluster);
  const core = config.makeApiClient(CoreV1Api);
  const { resources } = session;
  const pending = new Set(session.pending.map(({ resource }) => nameOf(resource.inputs)));
  const found = [
    ...(await existingObjects(target.cluster, rendering, resources)),
    ...(await existingReleases(core, rendering, resources).catch(() => [])),
  ].filter((object) => !pending.has(nameOf({ ...object, metadata: object })));
  if (takesOver && found.length > 0) takeOver(session.stack);
  const again = commandFor("up", environment, target.cluster.context, ["--take-over"]);
  return [
    ...(takesOver ? [] : existingProblems(found, again)),
    ...(await takenPorts(core, rendering.objects).catch(() => [])).map(portProblem),
    ...(await storageClassProblems(config.makeApiClient(StorageV1Api), rendering.objects).catch(
      () => [],
    )),
  ];
}

/**
 * Lets the engine take over kinds that are there already and that charts of single objects bring: an earlier stack has
 * left them, for none ever deletes its kinds. Helm does the same by itself with those of its releases.
 */
export async function takeOverKinds(
  { session, target }: CheckedWorkplace,
  kinds: readonly KubernetesObject[],
  progress: (line: string) => void,
): Promise<void> {
  if (kinds.length === 0) return;
  const left = await existing(target.cluster, kinds, session.resources);
  if (left.length === 0) return;
  progress(`${left.length} kinds are there already, left by an earlier stack: taking them over`);
  takeOver(session.stack);
}

/** All problems in one error. */
export function refuseProblems(problems: readonly string[], environment: string): void {
  if (problems.length === 0) return;
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  throw new CommandError(
    [`The cluster is not ready for ${environment}: ${count}, nothing was changed`, ...problems]
      .join("\n")
      .replaceAll(/\n(?=\S)/g, "\n  "),
  );
}

function existingProblems(found: readonly ExistingObject[], again: string): string[] {
  const namespaces = found.filter(({ kind }) => kind === "Namespace");
  const others = found.filter(({ kind }) => kind !== "Namespace");
  if (others.length === 0) {
    return namespaces.map(
      ({ name }) =>
        `The namespace ${name} is there already. Write \`mode: adopt\` for it (lgtm:namespace or lgtm:agentsNamespace): ` +
        "the stack uses it then, and it stays when the stack goes.",
    );
  }
  const shown = others.slice(0, MOST_NAMED).map(textOf).join(", ");
  const more = others.length > MOST_NAMED ? `, and ${others.length - MOST_NAMED} more` : "";
  return [
    `Objects that this stack did not create exist already (${others.length}): ${shown}${more}. ` +
      "If another stack is in these namespaces, give this one its own: lgtm:namespace.name and lgtm:agentsNamespace.name. " +
      `If they are this stack's and its state was lost, take them over: ${again}`,
  ];
}

function portProblem({ port, daemonSet, namespace, pod }: TakenPort): string {
  const advice =
    daemonSet === "node-exporter"
      ? "write another one, lgtm:nodeExporter: { port: 9101 }, or { enabled: false } where theirs will do"
      : "give it another port, or take theirs away";
  return `The port ${port} of the nodes, which DaemonSet ${namespace}/${daemonSet} opens, is taken by the pod ${pod}: ${advice}.`;
}

/** Kind, namespace and name, of an object or a release. */
function nameOf(inputs: Record<string, unknown> | object | undefined): string {
  const { kind, metadata, name, namespace } = (inputs ?? {}) as {
    kind?: string;
    name?: string;
    namespace?: string;
    metadata?: { name?: string; namespace?: string };
  };
  const release = kind === undefined ? "Helm release" : kind;
  return [release, metadata?.namespace ?? namespace ?? "", metadata?.name ?? name ?? ""].join(" ");
}
