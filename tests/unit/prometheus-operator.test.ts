import assert from "node:assert/strict";
import { parse } from "yaml";
import {
  type PrometheusOperatorArgs,
  resolvePrometheusOperator,
} from "../../components/prometheus/operator/operator-args";
import {
  PrometheusOperator,
  operatedScrapeJobs,
} from "../../components/prometheus/operator/prometheus-operator";
import { serviceMonitor } from "../../components/prometheus/operator/service-monitors";
import { prometheusOperatorValues } from "../../components/prometheus/operator/values";
import { prometheusConfig } from "../../components/prometheus/config";
import { resolvePrometheus } from "../../components/prometheus/prometheus-args";
import type { ScrapeConfig } from "../../components/prometheus/scrape-config";
import { at } from "../support/deployed";
import { find, listed, record, secretTexts } from "../support/mocks";
import { promtool } from "../support/promtool";
import { refusals, resolved } from "../support/resolved";

type Args = Partial<PrometheusOperatorArgs>;

const RELEASE = "kubernetes:helm.sh/v3:Release";
const ORDERS = { name: "orders", namespace: "shop", port: "http", path: "/metrics" };

const spec = (args: Args = {}) => resolved(resolvePrometheusOperator, args);
const created = (args: Args = {}) =>
  record(() => new PrometheusOperator("metrics", { namespace: "mon", ...args }));
const server = (args: Args = {}) =>
  at(prometheusOperatorValues(spec(args)), "prometheus.prometheusSpec");

describe("Prometheus by its operator", () => {
  it("consists of exactly these objects, the kinds before all that is of them", async () => {
    const resources = await created({ serviceMonitors: [ORDERS] });
    assert.deepEqual(listed(resources), [
      "kubernetes:core/v1:Secret metrics-scrape-jobs",
      "kubernetes:core/v1:SecretPatch metrics-scrape-jobs-data",
      `${RELEASE} metrics`,
      `${RELEASE} metrics-crds`,
      "kubernetes:monitoring.coreos.com/v1:ServiceMonitor metrics-shop-orders",
      "lgtm:index:PrometheusOperator metrics",
    ]);
    assert.deepEqual(find(resources, RELEASE, "metrics").dependsOn, [
      "kubernetes:core/v1:SecretPatch metrics-scrape-jobs-data",
      `${RELEASE} metrics-crds`,
    ]);
  });

  it("never deletes the kinds, with which everything of them would go", async () => {
    const crds = find(await created(), RELEASE, "metrics-crds");
    assert.deepEqual([crds.protect, crds.retainOnDelete], [true, true]);
    const operator = find(await created(), RELEASE, "metrics");
    assert.deepEqual([operator.protect, operator.retainOnDelete], [false, false]);
  });

  it("brings no kinds where somebody else does", async () => {
    const resources = await created({ crds: "external" });
    assert.deepEqual(
      resources.filter(({ type }) => type === RELEASE).map(({ name }) => name),
      ["metrics"],
    );
  });

  it("is protected where its volumes are", async () => {
    const resources = await created({ persistence: { protect: true } });
    assert.equal(find(resources, RELEASE, "metrics").protect, true);
  });

  it("says where it is, and registers it", async () => {
    assert.deepEqual(find(await created(), "lgtm:index:PrometheusOperator", "metrics").outputs, {
      endpoints: { query: "http://prometheus-prometheus.mon.svc.cluster.local:9090" },
    });
  });
});

describe("what Prometheus scrapes under its operator", () => {
  const common = {
    targets: {
      kubeStateMetrics: "http://kube-state-metrics:8080/metrics",
      nodeExporter: { namespace: "agents", name: "node-exporter" },
    },
    extraScrapeConfigs: [{ job_name: "blackbox", static_configs: [{ targets: ["a:1"] }] }],
  };

  it("is what it scrapes without, with the same labels", async () => {
    const written = secretTexts(await created(common), "metrics-scrape-jobs");
    const alone = prometheusConfig(resolved(resolvePrometheus, common));
    assert.deepEqual(parse(written["scrape-jobs.yaml"]!), alone.scrape_configs);
    assert.deepEqual(at(server(common), "externalLabels"), at(alone, "global.external_labels"));
  });

  it("tells which of the kubelet's endpoints a series is of, as the chart's rules ask", () => {
    const rule = {
      source_labels: ["__metrics_path__"],
      regex: "(.+)",
      target_label: "metrics_path",
    };
    const jobs = operatedScrapeJobs(spec(common));
    const telling = jobs.filter(({ relabel_configs: rules = [] }) =>
      rules.some((r) => JSON.stringify(r) === JSON.stringify(rule)),
    );
    assert.deepEqual(
      telling.map(({ job_name }) => job_name),
      ["kubelet", "cadvisor"],
    );
  });

  it("has one owner where a Service has a monitor", async function () {
    const pay = { ...ORDERS, name: "pay" };
    const jobs = operatedScrapeJobs(spec({ ...common, serviceMonitors: [ORDERS, pay] }));
    const [annotated, ...others] = jobs;
    assert.deepEqual(annotated?.relabel_configs?.[0], {
      action: "drop",
      source_labels: [
        "__meta_kubernetes_namespace",
        "__meta_kubernetes_pod_label_app_kubernetes_io_name",
      ],
      separator: "/",
      regex: "shop/orders|shop/pay",
    });
    assert.deepEqual(others, operatedScrapeJobs(spec(common)).slice(1));
    await (await promtool(this)).check({ scrape_configs: jobs });
  });

  it("has the labels of the contract where a Service has a monitor, and none of the operator's", () => {
    const [endpoint] = serviceMonitor(ORDERS).endpoints as { relabelings: object[] }[];
    const rules = endpoint!.relabelings as Record<string, unknown>[];
    assert.deepEqual(rules[0], {
      sourceLabels: ["__meta_kubernetes_service_name"],
      regex: "orders",
      action: "keep",
    });
    assert.deepEqual(rules.at(-1), { action: "labeldrop", regex: "endpoint|service" });
    const [annotated] = operatedScrapeJobs(spec()) as [ScrapeConfig];
    const given = new Set(
      rules.flatMap((r) => (r.targetLabel === undefined ? [] : [r.targetLabel])),
    );
    const byAnnotation = (annotated.relabel_configs ?? []).map((r) => r.target_label);
    const labels = byAnnotation.filter((l) => l !== undefined && !l.startsWith("__"));
    assert.deepEqual(given, new Set(labels));
  });
});

