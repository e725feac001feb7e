import assert from "node:assert/strict";
import { contractStatements } from "../../components/alloy/parts/contract-attributes";
import { containerLabels } from "../../components/alloy/parts/node-pods";
import { podLabels } from "../../components/prometheus/relabel";
import { podSources } from "../../components/shared/discovery-labels";

/** The sources of each label in their order, whatever the order of the labels. */
function told(rules: readonly { source_labels?: readonly string[]; target_label?: string }[]) {
  const sources: Record<string, string[]> = {};
  for (const { source_labels, target_label } of rules) {
    (sources[target_label ?? ""] ??= []).push(...(source_labels ?? []));
  }
  return sources;
}

describe("Discovery's labels", () => {
  it("fill the same labels of metrics, logs and profiles", () => {
    const labels = ["namespace", "pod", "container", "node"] as const;
    const sources = podSources([...labels, "service_name", "service_namespace"]);
    const all = told(sources.map((s) => ({ source_labels: [s.source], target_label: s.label })));
    assert.equal(Object.keys(all).length, 6);
    assert.deepEqual(told(podLabels()), all);
    assert.deepEqual(told(containerLabels()), all);
  });

  it("name a service by its container, unless the pod has the recommended label", () => {
    assert.deepEqual(
      podSources(["service_name", "service_namespace"]).map(({ source }) => source),
      [
        "__meta_kubernetes_pod_container_name",
        "__meta_kubernetes_pod_label_app_kubernetes_io_name",
        "__meta_kubernetes_namespace",
      ],
    );
  });

  it("have the stand-ins that OTLP has", () => {
    const standIns = contractStatements({}).flatMap((statement) => {
      const set = /^set\(resource\.attributes\["(service\..+)"\], (.+)\) where/.exec(statement);
      return set?.[2]?.includes("k8s.") ? [[set[1], set[2]]] : [];
    });
    assert.deepEqual(standIns, [
      ["service.name", 'resource.attributes["k8s.container.name"]'],
      ["service.namespace", 'resource.attributes["k8s.namespace.name"]'],
    ]);
  });
});
