/** What a connection is for, which the picture draws in its own way. */
export type FlowKind = "telemetry" | "query" | "alert" | "storage" | "collect" | "other";

/** What goes over a connection. */
export interface FlowText {
  kind: FlowKind;
  /** A word for the picture. */
  short: string;
  /** The same in full. */
  long: string;
}

/** By whose endpoint it is and what that is for. */
const TEXTS: Readonly<Record<string, FlowText>> = {
  "loki.push": { kind: "telemetry", short: "logs", long: "logs (push API)" },
  "loki.otlp": { kind: "telemetry", short: "logs", long: "logs (OTLP)" },
  "loki.query": { kind: "query", short: "LogQL", long: "LogQL queries" },
  "mimir.push": { kind: "telemetry", short: "metrics", long: "metrics (remote write)" },
  "mimir.otlp": { kind: "telemetry", short: "metrics", long: "metrics (OTLP)" },
  "mimir.query": { kind: "query", short: "PromQL", long: "PromQL queries" },
  "mimir.alertmanager": { kind: "alert", short: "alerts", long: "alerts (Alertmanager API)" },
  "mimir.alertmanagerDataSource": {
    kind: "query",
    short: "alerts",
    long: "alerts and silences (Alertmanager data source)",
  },
  "tempo.otlpGrpc": { kind: "telemetry", short: "traces", long: "traces (OTLP over gRPC)" },
  "tempo.otlpHttp": { kind: "telemetry", short: "traces", long: "traces (OTLP over HTTP)" },
  "tempo.query": { kind: "query", short: "TraceQL", long: "TraceQL queries" },
  "pyroscope.push": { kind: "telemetry", short: "profiles", long: "profiles" },
  "pyroscope.query": { kind: "query", short: "profiles", long: "queries for profiles" },
  "prometheus.query": { kind: "query", short: "PromQL", long: "PromQL queries (short term)" },
  "gateway.otlpGrpc": {
    kind: "telemetry",
    short: "OTLP",
    long: "OTLP over gRPC, with the bearer token",
  },
  "gateway.otlpHttp": {
    kind: "telemetry",
    short: "OTLP",
    long: "OTLP over HTTP, with the bearer token",
  },
};

/** What an endpoint of the stack is for. One that is not known here goes by its own name. */
export function endpointText(owner: string, use: string): FlowText {
  return TEXTS[`${owner}.${use}`] ?? { kind: "other", short: use, long: use };
}
