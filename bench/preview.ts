import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as k8s from "@pulumi/kubernetes";
import { folderBackend } from "../cli/engine/backend";
import { openSession } from "../cli/engine/session";
import { readEnvironment } from "../cli/environments";
import { type KubernetesObject, renderEnvironment } from "../cli/render/render";
import { startControlPlane } from "../sandbox/control-plane";
import { milliseconds, ratio, timedInTurns } from "./measure";

/** The engine's preview of dev against that of a program that declares the same objects bare. */
export async function benchPreview(progress: (line: string) => void): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "lgtm-bench-"));
  const controlPlane = await startControlPlane({ stateDir: join(folder, "cluster"), progress });
  try {
    const environment = readEnvironment("dev");
    const { objects } = await renderEnvironment(environment);
    const open = (name: string, program?: () => unknown) => {
      const own = join(folder, name);
      return openSession({
        environment,
        cluster: { kubeconfig: controlPlane.kubeconfig },
        backend: folderBackend(own),
        folder: own,
        program,
        progress,
      });
    };
    const stack = await open("stack");
    const bare = await open("bare", () => {
      declareBare(objects);
    });
    const [ours, theirs] = await timedInTurns(
      () => stack.stack.preview(),
      () => bare.stack.preview(),
    );
    return [
      `engine preview of dev: ${ratio(ours, theirs)} of ${objects.length} bare objects (aim: at most 1.2 x)`,
      `  ${milliseconds(ours)} against ${milliseconds(theirs)}`,
    ];
  } finally {
    await controlPlane.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Constructor = new (name: string, args: never) => object;

/** The SDK's class of each kind that dev consists of. */
const CLASSES: Readonly<Record<string, Constructor>> = {
  ClusterRole: k8s.rbac.v1.ClusterRole,
  ClusterRoleBinding: k8s.rbac.v1.ClusterRoleBinding,
  ConfigMap: k8s.core.v1.ConfigMap,
  DaemonSet: k8s.apps.v1.DaemonSet,
  Deployment: k8s.apps.v1.Deployment,
  Namespace: k8s.core.v1.Namespace,
  PodDisruptionBudget: k8s.policy.v1.PodDisruptionBudget,
  Secret: k8s.core.v1.Secret,
  Service: k8s.core.v1.Service,
  ServiceAccount: k8s.core.v1.ServiceAccount,
  StatefulSet: k8s.apps.v1.StatefulSet,
};

/** The same objects as plain resources, without components, checks or wiring. */
function declareBare(objects: readonly KubernetesObject[]): void {
  for (const { kind, metadata, ...rest } of objects) {
    const constructor = CLASSES[kind];
    if (!constructor) throw new Error(`the benchmark does not know how to declare a ${kind}`);
    const name = [metadata.namespace, kind, metadata.name].join("-");
    // What was rendered from these classes fits them again.
    new constructor(name, { metadata, ...rest } as never);
  }
}
