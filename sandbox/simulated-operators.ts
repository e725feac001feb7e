import { KubeConfig } from "@kubernetes/client-node";
import { type ApiRequestOptions, apiRequest } from "./api-request";

const LOOK_MILLISECONDS = 1_000;

/** The kinds on whose operator an `up` waits: nothing runs in simulated pods, so nobody would ever answer. */
const AWAITED = ["kafkas", "kafkatopics"];
const API = "/apis/kafka.strimzi.io/v1";

interface AwaitedObject {
  metadata: { name: string; namespace: string; generation: number };
  status?: { observedGeneration?: number };
}

/** What runs, by the kubeconfig of its cluster. */
const running = new Map<string, NodeJS.Timeout>();

/**
 * Answers in the place of operators, as long as this process runs: what they would bring up is ready. KWOK cannot do
 * it, for it starts before the kinds are there and looks for them once. It keeps no process alive.
 */
export function simulateOperators(kubeconfig: string): void {
  endOperators(kubeconfig);
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  let isLooking = false;
  const look = async () => {
    if (isLooking) return;
    isLooking = true;
    // A kind that is not there yet, or a cluster that is gone: there is nothing to answer.
    await Promise.allSettled(AWAITED.map((plural) => answer(config, plural)));
    isLooking = false;
  };
  running.set(kubeconfig, setInterval(() => void look(), LOOK_MILLISECONDS).unref());
}

/** Ends it, where it runs. */
export function endOperators(kubeconfig: string): void {
  clearInterval(running.get(kubeconfig));
  running.delete(kubeconfig);
}

async function answer(config: KubeConfig, plural: string): Promise<void> {
  const { items } = (await ask(config, `${API}/${plural}`)) as { items: AwaitedObject[] };
  for (const { metadata, status } of items) {
    const { name, namespace, generation } = metadata;
    if (status?.observedGeneration === generation) continue;
    const ready = { type: "Ready", status: "True", lastTransitionTime: new Date().toISOString() };
    await ask(config, `${API}/namespaces/${namespace}/${plural}/${name}/status`, {
      status: { observedGeneration: generation, conditions: [ready] },
    });
  }
}

async function ask(
  config: KubeConfig,
  path: string,
  patch?: ApiRequestOptions["patch"],
): Promise<unknown> {
  const { status, text } = await apiRequest(config, path, { patch, keepsAlive: false });
  if (status !== 200) throw new Error(text);
  return JSON.parse(text);
}
