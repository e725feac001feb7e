import { AppsV1Api, CoreV1Api, KubeConfig, type V1Pod } from "@kubernetes/client-node";
import { PLATFORM_LABELS } from "../../components/shared/labels";
import { STACK_NAME } from "../../stacks/program";
import type { Cluster } from "../engine/session";

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
const OURS = Object.entries({ ...PLATFORM_LABELS, "app.kubernetes.io/instance": STACK_NAME })
  .map(([key, value]) => `${key}=${value}`)
  .join(",");

/** What runs of ours in the namespaces, in the order of their names. */
export async function runningWorkloads(
  { kubeconfig, context }: Cluster,
  namespaces: readonly string[],
): Promise<RunningWorkload[]> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  if (context !== undefined) config.setCurrentContext(context);
  const core = config.makeApiClient(CoreV1Api);
  const apps = config.makeApiClient(AppsV1Api);
  const perNamespace = namespaces.map(async (namespace) => {
    const query = { namespace, labelSelector: OURS };
    const [pods, sets, deployments, daemons] = await Promise.all([
      core.listNamespacedPod(query),
      apps.listNamespacedStatefulSet(query),
      apps.listNamespacedDeployment(query),
      apps.listNamespacedDaemonSet(query),
    ]);
    const describe = (
      kind: string,
      name: string | undefined,
      labels: Record<string, string> | undefined,
      wanted: number | undefined,
    ): RunningWorkload => {
      const own = pods.items.filter((pod) => matches(pod, labels ?? {}));
      return {
        name: name ?? "",
        namespace,
        kind,
        ready: own.filter(isReady).length,
        wanted: wanted ?? 0,
        nodes: own.flatMap((pod) => pod.spec?.nodeName ?? []).sort(),
      };
    };
    return [
      ...sets.items.map((s) =>
        describe("StatefulSet", s.metadata?.name, s.spec?.selector.matchLabels, s.spec?.replicas),
      ),
      ...deployments.items.map((d) =>
        describe("Deployment", d.metadata?.name, d.spec?.selector.matchLabels, d.spec?.replicas),
      ),
      ...daemons.items.map((d) =>
        describe(
          "DaemonSet",
          d.metadata?.name,
          d.spec?.selector.matchLabels,
          d.status?.desiredNumberScheduled,
        ),
      ),
    ];
  });
  return (await Promise.all(perNamespace)).flat().sort((a, b) => (a.name < b.name ? -1 : 1));
}

function matches(pod: V1Pod, labels: Record<string, string>): boolean {
  return Object.entries(labels).every(([key, value]) => pod.metadata?.labels?.[key] === value);
}

function isReady(pod: V1Pod): boolean {
  const ready = pod.status?.conditions?.find(({ type }) => type === "Ready");
  return ready?.status === "True";
}
