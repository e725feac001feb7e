import type { ImageName } from "../../../components/versions";

/** How a component is called on the page, and what it is for. */
interface PartName {
  title: string;
  purpose: string;
  /** The image whose version is the part's; none where it runs nothing. */
  image?: ImageName;
}

/** By the component's type, in the order of the page: where telemetry comes in, where it is kept, who shows it. */
const NAMES: Readonly<Record<string, PartName>> = {
  AlloyGateway: {
    title: "Alloy gateway",
    purpose: "Takes OTLP with a bearer token and passes each signal on to its backend.",
    image: "alloy",
  },
  AlloyAgent: {
    title: "Alloy agent",
    purpose: "On every node: reads the logs of all pods, and profiles of those that ask for it.",
    image: "alloy",
  },
  Beyla: {
    title: "Beyla",
    purpose: "On every node: traces and metrics of unchanged programs, by eBPF.",
    image: "beyla",
  },
  Loki: { title: "Loki", purpose: "Stores logs and answers LogQL.", image: "loki" },
  Mimir: {
    title: "Mimir",
    purpose: "Stores metrics, answers PromQL, evaluates rules and routes alerts.",
    image: "mimir",
  },
  Tempo: {
    title: "Tempo",
    purpose: "Stores traces, answers TraceQL, and makes metrics of spans.",
    image: "tempo",
  },
  Pyroscope: { title: "Pyroscope", purpose: "Stores profiles.", image: "pyroscope" },
  Prometheus: {
    title: "Prometheus",
    purpose: "Scrapes, keeps a short time itself, and writes everything on to Mimir.",
    image: "prometheus",
  },
  PrometheusOperator: {
    title: "Prometheus",
    purpose: "Scrapes, in replicas run by its operator, and writes everything on to Mimir.",
    image: "prometheus",
  },
  Grafana: { title: "Grafana", purpose: "Shows and queries everything.", image: "grafana" },
  KubeStateMetrics: {
    title: "kube-state-metrics",
    purpose: "Metrics of the state of Kubernetes objects.",
    image: "kubeStateMetrics",
  },
  NodeExporter: {
    title: "node-exporter",
    purpose: "On every node: metrics of the node itself.",
    image: "nodeExporter",
  },
  Kafka: {
    title: "Kafka",
    purpose: "Keeps what backends have not yet written into buckets.",
    image: "kafka",
  },
  SeaweedFs: {
    title: "SeaweedFS",
    purpose: "Object storage in the cluster, for trials.",
    image: "seaweedfs",
  },
  RolloutOperator: {
    title: "Rollout operator",
    purpose: "Restarts the zones of Loki and Mimir one after the other.",
    image: "rolloutOperator",
  },
  LgtmStack: {
    title: "Namespaces and Secrets",
    purpose: "What the stack makes for all its parts.",
  },
};

/** A component's name on the page. One that is not known here has that of its type. */
export function partName(component: string): PartName {
  return NAMES[component] ?? { title: component, purpose: "" };
}

/** Its place on the page. */
export function partRank(component: string): number {
  const rank = Object.keys(NAMES).indexOf(component);
  return rank === -1 ? Object.keys(NAMES).length : rank;
}