describe("Prometheus' server under its operator", () => {
  it("keeps exemplars and both kinds of histograms, for as long as its disk holds", () => {
    const found = server({ persistence: { size: "10Gi" }, scrapeInterval: "5s" }) as object;
    for (const [key, value] of Object.entries({
      scrapeNativeHistograms: true,
      scrapeClassicHistograms: true,
      enableFeatures: ["exemplar-storage"],
      exemplars: { maxSize: 100_000 },
      retention: "24h",
      retentionSize: "8192MB",
      scrapeInterval: "5s",
      scrapeTimeout: "5s",
      terminationGracePeriodSeconds: 300,
    })) {
      assert.deepEqual(at(found, key), value, key);
    }
  });

  it("writes to Mimir what it has to say of a replica, and alerts where it is told to", () => {
    const found = server({
      remoteWriteUrl: "http://mimir:8080/api/v1/push",
      alertmanagerUrl: "https://mimir:8443/alertmanager",
    });
    assert.deepEqual(at(found, "remoteWrite"), [
      {
        name: "long-term",
        url: "http://mimir:8080/api/v1/push",
        sendExemplars: true,
        sendNativeHistograms: true,
        queueConfig: {
          capacity: 10_000,
          maxSamplesPerSend: 2000,
          maxShards: 20,
          minBackoff: "30ms",
          maxBackoff: "5s",
        },
      },
    ]);
    assert.deepEqual(at(found, "additionalAlertManagerConfigs"), [
      {
        scheme: "https",
        path_prefix: "/alertmanager",
        api_version: "v2",
        static_configs: [{ targets: ["mimir:8443"] }],
      },
    ]);
    assert.equal(at(server(), "remoteWrite"), undefined);
    assert.equal(at(server(), "additionalAlertManagerConfigs"), undefined);
  });

  it("has the user's Secrets at the same paths as without", () => {
    const found = server({ secrets: [{ name: "orders", key: "password" }] });
    assert.deepEqual(at(found, "volumeMounts"), [
      { name: "lgtm-secret-0", mountPath: "/etc/prometheus-secrets/orders", readOnly: true },
    ]);
    assert.deepEqual(at(found, "volumes"), [
      {
        name: "lgtm-secret-0",
        secret: { secretName: "orders", items: [{ key: "password", path: "password" }] },
      },
    ]);
  });

  it("lays the user's values over all", async () => {
    const values = { prometheus: { prometheusSpec: { logLevel: "debug" } } };
    const release = find(await created({ values }), RELEASE, "metrics");
    assert.equal(at(release.inputs.values, "prometheus.prometheusSpec.logLevel"), "debug");
    assert.equal(at(release.inputs.values, "prometheus.prometheusSpec.replicas"), 2);
  });
});

describe("Prometheus by its operator refuses", () => {
  it("a name that its chart would cut off", () => {
    assert.deepEqual(
      refusals(resolvePrometheusOperator, { name: "prometheus-of-the-platform-team" }),
      [
        'name: got "prometheus-of-the-platform-team"; allowed: at most 26 characters, after which its chart cuts names off; write "prometheus-of-the-platform"',
      ],
    );
  });

  it("two monitors of one Service", () => {
    assert.deepEqual(refusals(resolvePrometheusOperator, { serviceMonitors: [ORDERS, ORDERS] }), [
      'serviceMonitors[1].name: got "orders"; allowed: one owner of one target: each Service once; write another',
    ]);
  });
});
