import { DISCOVERED_POD } from "../shared/discovery-labels";
import { trimApiServer, trimCadvisor, trimKubelet } from "./cardinality";
import type { ScrapeConfig } from "./scrape-config";
import type { ScraperSpec } from "./scraper-args";
import { annotatedPods, copy, keep, nodeLabels, podLabels, serviceJob } from "./relabel";

const ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

/**
 * Who is scraped, and by which job: every target has exactly one. The names are those that the selectors of
 * kubernetes-mixin's dashboards and alerts ask for, so that these work unchanged.
 */
export function scrapeJobs(spec: ScraperSpec): ScrapeConfig[] {
  const { kubeStateMetrics, nodeExporter } = spec.targets;
  return [
    annotatedPodsJob(),
    kubeletJob(spec),
    cadvisorJob(spec),
    apiServerJob(),
    ...(kubeStateMetrics ? [kubeStateMetricsJob(kubeStateMetrics)] : []),
    ...(nodeExporter ? [nodeExporterJob(nodeExporter)] : []),
  ];
}

function annotatedPodsJob(): ScrapeConfig {
  return {
    job_name: "annotated-pods",
    kubernetes_sd_configs: [{ role: "pod" }],
    relabel_configs: [...annotatedPods(), ...podLabels(), serviceJob()],
  };
}

/** Which of the kubelet's several endpoints: the rules of kube-prometheus ask for it. */
const METRICS_PATH = copy("__metrics_path__", "metrics_path");

function kubeletJob(spec: ScraperSpec): ScrapeConfig {
  return {
    job_name: "kubelet",
    ...nodeTargets(spec),
    relabel_configs: [...nodeLabels(), METRICS_PATH],
    metric_relabel_configs: trimKubelet(),
  };
}

function cadvisorJob(spec: ScraperSpec): ScrapeConfig {
  return {
    job_name: "cadvisor",
    metrics_path: "/metrics/cadvisor",
    ...nodeTargets(spec),
    // cAdvisor stamps its samples itself: without this a container that is gone lives on for five minutes.
    track_timestamps_staleness: true,
    relabel_configs: [...nodeLabels(), METRICS_PATH],
    metric_relabel_configs: trimCadvisor(),
  };
}

/** The kubelet of every node, at the node itself: through the API server's proxy each scrape would pass it twice. */
function nodeTargets(spec: ScraperSpec) {
  return {
    kubernetes_sd_configs: [{ role: "node" }],
    scheme: "https",
    authorization: { credentials_file: `${ACCOUNT}/token` },
    // A kubelet signs its own certificate unless the cluster approves them (serverTLSBootstrap), so by default there
    // is nothing to check it against. What an impostor gets is a token that may only read metrics and discovery.
    tls_config: spec.verifyKubelets
      ? { ca_file: `${ACCOUNT}/ca.crt` }
      : { insecure_skip_verify: true },
  };
}

function apiServerJob(): ScrapeConfig {
  return {
    job_name: "kube-apiserver",
    kubernetes_sd_configs: [{ role: "endpointslice", namespaces: { names: ["default"] } }],
    scheme: "https",
    authorization: { credentials_file: `${ACCOUNT}/token` },
    // Each server is asked at its own address, for which its certificate need not be made out.
    tls_config: { ca_file: `${ACCOUNT}/ca.crt`, server_name: "kubernetes" },
    relabel_configs: [
      keep("__meta_kubernetes_service_name", "kubernetes"),
      keep("__meta_kubernetes_endpointslice_port_name", "https"),
    ],
    metric_relabel_configs: trimApiServer(),
  };
}

/**
 * By its Service and not by its pod: a new pod would begin every series anew. The target has no labels of its own, for
 * namespace, pod and node of these metrics are those of the objects told about.
 */
function kubeStateMetricsJob(url: string): ScrapeConfig {
  const { protocol, host, pathname } = new URL(url);
  return {
    job_name: "kube-state-metrics",
    honor_labels: true,
    scheme: protocol.replace(":", ""),
    metrics_path: pathname,
    static_configs: [{ targets: [host] }],
  };
}

function nodeExporterJob({ namespace, name }: { namespace: string; name: string }): ScrapeConfig {
  return {
    job_name: "node-exporter",
    kubernetes_sd_configs: [
      {
        role: "pod",
        namespaces: { names: [namespace] },
        selectors: [{ role: "pod", label: `app.kubernetes.io/name=${name}` }],
      },
    ],
    relabel_configs: [
      keep("__meta_kubernetes_pod_container_port_name", "http"),
      ...podLabels(),
      // The address is the node's; its name tells people more and survives a change of address.
      copy(DISCOVERED_POD.node, "instance"),
    ],
  };
}
