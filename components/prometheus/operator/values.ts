import { imageBeside } from "../../shared/images";
import { PLATFORM_LABELS } from "../../shared/labels";
import type { Config, ConfigValue } from "../../shared/merge";
import { AdmissionWebhooks, type PrometheusOperatorSpec } from "./operator-args";
import { defaultRules } from "./rules";
import { prometheusImage, prometheusSpec } from "./server";

/** Values of kube-prometheus-stack: its operator and its Prometheus, and nothing that the stack has already. Pure. */
export function prometheusOperatorValues(spec: PrometheusOperatorSpec): Config {
  const { labels, imagePullSecrets } = spec;
  return {
    fullnameOverride: spec.name,
    // The value of the label part-of, by which everything of this platform is found.
    nameOverride: PLATFORM_LABELS["app.kubernetes.io/part-of"],
    // Otherwise a pod would be called prometheus-prometheus-prometheus-0.
    cleanPrometheusOperatorObjectNames: true,
    commonLabels: labels,
    global: {
      ...(imagePullSecrets.length > 0 && {
        imagePullSecrets: imagePullSecrets.map((name) => ({ name })),
      }),
    },
    ...left(),
    defaultRules: defaultRules(spec),
    prometheusOperator: operator(spec),
    prometheus: {
      serviceAccount: { create: true },
      // One replica's view of the last day, and not now this one's and now that one's.
      service: { sessionAffinity: "ClientIP" },
      podDisruptionBudget:
        spec.replicas > 1 ? { enabled: true, minAvailable: spec.replicas - 1 } : { enabled: false },
      prometheusSpec: prometheusSpec(spec),
    },
  };
}

/** What the chart would bring and somebody else has: one owner for each. */
function left(): Config {
  return {
    // A release of their own, which is never deleted with this one.
    crds: { enabled: false },
    grafana: { enabled: false, forceDeployDashboards: false },
    // Mimir's, where there is one.
    alertmanager: { enabled: false },
    // Ours: this one may not run on the node's network in a namespace that obeys `restricted`, and it is there in every mode.
    nodeExporter: { enabled: false },
    kubeStateMetrics: { enabled: false },
    windowsMonitoring: { enabled: false },
    thanosRuler: { enabled: false },
    // The same jobs as of a Prometheus without an operator scrape all of Kubernetes, so that labels do not depend on who runs it.
    kubernetesServiceMonitors: { enabled: false },
    // The rules ask for the API server by this name.
    kubeApiServer: { enabled: true, jobNameOverride: "kube-apiserver" },
    kubelet: { enabled: true },
    // Hidden by the providers of most clusters, and not scraped: their rules would only ever say that they are down.
    kubeControllerManager: { enabled: false },
    kubeScheduler: { enabled: false },
    kubeProxy: { enabled: false },
    kubeEtcd: { enabled: false },
    coreDns: { enabled: false },
    kubeDns: { enabled: false },
  };
}

function operator(spec: PrometheusOperatorSpec): Config {
  const { annotations, tolerations, priorityClassName } = spec;
  const { pullPolicy } = spec.image;
  const byCertManager = spec.admissionWebhooks === AdmissionWebhooks.CertManager;
  return {
    enabled: true,
    clusterDomain: spec.clusterDomain,
    // The operator would write this Service into kube-system itself, where it stays when everything else goes.
    kubeletService: { enabled: false },
    kubeletEndpointsEnabled: false,
    kubeletEndpointSliceEnabled: false,
    tls: { enabled: byCertManager },
    admissionWebhooks: byCertManager
      ? { enabled: true, patch: { enabled: false }, certManager: { enabled: true } }
      : { enabled: false },
    image: { ...prometheusImage(imageBeside(spec, "prometheusOperator")), pullPolicy },
    prometheusConfigReloader: {
      image: prometheusImage(imageBeside(spec, "prometheusConfigReloader")),
      // 0 is no limit.
      resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { cpu: 0, memory: "64Mi" } },
    },
    resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "512Mi" } },
    logFormat: "json",
    ...(Object.keys(annotations).length > 0 && { annotations, podAnnotations: annotations }),
    nodeSelector: { "kubernetes.io/os": "linux", ...spec.nodeSelector },
    ...(tolerations.length > 0 && { tolerations: tolerations as ConfigValue[] }),
    ...(priorityClassName && { priorityClassName }),
    ...(spec.affinity && { affinity: spec.affinity as Config }),
  };
}
