import assert from "node:assert/strict";
import { connections, diagramNodes } from "../../cli/diagram/connections";
import { withDiagram } from "../../cli/diagram/mermaid";
import type { KubernetesObject, Rendering } from "../../cli/render/render";

function workload(name: string, configMap?: string): KubernetesObject {
  const volumes = configMap ? [{ name: "config", configMap: { name: configMap } }] : [];
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name, namespace: "mon" },
    spec: { template: { spec: { containers: [{ args: [] }], volumes } } },
  };
}

function configMap(name: string, text: string): KubernetesObject {
  const metadata = { name, namespace: "mon" };
  return { apiVersion: "v1", kind: "ConfigMap", metadata, data: { file: text } };
}

function rendering(objects: KubernetesObject[], endpoints: object): Rendering {
  return { objects, outputs: { endpoints } } as unknown as Rendering;
}

const LOKI = { loki: { query: "http://loki.mon:3100", push: "http://loki.mon:3100/push" } };

describe("diagram", () => {
  it("connects a workload to the receiver whose address it mounts", () => {
    const objects = [
      workload("agent", "agent-config"),
      configMap("agent-config", 'url = "http://loki.mon:3100/push"'),
    ];
    assert.deepEqual(connections(rendering(objects, LOKI)), [
      { from: "agent", to: "loki", use: "push" },
    ]);
  });

  it("takes no address for the beginning of a longer one", () => {
    const objects = [
      workload("agent", "agent-config"),
      configMap("agent-config", "http://loki.mon:31000 xhttp://loki.mon:3100"),
    ];
    assert.deepEqual(connections(rendering(objects, LOKI)), []);
  });

  it("draws one arrow for several uses, and none to itself", () => {
    const text = "http://loki.mon:3100 http://loki.mon:3100/push";
    const objects = [workload("grafana", "c"), workload("loki", "c"), configMap("c", text)];
    assert.deepEqual(connections(rendering(objects, LOKI)), [
      { from: "grafana", to: "loki", use: "query, push" },
    ]);
  });

  it("tells who asks from who sends where both go to one address", () => {
    const address = "http://pyroscope.mon:4040";
    const endpoints = { pyroscope: { query: address, push: address } };
    const objects = [
      workload("dashboards", "sources"),
      configMap("sources", `datasources:\n  - url: ${address}`),
      workload("agent", "agent-config"),
      configMap("agent-config", `url = "${address}"`),
    ];
    assert.deepEqual(connections(rendering(objects, endpoints)), [
      { from: "dashboards", to: "pyroscope", use: "query" },
      { from: "agent", to: "pyroscope", use: "push" },
    ]);
  });

  it("knows the workloads and nothing else", () => {
    const objects = [workload("a"), configMap("b", "")];
    assert.deepEqual(diagramNodes(rendering(objects, {})), [
      { kind: "StatefulSet", name: "a", namespace: "mon" },
    ]);
  });

  it("replaces what stands between its marks, and is the same when it is drawn again", () => {
    const text = "before\n<!-- diagram: npm run diagram -->\nold\n<!-- end of diagram -->\nafter";
    const drawn = withDiagram(text, "flowchart LR");
    assert.match(drawn, /^before\n[\s\S]*```mermaid\nflowchart LR\n```[\s\S]*after$/);
    assert.ok(!drawn.includes("old"));
    assert.equal(withDiagram(drawn, "flowchart LR"), drawn);
  });

  it("says what a text without the marks needs", () => {
    assert.throws(() => withDiagram("text", ""), /write "<!-- diagram: npm run diagram -->" and/);
  });
});
