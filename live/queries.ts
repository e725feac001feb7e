import { shellLine } from "../cli/shell-line";
import { CPU_PROFILE } from "./checks/signals";
import { SHOP_JOB, SHOP_NAMESPACE } from "./demo/shop-pods";
import type { PartName, RunningParts } from "./parts";

/** A question to a part, as it is written in Grafana's Explore. */
interface Query {
  part: PartName | "promql";
  asks: string;
  query: string;
  /** Parts without which there is nothing to find. */
  needs: readonly PartName[];
}

const QUERIES: readonly Query[] = [
  {
    part: "promql",
    asks: "orders a second, by how they ended",
    query: "sum by (outcome) (rate(shop_orders_total[5m]))",
    needs: ["alloyGateway", "mimir"],
  },
  {
    part: "promql",
    asks: "95th percentile of the duration of orders (each exemplar leads to a trace)",
    query: "histogram_quantile(0.95, sum by (le) (rate(shop_checkout_seconds_bucket[5m])))",
    needs: ["prometheus"],
  },
  {
    part: "promql",
    asks: "requests a second from service to service",
    query: "sum by (client, server) (rate(traces_service_graph_request_total[5m]))",
    needs: ["alloyGateway", "tempo", "mimir"],
  },
  {
    part: "promql",
    asks: "how busy this machine is",
    query: 'sum by (mode) (rate(node_cpu_seconds_total{mode!="idle"}[2m]))',
    needs: ["prometheus", "nodeExporter"],
  },
  {
    part: "promql",
    asks: "the cluster's pods by their phase",
    query: "sum by (namespace, phase) (kube_pod_status_phase) > 0",
    needs: ["prometheus", "kubeStateMetrics"],
  },
  {
    part: "loki",
    asks: "what went wrong, with the trace of each line",
    query: `{service_namespace="${SHOP_NAMESPACE}"} | detected_level="error"`,
    needs: ["alloyGateway"],
  },
  {
    part: "loki",
    asks: "what the batch job said",
    query: `{service_name="${SHOP_JOB}"}`,
    needs: ["alloyAgent"],
  },
  {
    part: "tempo",
    asks: "orders that failed",
    query: '{ resource.service.name = "frontend" && status = error }',
    needs: ["alloyGateway"],
  },
  {
    part: "tempo",
    asks: "slow ones",
    query: '{ resource.service.name = "frontend" && duration > 400ms }',
    needs: ["alloyGateway"],
  },
  {
    part: "pyroscope",
    asks: "what the checkout computes",
    query: `${CPU_PROFILE}{service_name="checkout"}`,
    needs: ["alloyAgent"],
  },
];

/** How each part is called in Grafana. */
const NAMES: Readonly<Record<string, string>> = {
  mimir: "Mimir",
  prometheus: "Prometheus (short term)",
  loki: "Loki",
  tempo: "Tempo",
  pyroscope: "Pyroscope",
};

/** Queries that find something: for Grafana's Explore where it runs, and else for a shell. */
export function queriesToTry(parts: RunningParts): string[] {
  return QUERIES.flatMap(({ part: asked, asks, query, needs }) => {
    const part = asked === "promql" ? parts.promql?.part : asked;
    if (part === undefined || ![part, ...needs].every((need) => parts.has(need))) return [];
    const how = parts.has("grafana")
      ? `${NAMES[part] ?? part}: ${query}`
      : curl(parts, part, query);
    return [`${asks}:`, `  ${how}`];
  });
}

function curl(parts: RunningParts, part: PartName, query: string): string {
  const path: Partial<Record<PartName, string>> = {
    mimir: "/prometheus/api/v1/query",
    prometheus: "/api/v1/query",
    loki: "/loki/api/v1/query_range",
    tempo: "/api/search",
    pyroscope: "/pyroscope/render",
  };
  const key = part === "tempo" ? "q" : "query";
  const range = part === "pyroscope" ? ["--data-urlencode", "from=now-1h"] : [];
  const url = `${parts.url(part)}${path[part] ?? ""}`;
  return shellLine(["curl", "-sG", url, "--data-urlencode", `${key}=${query}`, ...range]);
}
