import type { Config } from "../../shared/merge";
import type { PrometheusOperatorSpec } from "./operator-args";

/**
 * Groups of the chart that ask for cAdvisor's metrics under the kubelet's job name. Ours have a name of their own,
 * as kubernetes-mixin's own dashboards and rules ask for it: here these groups would find nothing.
 */
const OF_CADVISOR = [
  "k8sContainerCpuUsageSecondsTotal",
  "k8sContainerMemoryCache",
  "k8sContainerMemoryRss",
  "k8sContainerMemorySwap",
  "k8sContainerMemoryWorkingSetBytes",
];

/** Single alerts that ask for the same. */
const ALERTS_OF_CADVISOR = ["CPUThrottlingHigh"];

/** Groups about what is not there: the chart's own Alertmanager, and what the control plane hides. */
const ABSENT = [
  "alertmanager",
  "etcd",
  "kubeControllerManager",
  "kubeProxy",
  "kubeSchedulerAlerting",
  "kubeSchedulerRecording",
  "windows",
];

/** Which rules of the chart there are: those that find what our jobs scrape. Pure. */
export function defaultRules({ rules }: PrometheusOperatorSpec): Config {
  if (!rules) return { create: false };
  const off = [...OF_CADVISOR, ...ABSENT].map((group) => [group, false]);
  return {
    create: true,
    rules: Object.fromEntries(off) as Config,
    disabled: Object.fromEntries(ALERTS_OF_CADVISOR.map((alert) => [alert, true])),
  };
}
