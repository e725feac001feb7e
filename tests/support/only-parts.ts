const WITH_SWITCH = [
  "loki",
  "mimir",
  "tempo",
  "pyroscope",
  "grafana",
  "kubeStateMetrics",
  "nodeExporter",
  "alloyGateway",
  "alloyAgent",
  "beyla",
] as const;

/** A part of a stack that is there where nobody switches it off. */
export type SwitchedPart = (typeof WITH_SWITCH)[number] | "prometheus";

/**
 * Configuration of an environment in which these parts alone are left: it is up sooner. Without Prometheus the two
 * exporters have to be enabled besides.
 */
export function onlyParts(...parts: readonly SwitchedPart[]): Record<string, object> {
  const off = WITH_SWITCH.filter((part) => !parts.includes(part));
  return {
    ...Object.fromEntries(off.map((part) => [`lgtm:${part}`, { enabled: false }])),
    ...(!parts.includes("prometheus") && { "lgtm:prometheus": { mode: "none" } }),
  };
}
