import { discoveredLabel } from "../../shared/scrape-annotations";
import type { Config } from "../../shared/merge";
import { SERVICE_NAME_POD_LABEL } from "../../shared/telemetry-labels";
import { type RelabelRule, keep, podLabels, serviceJob } from "../relabel";
import type { ScrapeConfig } from "../scrape-config";
import type { MonitoredService, PrometheusOperatorSpec } from "./operator-args";

type Service = Required<MonitoredService>;

/** Name of a Service's monitor. Services of two namespaces may have one name. */
export function monitorName({ name, namespace }: MonitoredService): string {
  return `${namespace}-${name}`;
}

/** What a ServiceMonitor says of one Service. The series get the labels that they would get by annotation. Pure. */
export function serviceMonitor({ name, namespace, port, path }: Service): Config {
  return {
    namespaceSelector: { matchNames: [namespace] },
    selector: { matchLabels: { [SERVICE_NAME_POD_LABEL]: name } },
    endpoints: [
      {
        port,
        path,
        relabelings: [
          // A headless Service beside it has the same labels and the same pods.
          keep("__meta_kubernetes_service_name", name),
          ...podLabels(),
          serviceJob(),
        ]
          .map(relabeling)
          // What the operator adds by itself.
          .concat({ action: "labeldrop", regex: "endpoint|service" }),
      },
    ],
  };
}

/** A relabelling as the operator's kinds spell it. */
function relabeling({ source_labels, target_label, ...rest }: RelabelRule): Config {
  return {
    ...(source_labels && { sourceLabels: [...source_labels] }),
    ...rest,
    ...(target_label && { targetLabel: target_label }),
  };
}

/** The scrape jobs without the pods that a ServiceMonitor has: each target has one owner. Pure. */
export function withoutMonitored(
  jobs: readonly ScrapeConfig[],
  { serviceMonitors }: PrometheusOperatorSpec,
): ScrapeConfig[] {
  if (serviceMonitors.length === 0) return [...jobs];
  const dropped: RelabelRule = {
    action: "drop",
    source_labels: ["__meta_kubernetes_namespace", discoveredLabel(SERVICE_NAME_POD_LABEL)],
    separator: "/",
    regex: serviceMonitors.map(({ namespace, name }) => `${namespace}/${name}`).join("|"),
  };
  return jobs.map((job) =>
    job.job_name === "annotated-pods"
      ? { ...job, relabel_configs: [dropped, ...(job.relabel_configs ?? [])] }
      : job,
  );
}
