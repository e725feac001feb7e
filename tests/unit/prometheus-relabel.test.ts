import assert from "node:assert/strict";
import { prometheusConfig } from "../../components/prometheus/config";
import { resolvePrometheus } from "../../components/prometheus/prometheus-args";
import type { ScrapeConfig } from "../../components/prometheus/scrape-config";
import { type Promtool, promtool } from "../support/promtool";
import { resolved } from "../support/resolved";

type Labels = Record<string, string>;

const SPEC = resolved(resolvePrometheus, {
  targets: { nodeExporter: { namespace: "agents", name: "node-exporter" } },
});

/** One port of one container, as Kubernetes' service discovery would tell it. */
function discovered(port: string, over: Labels = {}): { targets: string[]; labels: Labels } {
  const meta: Labels = {
    namespace: "shop",
    pod_name: "cart-0",
    pod_phase: "Running",
    pod_node_name: "node-a",
    pod_container_name: "main",
    pod_container_init: "false",
    pod_container_port_name: "http",
    pod_container_port_number: port,
    pod_container_port_protocol: "TCP",
    pod_annotation_prometheus_io_scrape: "true",
    pod_annotation_prometheus_io_port: "8080",
    pod_label_app_kubernetes_io_name: "cart",
    ...over,
  };
  const labels = Object.entries(meta).map(([key, value]) => [`__meta_kubernetes_${key}`, value]);
  return { targets: [`10.0.0.5:${port}`], labels: Object.fromEntries(labels) as Labels };
}

/** What Prometheus itself makes of these targets, without its own settings of the scrape. */
async function relabelled(
  tool: Promtool,
  name: string,
  found: ReturnType<typeof discovered>[],
): Promise<Labels[]> {
  const jobs = prometheusConfig(SPEC).scrape_configs as ScrapeConfig[];
  const { kubernetes_sd_configs, ...job } = jobs.find((j) => j.job_name === name)!;
  assert.ok(kubernetes_sd_configs, "found by Kubernetes' service discovery");
  const offline = { ...job, authorization: undefined, static_configs: found };
  const targets = await tool.targets({ scrape_configs: [offline] }, name);
  return targets.map((labels) =>
    Object.fromEntries(
      Object.entries(labels).filter(
        ([key]) => !key.startsWith("__") || /^__(address|scheme|metrics_path)__$/.test(key),
      ),
    ),
  );
}

describe("prometheus relabelling, by promtool", () => {
  let tool: Promtool;
  before(async function () {
    tool = await promtool(this);
  });

  it("gives an annotated pod the labels of the contract", async () => {
    const annotations = {
      pod_annotation_prometheus_io_path: "/stats",
      pod_annotation_prometheus_io_scheme: "https",
    };
    assert.deepEqual(await relabelled(tool, "annotated-pods", [discovered("8080", annotations)]), [
      {
        __address__: "10.0.0.5:8080",
        __scheme__: "https",
        __metrics_path__: "/stats",
        instance: "10.0.0.5:8080",
        job: "shop/cart",
        namespace: "shop",
        pod: "cart-0",
        container: "main",
        node: "node-a",
        service_name: "cart",
        service_namespace: "shop",
      },
    ]);
  });

  it("scrapes an annotated pod once, however many ports and containers it has", async () => {
    const targets = await relabelled(tool, "annotated-pods", [
      discovered("8080"),
      discovered("9095"),
      discovered("6831", { pod_container_port_protocol: "UDP" }),
      discovered("15090", { pod_container_name: "proxy" }),
      discovered("8080", { pod_container_init: "true", pod_container_name: "setup" }),
    ]);
    assert.deepEqual(
      targets.map((t) => [t.__address__, t.container]),
      [["10.0.0.5:8080", "main"]],
    );
  });

  it("scrapes every declared port of a pod that names none", async () => {
    const unnamed = { pod_annotation_prometheus_io_port: "" };
    const targets = await relabelled(tool, "annotated-pods", [
      discovered("8080", unnamed),
      discovered("9100", unnamed),
    ]);
    assert.deepEqual(targets.map((t) => t.__address__).sort(), ["10.0.0.5:8080", "10.0.0.5:9100"]);
  });

  it("names the service of a pod without the label by its container", async () => {
    const [target] = await relabelled(tool, "annotated-pods", [
      discovered("8080", { pod_label_app_kubernetes_io_name: "" }),
    ]);
    assert.deepEqual([target?.service_name, target?.job], ["main", "shop/main"]);
  });

  for (const [what, over] of [
    ["is not annotated", { pod_annotation_prometheus_io_scrape: "" }],
    ["says no", { pod_annotation_prometheus_io_scrape: "false" }],
    ["has ended", { pod_phase: "Succeeded" }],
  ] as const) {
    it(`leaves a pod alone that ${what}`, async () => {
      assert.deepEqual(await relabelled(tool, "annotated-pods", [discovered("8080", over)]), []);
    });
  }

  it("calls a node-exporter by its node", async () => {
    const [target] = await relabelled(tool, "node-exporter", [discovered("9100")]);
    assert.deepEqual(
      [target?.job, target?.instance, target?.node, target?.namespace, target?.pod],
      ["node-exporter", "node-a", "node-a", "shop", "cart-0"],
    );
  });

  it("says the node of a kubelet and of its containers", async () => {
    for (const name of ["kubelet", "cadvisor"]) {
      const node = discovered("10250", { node_name: "node-a" });
      const [target] = await relabelled(tool, name, [node]);
      assert.deepEqual([target?.job, target?.node, target?.pod], [name, "node-a", undefined]);
    }
  });
});
