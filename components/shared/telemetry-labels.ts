/** How one label of the contract reaches each signal. */
export interface TelemetryLabel {
  /** Its name in Prometheus, Loki and Pyroscope. */
  label: string;
  /** The OpenTelemetry resource attributes that carry it, the first that is set wins. */
  attributes: readonly string[];
  /** Whether Loki indexes it (few values) or keeps it as structured metadata (many values). */
  logs: "index" | "metadata";
}

/**
 * The label contract: the same thing has the same name in metrics, logs, traces and profiles.
 * Pipelines, backends' limits and Grafana's links are generated from this table, so they cannot disagree.
 */
export const TELEMETRY_LABELS = [
  { label: "service_name", attributes: ["service.name"], logs: "index" },
  { label: "service_namespace", attributes: ["service.namespace"], logs: "index" },
  {
    label: "deployment_environment",
    attributes: ["deployment.environment.name", "deployment.environment"],
    logs: "index",
  },
  { label: "cluster", attributes: ["k8s.cluster.name"], logs: "index" },
  { label: "namespace", attributes: ["k8s.namespace.name"], logs: "index" },
  { label: "pod", attributes: ["k8s.pod.name"], logs: "metadata" },
  { label: "container", attributes: ["k8s.container.name"], logs: "metadata" },
  { label: "node", attributes: ["k8s.node.name"], logs: "metadata" },
] as const satisfies readonly TelemetryLabel[];

export type TelemetryLabelName = (typeof TELEMETRY_LABELS)[number]["label"];

/** The label under which a trace's id stands in logs (structured metadata) and exemplars. */
export const TRACE_ID_LABEL = "trace_id";

/** The pod label that names a pod's service where its telemetry does not. A pod without it is named by its container. */
export const SERVICE_NAME_POD_LABEL = "app.kubernetes.io/name";

/**
 * The resource attributes that become this label by themselves, for backends write dots as underscores:
 * the label's own name, which our gateway adds where nothing else says it, and those that differ by dots only.
 */
export function attributesNamed({ label, attributes }: TelemetryLabel): string[] {
  return [label, ...attributes.filter((attribute) => underscored(attribute) === label)];
}

/** The one attribute that carries this label behind our gateway, for programs that read a single one. */
export function gatewayAttribute({ label, attributes }: TelemetryLabel): string {
  const [first] = attributes;
  return first !== undefined && underscored(first) === label ? first : label;
}

function underscored(attribute: string): string {
  return attribute.replaceAll(".", "_");
}
