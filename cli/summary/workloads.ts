import {
  AppsV1Api,
  CoreV1Api,
  type V1DaemonSet,
  type V1Deployment,
  type V1ObjectMeta,
  type V1Pod,
  type V1StatefulSet,
} from "@kubernetes/client-node";
import { PLATFORM_LABELS } from "../../components/shared/labels";
import { STACK_NAME } from "../../stacks/program";
import { type Cluster, clusterConfig } from "../engine/cluster";

/** A workload of the stack with where its pods are. */
export interface RunningWorkload {
  name: string;
  namespace: string;
  kind: string;
  ready: number;
  wanted: number;
  nodes: string[];
}

/** What is ours in a namespace that may hold more. */
const OURS = Object.entries({ ...PLATFORM_LABELS, "app.kubernetes.io/instance": STACK_NAME });

/** By this Helm marks every object of a release. */
const RELEASE = "meta.helm.sh/release-name";

/** What runs of ours in the namespaces, that of our Helm releases included, in the order of their names. */
export async function runningWorkloads(
  cluster: Cluster,
  namespaces: readonly string[],
  releases: readonly string[],
): Promise<RunningWorkload[]> {
  const config = clusterConfig(cluster);
  const core = config.makeApiClient(CoreV1Api);
  const apps = config.makeApiClient(AppsV1Api);
  const perNamespace = namespaces.map(async (namespace) => {
    const query = { namespace };
    const [pods, sets, deployments, daemons] = await Promise.all([
      core.listNamespacedPod(query),
      apps.listNamespacedStatefulSet(query),
      apps.listNamespacedDeployment(query),
      apps.listNamespacedDaemonSet(query),
    ]);
    const describe = (
      kind: string,
      { metadata, spec, status }: V1StatefulSet | V1Deployment | V1DaemonSet,
    ): RunningWorkload[] => {
      const isReleased = releases.includes(metadata?.annotations?.[RELEASE] ?? "");
      if (!isReleased && !isOurs(metadata)) return [];
      const labels = spec?.selector.matchLabels ?? {};
      const own = pods.items.filter(
        (pod) => matches(pod, labels) && (isReleased || isOurs(pod.metadata)),
      );
      return [
        {
          name: metadata?.name ?? "",
          namespace,
          kind,
          ready: own.filter(isReady).length,
          wanted: wantedPods(spec, status),
          nodes: [...new Set(own.flatMap((pod) => pod.spec?.nodeName ?? []))].sort(),
        },
      ];
    };
    return [
      ...sets.items.flatMap((set) => describe("StatefulSet", set)),
      ...deployments.items.flatMap((deployment) => describe("Deployment", deployment)),
      ...daemons.items.flatMap((daemon) => describe("DaemonSet", daemon)),
    ];
  });
  return (await Promise.all(perNamespace)).flat().sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isOurs(metadata: V1ObjectMeta | undefined): boolean {
  return OURS.every(([key, value]) => metadata?.labels?.[key] === value);
}

/** As many as nodes that want one, or as the spec says. */
function wantedPods(spec: object | undefined, status: object | undefined): number {
  const counts = { ...status, ...spec } as { desiredNumberScheduled?: number; replicas?: number };
  return counts.desiredNumberScheduled ?? counts.replicas ?? 0;
}

function matches(pod: V1Pod, labels: Record<string, string>): boolean {
  return Object.entries(labels).every(([key, value]) => pod.metadata?.labels?.[key] === value);
}

function isReady(pod: V1Pod): boolean {
  const ready = pod.status?.conditions?.find(({ type }) => type === "Ready");
  return ready?.status === "True";
}
