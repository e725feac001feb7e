import { TRACE_ID_LABEL } from "../../components/shared/telemetry-labels";
import { LokiClient } from "../clients/loki-client";
import { PrometheusClient } from "../clients/prometheus-client";
import { PyroscopeClient } from "../clients/pyroscope-client";
import { TempoClient } from "../clients/tempo-client";
import { SHOP_JOB, SHOP_NAMESPACE, SHOP_SERVICES } from "../demo/shop-pods";
import type { PartName, RunningParts } from "../parts";
import { dataSourcesAnswer } from "./data-sources";

/** One way in which telemetry gets from the demo application to where it is asked for. */
export interface SignalCheck {
  signal: "metrics" | "exemplars" | "logs" | "traces" | "profiles" | "Grafana";
  /** What is looked for, and how it gets there. */
  what: string;
  /** The parts that it passes. */
  needs: readonly PartName[];
  /** What was found, in words; nothing as long as it is not there. */
  look(parts: RunningParts): Promise<string | undefined>;
}

/** Of a kind that the links of Grafana's data sources ask for. */
export const CPU_PROFILE = "process_cpu:cpu:nanoseconds:cpu:nanoseconds";

/** The function of the demo application that works most. */
const BUSY_FUNCTION = "bestPrice";

export const SIGNAL_CHECKS: readonly SignalCheck[] = [
  {
    signal: "metrics",
    what: "orders, sent by OTLP through the gateway to Mimir",
    needs: ["alloyGateway", "mimir"],
    look: (parts) => total(parts, "sum(shop_orders_total)", "orders"),
  },
  {
    signal: "metrics",
    what: "durations of orders, scraped by Prometheus",
    needs: ["prometheus"],
    look: (parts) => total(parts, "sum(shop_checkout_seconds_count)", "durations"),
  },
  {
    signal: "metrics",
    what: "every pod that runs, scraped by Prometheus",
    needs: ["prometheus"],
    look: async (parts) => {
      const targets = await promql(parts).query("up");
      const up = new Set(
        targets.flatMap(({ labels, value }) => (value === "1" ? [labels.pod] : [])),
      );
      const missing = parts.scrapedPods.filter((pod) => !up.has(pod));
      if (missing.length > 0) throw new Error(`not up: ${missing.join(", ")}`);
      return `${targets.length} targets`;
    },
  },
  {
    signal: "metrics",
    what: "this machine, from node-exporter and scraped by Prometheus",
    needs: ["prometheus", "nodeExporter"],
    look: (parts) => total(parts, 'count(node_cpu_seconds_total{mode="idle"})', "processors"),
  },
  {
    signal: "metrics",
    what: "the cluster's objects, from kube-state-metrics and scraped by Prometheus",
    needs: ["prometheus", "kubeStateMetrics"],
    look: (parts) => total(parts, "count(kube_pod_info)", "pods"),
  },
  {
    signal: "exemplars",
    what: "the traces of single orders, scraped by Prometheus with their durations",
    needs: ["prometheus"],
    look: async (parts) => {
      const [exemplar] = await promql(parts).exemplars("shop_checkout_seconds_bucket");
      const trace = exemplar?.labels[TRACE_ID_LABEL];
      if (trace === undefined) return undefined;
      if (!parts.has("tempo") || !parts.has("alloyGateway")) return `trace ${trace}`;
      const services = await new TempoClient(parts.url("tempo")).services(trace);
      return services.includes("checkout") ? `trace ${trace}, which Tempo has` : undefined;
    },
  },
  {
    signal: "logs",
    what: "lines of services with their trace, sent by OTLP through the gateway to Loki",
    needs: ["alloyGateway", "loki"],
    look: (parts) =>
      lines(parts, `{service_namespace="${SHOP_NAMESPACE}"} | ${TRACE_ID_LABEL} != ""`),
  },
  {
    signal: "logs",
    what: "output of the batch job, collected by the agent from its container's log",
    needs: ["alloyAgent", "loki"],
    look: (parts) => lines(parts, `{service_name="${SHOP_JOB}"} |= "summed up"`),
  },
  {
    signal: "logs",
    what: "output of the platform's own pods, collected by the agent",
    needs: ["alloyAgent", "loki"],
    look: (parts) => lines(parts, `{service_name="${parts.name("loki")}"}`),
  },
  {
    signal: "traces",
    what: "an order through all services, sent by OTLP through the gateway to Tempo",
    needs: ["alloyGateway", "tempo"],
    look: async (parts) => {
      const tempo = new TempoClient(parts.url("tempo"));
      for (const trace of await tempo.search(`{ resource.service.name = "payments" }`)) {
        const services = await tempo.services(trace);
        if (SHOP_SERVICES.every((service) => services.includes(service))) {
          return `trace ${trace} of ${services.length} services`;
        }
      }
      return undefined;
    },
  },
  {
    signal: "traces",
    what: "who calls whom, made by Tempo of the traces, in Mimir",
    needs: ["alloyGateway", "tempo", "mimir"],
    look: async (parts) => {
      const edges = await promql(parts).query(
        `sum by (client, server) (traces_service_graph_request_total{server="payments"})`,
      );
      return edges[0] && `${edges[0].labels.client ?? ""} calls ${edges[0].labels.server ?? ""}`;
    },
  },
  {
    signal: "profiles",
    what: "what the checkout computes, fetched by the agent into Pyroscope",
    needs: ["alloyAgent", "pyroscope"],
    look: (parts) => profile(parts, "checkout", BUSY_FUNCTION),
  },
  {
    signal: "profiles",
    what: "what Pyroscope itself computes, fetched by the agent",
    needs: ["alloyAgent", "pyroscope"],
    look: (parts) => profile(parts, parts.name("pyroscope"), "runtime."),
  },
  {
    signal: "Grafana",
    what: "every data source whose backend runs answers",
    needs: ["grafana"],
    look: dataSourcesAnswer,
  },
];

function promql(parts: RunningParts): PrometheusClient {
  return new PrometheusClient(parts.promql?.url ?? "");
}

/** What a query that gives one number finds of something. */
async function total(
  parts: RunningParts,
  query: string,
  what: string,
): Promise<string | undefined> {
  const [found] = await promql(parts).query(query);
  return found && `${found.value} ${what}`;
}

async function lines(parts: RunningParts, query: string): Promise<string | undefined> {
  const count = await new LokiClient(parts.url("loki")).count(query);
  if (count === 0) return undefined;
  return count === 1 ? "1 line" : `${count} lines`;
}

async function profile(
  parts: RunningParts,
  service: string,
  wanted: string,
): Promise<string | undefined> {
  const pyroscope = new PyroscopeClient(parts.url("pyroscope"));
  const graph = await pyroscope.flameGraph(`${CPU_PROFILE}{service_name="${service}"}`);
  const found = graph.names.find((name) => name.includes(wanted));
  return found && `${graph.names.length} functions, ${found} among them`;
}
