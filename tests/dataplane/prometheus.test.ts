import { deepEqual, equal, ok } from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  METRICS_ANNOTATIONS,
  discoveredAnnotation,
  discoveredLabel,
} from "../../components/shared/scrape-annotations";
import { SERVICE_NAME_POD_LABEL } from "../../components/shared/telemetry-labels";
import { ensureTool } from "../../sandbox/tools";
import { running } from "../support/dataplane/backends";
import { getJson } from "../../live/clients/http";
import type { StaticTarget } from "../../live/discovery/discovered-pod";
import { withStaticTargets, withoutDiscovery } from "../../live/discovery/prometheus-targets";
import { placedFile, placedPath } from "../../live/pods/placed-pod";
import { PrometheusClient } from "../../live/clients/prometheus-client";
import { ScrapeTarget } from "../support/dataplane/scrape-target";
import { until } from "../support/until";

const FILE = "/etc/prometheus/prometheus.yml";
const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
/** What every series carries that leaves this Prometheus, and what every pod's carries. */
const EXTERNAL = { cluster: "dev", deployment_environment: "dev" };

const SHOP = `# TYPE shop_orders counter
shop_orders_total 17 # {trace_id="${TRACE_ID}"} 1
# TYPE shop_seconds histogram
shop_seconds_bucket{le="0.5"} 2 # {trace_id="${TRACE_ID}"} 0.25
shop_seconds_bucket{le="+Inf"} 3
shop_seconds_sum 1.5
shop_seconds_count 3
# EOF
`;
const KUBE_STATE = `# TYPE kube_pod_info gauge
kube_pod_info{namespace="shop-test",pod="shop-0",node="node-a"} 1
# EOF
`;

describe("Prometheus scrapes and writes to Mimir", () => {
  let shop: ScrapeTarget;
  let kubeState: ScrapeTarget;
  let mimir: PrometheusClient;
  let unchanged: string;
  let mapped: string;

  before(async () => {
    const { platform } = running();
    const placed = platform.pod("prometheus");
    shop = await ScrapeTarget.serve({ "/metrics": SHOP, "/unasked": SHOP });
    const kubeStatePort = Number(platform.pod("kube-state-metrics").address("http").split(":")[1]);
    kubeState = await ScrapeTarget.serve({ "/metrics": KUBE_STATE }, kubeStatePort);
    mimir = new PrometheusClient(`${platform.url("mimir")}/prometheus`);
    unchanged = placedFile(placed, FILE);
    mapped = withStaticTargets(unchanged, { "annotated-pods": pods(shop) });
    const binary = await ensureTool("prometheus");
    await platform.program("prometheus", binary, { files: { [FILE]: mapped } }).start();
  });

  after(async () => {
    await Promise.all([shop.close(), kubeState.close()]);
  });

  it("runs the rendered file with nothing but Kubernetes' discovery replaced", () => {
    deepEqual(withoutDiscovery(mapped), withoutDiscovery(unchanged));
  });

  it("promtool finds nothing in the rendered file, as it is and as it runs here", async () => {
    const promtool = await ensureTool("promtool");
    const placed = running().platform.pod("prometheus");
    const rendered = join(placed.folder, "rendered.yml");
    writeFileSync(rendered, placed.pod.files[FILE]!);
    const check = async (...args: string[]) => {
      const { stdout } = await promisify(execFile)(promtool, ["check", "config", ...args]);
      ok(stdout.includes("SUCCESS"), stdout);
    };
    // The token and the certificate that it names are only where the pod runs.
    await check("--syntax-only", "--lint-fatal", rendered);
    await check("--lint-fatal", placedPath(placed, FILE));
  });

  it("an annotated pod's series arrive with the labels of the contract", async () => {
    const [series] = await arrived("shop_orders_total");
    deepEqual(series, { labels: podSeries("shop_orders_total"), value: "17" });
    equal((await arrived("shop_seconds_bucket")).length, 2);
  });

  it("its exemplars arrive with the trace, on the series with the same labels", async () => {
    const [exemplar] = await until("the exemplar", async () => {
      const found = await mimir.exemplars("shop_orders_total");
      return found.length > 0 ? found : undefined;
    });
    deepEqual(exemplar, {
      seriesLabels: podSeries("shop_orders_total"),
      labels: { trace_id: TRACE_ID },
      value: "1",
    });
  });

  it("a pod without the annotation is left alone", () => {
    ok(shop.scrapes.has("/metrics"));
    equal(shop.scrapes.has("/unasked"), false);
  });

  it("kube-state-metrics' series keep the labels of what they tell about", async () => {
    const [series] = await arrived("kube_pod_info");
    deepEqual(series?.labels, {
      __name__: "kube_pod_info",
      ...EXTERNAL,
      instance: kubeState.address,
      job: "kube-state-metrics",
      namespace: "shop-test",
      node: "node-a",
      pod: "shop-0",
    });
  });

  it("keeps a day, and no more than four fifths of its volume", async () => {
    const url = `${running().platform.url("prometheus")}/api/v1/status/runtimeinfo`;
    const { data } = (await getJson(url)) as { data: { storageRetention: string } };
    equal(data.storageRetention, "1d or 8GiB");
  });

  function podSeries(name: string) {
    return {
      __name__: name,
      ...EXTERNAL,
      container: "app",
      instance: shop.address,
      job: "shop-test/shop",
      namespace: "shop-test",
      node: "node-a",
      pod: "shop-0",
      service_name: "shop",
      service_namespace: "shop-test",
    };
  }

  /** The series of this name, as soon as Mimir has them: a scrape comes every 30 seconds. */
  function arrived(name: string) {
    return until(
      `${name} arrives in Mimir`,
      async () => {
        const series = await mimir.query(name);
        return series.length > 0 ? series : undefined;
      },
      90_000,
    );
  }
});

/** What discovery would say of two pods at this address, of which one asks to be scraped. */
function pods({ address, port }: ScrapeTarget): StaticTarget[] {
  const { scrape, port: portAnnotation, path } = METRICS_ANNOTATIONS;
  const pod = {
    __meta_kubernetes_namespace: "shop-test",
    __meta_kubernetes_pod_name: "shop-0",
    __meta_kubernetes_pod_phase: "Running",
    __meta_kubernetes_pod_node_name: "node-a",
    __meta_kubernetes_pod_container_name: "app",
    __meta_kubernetes_pod_container_init: "false",
    __meta_kubernetes_pod_container_port_number: String(port),
    __meta_kubernetes_pod_container_port_protocol: "TCP",
    [discoveredLabel(SERVICE_NAME_POD_LABEL)]: "shop",
    [discoveredAnnotation(portAnnotation)]: String(port),
  };
  return [
    { targets: [address], labels: { ...pod, [discoveredAnnotation(scrape)]: "true" } },
    { targets: [address], labels: { ...pod, [discoveredAnnotation(path)]: "/unasked" } },
  ];
}
