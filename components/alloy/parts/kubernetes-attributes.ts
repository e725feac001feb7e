import { SERVICE_NAME_POD_LABEL } from "../../shared/telemetry-labels";
import type { ClusterRule } from "../../shared/workload-spec";
import { OtelConsumer, type OtelStep, outputBlock } from "../connections";
import { type Block, block, component } from "../syntax";

/** What the step reads from the API server. */
export const KUBERNETES_ATTRIBUTES_RULES: ClusterRule[] = [
  { apiGroups: [""], resources: ["pods", "namespaces"], verbs: ["get", "list", "watch"] },
];

/** By what the pod that sent something is found. The first that is known decides. */
const ASSOCIATIONS: readonly Block[] = [
  block("source", { from: "resource_attribute", name: "k8s.pod.uid" }),
  block("source", { from: "resource_attribute", name: "k8s.pod.ip" }),
  // Last: behind another collector it is the collector's own pod.
  block("source", { from: "connection" }),
];

/** Says of each resource in which pod it runs, where the resource does not say so itself. */
export function kubernetesAttributes(label: string): OtelStep {
  return (next) => {
    const attributes = component("otelcol.processor.k8sattributes", label, {}, [
      block(
        "extract",
        {
          metadata: [
            "k8s.namespace.name",
            "k8s.pod.name",
            "k8s.pod.uid",
            "k8s.container.name",
            "k8s.node.name",
            "k8s.deployment.name",
            "k8s.statefulset.name",
            "k8s.daemonset.name",
          ],
          // Read from the ReplicaSet's name, which needs no right to read ReplicaSets.
          deployment_name_from_replicaset: true,
        },
        [block("label", { from: "pod", key: SERVICE_NAME_POD_LABEL, tag_name: "service.name" })],
      ),
      ...ASSOCIATIONS.map((source) => block("pod_association", {}, [source])),
      outputBlock(next),
    ]);
    return { blocks: [attributes], input: new OtelConsumer(attributes) };
  };
}
