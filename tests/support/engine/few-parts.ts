const SWITCHED_OFF = [
  "mimir",
  "tempo",
  "pyroscope",
  "grafana",
  "alloyGateway",
  "alloyAgent",
  "beyla",
];

/** Configuration of an environment with Loki, node-exporter and kube-state-metrics alone: it is up in seconds. */
export const FEW_PARTS: Readonly<Record<string, object>> = {
  ...Object.fromEntries(SWITCHED_OFF.map((part) => [`lgtm:${part}`, { enabled: false }])),
  "lgtm:prometheus": { mode: "none" },
};
