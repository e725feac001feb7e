import { isMap } from "../../../components/shared/merge";
import { IMAGES } from "../../../components/versions";
import { at } from "../deployed";
import type { ChartObject } from "./official";

/** A controller of a chart, with the pod that it makes. */
export interface ChartPod {
  kind: string;
  name: string;
  replicas: number | undefined;
  metadata: { labels: Record<string, string>; annotations?: Record<string, string> };
  spec: PodSpec;
}

export interface PodSpec {
  containers: ChartContainer[];
  initContainers?: ChartContainer[];
  volumes?: Record<string, unknown>[];
  [key: string]: unknown;
}

export interface ChartContainer {
  name: string;
  image: string;
  args?: string[];
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  [key: string]: unknown;
}

const CONTROLLERS = ["Deployment", "StatefulSet", "DaemonSet", "Job"];

/** Everything in a chart that makes pods. */
export function podsOf(objects: readonly ChartObject[]): ChartPod[] {
  return objects
    .filter(({ kind }) => CONTROLLERS.includes(kind))
    .map((object) => {
      const template = at(object, "spec.template") as Pick<ChartPod, "metadata" | "spec">;
      const replicas = at(object, "spec.replicas") as number | undefined;
      return { kind: object.kind, name: object.metadata.name, replicas, ...template };
    });
}

export function containersOf({ spec }: ChartPod): ChartContainer[] {
  return [...spec.containers, ...(spec.initContainers ?? [])];
}

/** What Pod Security `restricted` holds against a pod, by the standard's own rules. */
export function unrestricted(pod: ChartPod): string[] {
  const { spec } = pod;
  const host = ["hostNetwork", "hostPID", "hostIPC"].filter((key) => spec[key] === true);
  const paths = (spec.volumes ?? [])
    .filter((v) => "hostPath" in v)
    .map((v) => `volume ${String(v.name)}`);
  const containers = containersOf(pod).flatMap((container) =>
    objections(container, at(spec, "securityContext")).map((what) => `${container.name}: ${what}`),
  );
  return [...host, ...paths, ...containers].map((what) => `${pod.name}: ${what}`);
}

function objections(container: ChartContainer, pod: unknown): string[] {
  const own = container.securityContext;
  const either = (path: string) => at(own, path) ?? at(pod, path);
  const dropped = (at(own, "capabilities.drop") ?? []) as string[];
  const added = (at(own, "capabilities.add") ?? []) as string[];
  return [
    ...(either("runAsNonRoot") === true ? [] : ["may be root"]),
    ...(either("runAsUser") === 0 ? ["is root"] : []),
    ...(either("seccompProfile.type") === "RuntimeDefault" ? [] : ["has no seccomp profile"]),
    ...(at(own, "allowPrivilegeEscalation") === false ? [] : ["may gain privileges"]),
    ...(at(own, "privileged") === true ? ["is privileged"] : []),
    ...(dropped.includes("ALL") ? [] : ["keeps capabilities"]),
    ...added.filter((name) => name !== "NET_BIND_SERVICE").map((name) => `adds ${name}`),
  ];
}

/** Containers that ask for nothing, have no memory limit, or are slowed down by a CPU limit. */
export function unsized(pod: ChartPod): string[] {
  return containersOf(pod)
    .filter(({ resources }) => {
      const { requests, limits } = resources ?? {};
      return !requests?.cpu || !requests.memory || !limits?.memory || limits.cpu !== undefined;
    })
    .map(({ name, resources }) => `${pod.name}: ${name} has ${JSON.stringify(resources)}`);
}

const KNOWN = new Set(
  Object.values(IMAGES).map(({ registry, repository, tag }) => `${registry}/${repository}:${tag}`),
);

/** Images that stand in no table, and so on no list for mirrors. */
export function unknownImages(objects: readonly ChartObject[]): string[] {
  const images = podsOf(objects).flatMap((pod) => containersOf(pod).map(({ image }) => image));
  return [...new Set(images)].filter((image) => !KNOWN.has(image)).sort();
}

/** Names and ports of all Services, as `name:port`. */
export function servicePorts(objects: readonly ChartObject[]): Set<string> {
  const services = objects.filter(({ kind }) => kind === "Service");
  return new Set(
    services.flatMap((service) =>
      ((at(service, "spec.ports") ?? []) as unknown[]).map((port) =>
        isMap(port) ? `${service.metadata.name}:${String(port.port)}` : "",
      ),
    ),
  );
}
