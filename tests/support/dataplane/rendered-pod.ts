import type { KubernetesObject, Rendering } from "../../../cli/render/render";

/** A pod template, as far as it is read here. */
interface PodTemplate {
  metadata: { labels: Record<string, string> };
  spec: {
    containers: [
      {
        args?: string[];
        env?: EnvironmentVariable[];
        ports?: { name: string; containerPort: number }[];
        volumeMounts?: { name: string; mountPath: string }[];
      },
    ];
    volumes?: {
      name: string;
      configMap?: { name: string };
      secret?: { secretName: string; items: { key: string; path: string }[] };
      hostPath?: unknown;
    }[];
  };
}

interface EnvironmentVariable {
  name: string;
  value?: string;
  valueFrom?: { secretKeyRef?: { name: string; key: string } };
}

interface ServiceSpec {
  clusterIP?: string;
  selector: Record<string, string>;
}

/** What the rendered objects say about one pod, as far as running its program needs it. */
export interface RenderedPod {
  name: string;
  /** Host name of its Service. */
  host: string;
  args: string[];
  /** Plain values; a variable from elsewhere says so as `<fieldRef …>` or `<secret …>`. */
  env: Record<string, string>;
  ports: { name: string; number: number }[];
  /** Content of every mounted file of a ConfigMap, by its path. */
  files: Record<string, string>;
  /** Path of every mounted key of a Secret, with the Secret's name and the key. */
  secrets: Record<string, { secret: string; key: string }>;
  /** Folders that it may write to. */
  folders: string[];
}

const CONTROLLERS = ["StatefulSet", "Deployment", "DaemonSet"];

/** Reads a pod out of a rendering. Pure. */
export function renderedPod({ objects }: Rendering, name: string): RenderedPod {
  const controller = objects.find((o) => CONTROLLERS.includes(o.kind) && o.metadata.name === name);
  if (!controller) throw new Error(`the rendering has no workload ${name}`);
  const { template } = controller.spec as { template: PodTemplate };
  const [container] = template.spec.containers;
  const namespace = controller.metadata.namespace ?? "";
  const pod: RenderedPod = {
    name,
    host: `${serviceName(objects, template, namespace) ?? name}.${namespace}.svc.cluster.local`,
    args: container.args ?? [],
    env: Object.fromEntries((container.env ?? []).map((e) => [e.name, e.value ?? source(e)])),
    ports: (container.ports ?? []).map((p) => ({ name: p.name, number: p.containerPort })),
    files: {},
    secrets: {},
    folders: [],
  };
  for (const mount of container.volumeMounts ?? []) {
    const volume = template.spec.volumes?.find((v) => v.name === mount.name);
    if (volume?.configMap) {
      for (const [file, text] of Object.entries(
        configMap(objects, namespace, volume.configMap.name),
      )) {
        pod.files[`${mount.mountPath}/${file}`] = text;
      }
    } else if (volume?.secret) {
      for (const { key, path } of volume.secret.items) {
        pod.secrets[`${mount.mountPath}/${path}`] = { secret: volume.secret.secretName, key };
      }
    } else if (!volume?.hostPath) pod.folders.push(mount.mountPath);
  }
  return pod;
}

/** The Service that leads to a pod; the headless one beside it leads to each. */
function serviceName(
  objects: readonly KubernetesObject[],
  { metadata: { labels } }: PodTemplate,
  namespace: string,
): string | undefined {
  const found = objects.find(({ kind, metadata, spec }) => {
    if (kind !== "Service" || metadata.namespace !== namespace) return false;
    const { clusterIP, selector } = spec as ServiceSpec;
    return clusterIP !== "None" && Object.entries(selector).every(([k, v]) => labels[k] === v);
  });
  return found?.metadata.name;
}

function source({ valueFrom }: EnvironmentVariable): string {
  const secret = valueFrom?.secretKeyRef;
  return secret ? `<secret ${secret.name} ${secret.key}>` : "<fieldRef>";
}

function configMap(
  objects: readonly KubernetesObject[],
  namespace: string,
  name: string,
): Record<string, string> {
  const found = objects.find(
    ({ kind, metadata }) =>
      kind === "ConfigMap" && metadata.name === name && metadata.namespace === namespace,
  );
  if (!found) throw new Error(`the rendering has no ConfigMap ${namespace}/${name}`);
  return found.data as Record<string, string>;
}
