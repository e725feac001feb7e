import {
  CoreV1Api,
  KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  type V1Pod,
} from "@kubernetes/client-node";
import type { Rendering } from "../../../cli/render/render";

/** An object as the API server has it. */
export type LiveObject = KubernetesObject & Record<string, unknown>;

/** What makes an object the same one in a rendering and in a cluster. */
interface Identity {
  kind?: string;
  metadata?: { name?: string; namespace?: string };
}

/** By this label everything of ours is found, in whatever namespace. */
const OURS = "app.kubernetes.io/part-of=lgtm";

/** `monitoring/ConfigMap/loki-config`; an object of the cluster begins with the slash. */
export function keyOf({ kind, metadata }: Identity): string {
  return `${metadata?.namespace ?? ""}/${kind ?? ""}/${metadata?.name ?? ""}`;
}

/** Reads a cluster with the client library alone: nothing of what is tested stands between. */
export class LiveCluster {
  readonly objects: KubernetesObjectApi;
  readonly core: CoreV1Api;

  constructor(kubeconfig: string) {
    const config = new KubeConfig();
    config.loadFromFile(kubeconfig);
    this.objects = KubernetesObjectApi.makeApiClient(config);
    this.core = config.makeApiClient(CoreV1Api);
  }

  /** Everything of ours among the kinds of a rendering, in the order of the keys. */
  async ours({ objects }: Pick<Rendering, "objects">): Promise<LiveObject[]> {
    const kinds = new Map(objects.map(({ apiVersion, kind }) => [kind, apiVersion]));
    const lists = await Promise.all(
      [...kinds].map(async ([kind, apiVersion]) => {
        const list = await this.objects.list(
          apiVersion,
          kind,
          undefined,
          undefined,
          undefined,
          undefined,
          undefined,
          OURS,
        );
        return list.items.map((item) => ({ ...item, apiVersion, kind }));
      }),
    );
    return lists.flat().sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }

  /** The pods of ours in all namespaces, in the order of their names. */
  async pods(): Promise<V1Pod[]> {
    const { items } = await this.core.listPodForAllNamespaces({ labelSelector: OURS });
    // A list leaves the kind of its items out.
    for (const pod of items) pod.kind = "Pod";
    return items.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }

  /** The text under a key of a Secret. */
  async secret(namespace: string, name: string, key: string): Promise<string> {
    const { data } = await this.core.readNamespacedSecret({ name, namespace });
    return Buffer.from(data?.[key] ?? "", "base64").toString();
  }

  /** Names of the namespaces that Kubernetes did not make itself. */
  async namespaces(): Promise<string[]> {
    const { items } = await this.core.listNamespace();
    const names = items.map(({ metadata }) => metadata?.name ?? "");
    return names.filter((name) => name !== "default" && !name.startsWith("kube-")).sort();
  }
}
