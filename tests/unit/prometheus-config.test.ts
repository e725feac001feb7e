import assert from "node:assert/strict";
import { prometheusConfig } from "../../components/prometheus/config";
import { resolvePrometheus } from "../../components/prometheus/prometheus-args";
import type { ScrapeConfig } from "../../components/prometheus/scrape-config";
import { promtool } from "../support/promtool";
import { resolved } from "../support/resolved";

const EVERYTHING = {
  remoteWriteUrl: "http://mimir.monitoring.svc.cluster.local:8080/api/v1/push",
  cluster: "blue",
  environment: "staging",
  targets: {
    kubeStateMetrics: "http://kube-state-metrics.monitoring.svc.cluster.local:8080/metrics",
    nodeExporter: { namespace: "monitoring-agents", name: "node-exporter" },
  },
};

function config(args: object = EVERYTHING) {
  return prometheusConfig(resolved(resolvePrometheus, args));
}

function job(name: string, args: object = EVERYTHING): ScrapeConfig {
  const jobs = config(args).scrape_configs as ScrapeConfig[];
  const found = jobs.find((j) => j.job_name === name);
  assert.ok(found, `no job ${name}`);
  return found;
}

describe("prometheus configuration", () => {
  it("scrapes every target under the job name that kubernetes-mixin selects", () => {
    const names = (config().scrape_configs as ScrapeConfig[]).map((j) => j.job_name);
    assert.deepEqual(names, [
      "annotated-pods",
      "kubelet",
      "cadvisor",
      "kube-apiserver",
      "kube-state-metrics",
      "node-exporter",
    ]);
  });

  it("has no job for exporters that are not there", () => {
    const names = (config({}).scrape_configs as ScrapeConfig[]).map((j) => j.job_name);
    assert.deepEqual(names, ["annotated-pods", "kubelet", "cadvisor", "kube-apiserver"]);
  });

  it("says once for all how often it scrapes and whose samples these are", () => {
    assert.deepEqual(config().global, {
      scrape_interval: "30s",
      evaluation_interval: "30s",
      scrape_timeout: "10s",
      external_labels: { cluster: "blue", deployment_environment: "staging" },
      scrape_native_histograms: true,
      always_scrape_classic_histograms: true,
    });
  });

  it("never times out later than the next scrape", () => {
    const { scrape_interval, scrape_timeout } = config({ scrapeInterval: "5s" }).global as Record<
      string,
      string
    >;
    assert.deepEqual([scrape_interval, scrape_timeout], ["5s", "5s"]);
  });

  it("writes everything on, with exemplars and native histograms", () => {
    assert.deepEqual(config().remote_write, [
      {
        name: "long-term",
        url: "http://mimir.monitoring.svc.cluster.local:8080/api/v1/push",
        send_exemplars: true,
        send_native_histograms: true,
        queue_config: {
          capacity: 10_000,
          max_samples_per_send: 2000,
          max_shards: 20,
          min_backoff: "30ms",
          max_backoff: "5s",
        },
      },
    ]);
    assert.deepEqual(config().storage, { exemplars: { max_exemplars: 100_000 } });
  });

  it("writes nothing on when it is told nowhere, and evaluates no rules", () => {
    assert.equal(config({}).remote_write, undefined);
    assert.equal(config().rule_files, undefined);
  });

  it("keeps a dollar in a label: Prometheus would read an environment variable", () => {
    const { external_labels } = config({ cluster: "a$b" }).global as { external_labels: object };
    assert.deepEqual(external_labels, { cluster: "a$$b", deployment_environment: "default" });
  });

  for (const name of ["kubelet", "cadvisor"]) {
    it(`asks the ${name} of each node over TLS with the pod's token`, () => {
      const { scheme, authorization, tls_config, kubernetes_sd_configs } = job(name);
      assert.deepEqual([scheme, kubernetes_sd_configs], ["https", [{ role: "node" }]]);
      assert.deepEqual(authorization, {
        credentials_file: "/var/run/secrets/kubernetes.io/serviceaccount/token",
      });
      assert.deepEqual(tls_config, { insecure_skip_verify: true });
    });

    it(`checks the certificate of the ${name} where that is asked for`, () => {
      assert.deepEqual(job(name, { verifyKubelets: true }).tls_config, {
        ca_file: "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt",
      });
    });
  }

  it("checks the certificates of the API servers", () => {
    assert.deepEqual(job("kube-apiserver").tls_config, {
      ca_file: "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt",
      server_name: "kubernetes",
    });
  });

  it("asks kube-state-metrics by its Service and keeps the labels that it tells", () => {
    assert.deepEqual(job("kube-state-metrics"), {
      job_name: "kube-state-metrics",
      honor_labels: true,
      scheme: "http",
      metrics_path: "/metrics",
      static_configs: [{ targets: ["kube-state-metrics.monitoring.svc.cluster.local:8080"] }],
    });
  });

  it("takes more jobs after its own, and the escape hatch last", () => {
    const own = { job_name: "blackbox", static_configs: [{ targets: ["blackbox:9115"] }] };
    const args = { extraScrapeConfigs: [own], config: { global: { scrape_interval: "7s" } } };
    assert.deepEqual((config(args).scrape_configs as ScrapeConfig[]).at(-1), own);
    assert.equal((config(args).global as { scrape_interval: string }).scrape_interval, "7s");
    assert.equal((config(args).global as { scrape_timeout: string }).scrape_timeout, "10s");
  });

  it("is accepted by promtool, bare and with everything", async function () {
    const tool = await promtool(this);
    await tool.check(config({}));
    await tool.check(config({ ...EVERYTHING, verifyKubelets: true, scrapeInterval: "5s" }));
  });

  it("would not be accepted by promtool with a key that Prometheus does not know", async function () {
    const tool = await promtool(this);
    await assert.rejects(
      tool.check(config({ config: { global: { scrape_intervall: "1m" } } })),
      /field scrape_intervall not found/,
    );
  });
});
