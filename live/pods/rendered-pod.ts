import type { KubernetesObject, Rendering } from "../../cli/render/render";
import { isWorkload } from "../../cli/render/workloads";

/** A pod template, as far as it is read here. */
interface PodTemplate {
  metadata: { labels: Record<string, string>; annotations?: Record<string, string> };
  spec: {
    containers: [
      {
        name: string;
        image: string;
        args?: string[];
        env?: EnvironmentVariable[];
        ports?: { name: string; containerPort: number; protocol?: string }[];
        readinessProbe?: { httpGet?: { path: string; port: string } };
        volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[];
      },
    ];
    volumes?: {
      name: string;
      configMap?: { name: string };
      secret?: { secretName: string; items: { key: string; path: string }[] };
      hostPath?: { path: string };
    }[];
  };
}

interface EnvironmentVariable {
  name: string;
  value?: string;
  valueFrom?: {
    secretKeyRef?: { name: string; key: string };
    fieldRef?: { fieldPath: string };
  };
}

interface ServiceSpec {
  clusterIP?: string;
  selector: Record<string, string>;
}

/** A key of a Secret. */
interface SecretKey {
  secret: string;
  key: string;
}

/** What an environment variable is: a text, a key of a Secret, or something that Kubernetes knows of the pod. */
type EnvironmentValue = { value: string } | SecretKey | { field: string };

/** A port that a container declares. */
export interface ContainerPort {
  name: string;
  number: number;
  protocol: string;
}

/** A folder of the node in a pod. */
interface HostFolder {
  /** Where the pod sees it. */
  path: string;
  /** Where it is on the node. */
  hostPath: string;
  writable: boolean;
}

/** What the rendered objects say about one pod, as far as running its program needs it. */
export interface RenderedPod {
  /** Name of its workload. */
  name: string;
  namespace: string;
  kind: string;
  /** Host name of its Service. */
  host: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  container: string;
  image: string;
  args: string[];
  env: Record<string, EnvironmentValue>;
  ports: ContainerPort[];
  /** What answers 200 as soon as it is ready. */
  ready?: { path: string; port: string };
  /** Content of every mounted file of a ConfigMap, by its path. */
  files: Record<string, string>;
  /** Path of every mounted key of a Secret, with the Secret's name and the key. */
  secrets: Record<string, SecretKey>;
  /** Folders of its own that it may write to. */
  folders: string[];
  hostFolders: HostFolder[];
}

/** Reads every pod out of a rendering, one a workload, in the order of the objects. Pure. */
export function renderedPods({ objects }: Rendering): RenderedPod[] {
  return objects.filter(isWorkload).map((controller) => podOf(controller, objects));
}

/** Reads the pod of one workload. Pure. */
export function renderedPod({ objects }: Rendering, name: string): RenderedPod {
  const controller = objects.find((o) => isWorkload(o) && o.metadata.name === name);
  if (!controller) throw new Error(`the rendering has no workload ${name}`);
  return podOf(controller, objects);
}

function podOf(
  { kind, metadata, spec }: KubernetesObject,
  objects: readonly KubernetesObject[],
): RenderedPod {
  const { name, namespace = "" } = metadata;
  const { template } = spec as { template: PodTemplate };
  const [container] = template.spec.containers;
  const { readinessProbe, ports = [] } = container;
  return {
    name,
    namespace,
    kind,
    host: `${serviceName(objects, template, namespace) ?? name}.${namespace}.svc.cluster.local`,
    labels: template.metadata.labels,
    annotations: template.metadata.annotations ?? {},
    container: container.name,
    image: container.image,
    args: container.args ?? [],
    env: Object.fromEntries((container.env ?? []).map((e) => [e.name, valueOf(e)])),
    ports: ports.map(({ name: port, containerPort, protocol = "TCP" }) => ({
      name: port,
      number: containerPort,
      protocol,
    })),
    ...(readinessProbe?.httpGet && { ready: readinessProbe.httpGet }),
    ...mounts(template, namespace, objects),
  };
}

function mounts(
  { spec: { containers, volumes = [] } }: PodTemplate,
  namespace: string,
  objects: readonly KubernetesObject[],
): Pick<RenderedPod, "files" | "secrets" | "folders" | "hostFolders"> {
  const found: ReturnType<typeof mounts> = { files: {}, secrets: {}, folders: [], hostFolders: [] };
  for (const { name, mountPath, readOnly = false } of containers[0].volumeMounts ?? []) {
    const { configMap, secret, hostPath } = volumes.find((v) => v.name === name) ?? {};
    if (configMap) {
      for (const [file, text] of Object.entries(dataOf(objects, namespace, configMap.name))) {
        found.files[`${mountPath}/${file}`] = text;
      }
    } else if (secret) {
      for (const { key, path } of secret.items) {
        found.secrets[`${mountPath}/${path}`] = { secret: secret.secretName, key };
      }
    } else if (hostPath) {
      const folder = { path: mountPath, hostPath: hostPath.path, writable: !readOnly };
      found.hostFolders.push(folder);
    } else found.folders.push(mountPath);
  }
  return found;
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

function valueOf({ value, valueFrom }: EnvironmentVariable): EnvironmentValue {
  const secret = valueFrom?.secretKeyRef;
  if (secret) return { secret: secret.name, key: secret.key };
  const field = valueFrom?.fieldRef?.fieldPath;
  return field === undefined ? { value: value ?? "" } : { field };
}

function dataOf(
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
