import { DISCOVERED_POD } from "../../components/shared/discovery-labels";
import { discoveredAnnotation, discoveredLabel } from "../../components/shared/scrape-annotations";
import { LOOPBACK } from "../loopback";
import type { ContainerPort } from "../pods/rendered-pod";

/** A port of a pod, with where it is on this machine. */
interface DiscoveredPort extends ContainerPort {
  /** `host:port`. */
  address: string;
}

/** What Kubernetes would know of a pod that runs here as a process. */
export interface DiscoveredPod {
  namespace: string;
  /** Name of its workload, or of the Service that leads to it. */
  workload: string;
  name: string;
  uid: string;
  node: string;
  container: string;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  ports: readonly DiscoveredPort[];
}

/** A pod before it is known where its ports are, and on which node it runs. */
export type UnplacedPod = Omit<DiscoveredPod, "uid" | "node" | "ports"> & {
  ports: readonly ContainerPort[];
};

/** What a discovery finds: an address and the labels that it gives, `__meta_…` ones too. */
export interface StaticTarget {
  targets: readonly string[];
  labels: Readonly<Record<string, string>>;
}

/**
 * What discovery by the role `pod` would find of it: a target a port, or one without a port. The labels are those of
 * Kubernetes; the port's number too, for annotations name that one. Only the address is this machine's. Pure.
 */
export function discoveredTargets(pod: DiscoveredPod): StaticTarget[] {
  const labels = podLabels(pod);
  if (pod.ports.length === 0) return [{ targets: [LOOPBACK], labels }];
  return pod.ports.map(({ name, number, protocol, address }) => ({
    targets: [address],
    labels: {
      ...labels,
      __meta_kubernetes_pod_container_port_name: name,
      __meta_kubernetes_pod_container_port_number: String(number),
      __meta_kubernetes_pod_container_port_protocol: protocol,
    },
  }));
}

function podLabels(pod: DiscoveredPod): Record<string, string> {
  const { namespace, name, container, node, uid, labels, annotations } = pod;
  return {
    [DISCOVERED_POD.namespace]: namespace,
    [DISCOVERED_POD.pod]: name,
    [DISCOVERED_POD.container]: container,
    [DISCOVERED_POD.node]: node,
    __meta_kubernetes_pod_uid: uid,
    __meta_kubernetes_pod_ip: LOOPBACK,
    __meta_kubernetes_pod_host_ip: LOOPBACK,
    __meta_kubernetes_pod_phase: "Running",
    __meta_kubernetes_pod_ready: "true",
    __meta_kubernetes_pod_container_init: "false",
    ...named(labels, discoveredLabel),
    ...named(annotations, discoveredAnnotation),
  };
}

function named(values: Readonly<Record<string, string>>, name: (key: string) => string) {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [name(key), value]));
}
