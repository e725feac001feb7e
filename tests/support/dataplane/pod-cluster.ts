import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CoreV1Api, KubeConfig, KubernetesObjectApi, type V1Pod } from "@kubernetes/client-node";
import {
  type ControlPlane,
  startControlPlane,
  stopControlPlane,
} from "../../../sandbox/control-plane";
import { until } from "../until";

/** An embedded control plane with simulated nodes, for programs that ask Kubernetes who is there. */
export class PodCluster {
  private constructor(
    private readonly folder: string,
    private readonly plane: ControlPlane,
    private readonly config: KubeConfig,
  ) {}

  static async start(): Promise<PodCluster> {
    const folder = await mkdtemp(join(tmpdir(), "lgtm-cluster-"));
    const plane = await startControlPlane({ stateDir: join(folder, "state"), durable: false });
    const config = new KubeConfig();
    config.loadFromFile(plane.kubeconfig);
    return new PodCluster(folder, plane, config);
  }

  get kubeconfig(): string {
    return this.plane.kubeconfig;
  }

  /** A pod that runs, as far as Kubernetes knows. */
  async runPod(namespace: string, name: string, labels: Record<string, string>): Promise<V1Pod> {
    const core = this.config.makeApiClient(CoreV1Api);
    const objects = KubernetesObjectApi.makeApiClient(this.config);
    const created = { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } };
    await objects.create(created);
    await until("the namespace's service account", () =>
      core.readNamespacedServiceAccount({ namespace, name: "default" }),
    );
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { namespace, name, labels },
      spec: { containers: [{ name: "app", image: "registry.invalid/app" }] },
    };
    await objects.create(pod);
    return until("the pod runs", async () => {
      const seen = await core.readNamespacedPod({ namespace, name });
      return seen.status?.phase === "Running" ? seen : undefined;
    });
  }

  async stop(): Promise<void> {
    await stopControlPlane(this.plane.stateDir);
    await rm(this.folder, { recursive: true, force: true });
  }
}
