import type { StackPlan } from "../../../components/stack/plan";
import { usedEndpoints } from "../../diagram/connections";
import type { KubernetesObject, Rendering } from "../../render/render";
import { type Flow, flowTo } from "./flow";
import { type FlowText, endpointText } from "./flow-texts";
import type { Part } from "./parts";
import { type ServiceOwner, serviceOwner } from "./service-owner";

/** Who opens a connection to whom, read out of the configuration that each part really gets. */
export function flowsBetween(parts: readonly Part[], { outputs, plan }: Rendering): Flow[] {
  const ownerOf = serviceOwner(parts);
  return parts.flatMap((part) => {
    const text = configurationOf(part);
    const known = usedEndpoints(text, outputs.endpoints).flatMap(({ owner, use, address }) => {
      const to = ownerOf(address);
      return to === undefined ? [] : [flowTo(part.id, to, address, endpointText(owner, use))];
    });
    const reached = new Set(known.map(({ to }) => to));
    const others = addressesIn(text).filter(({ host }) => !reached.has(ownerOf(host) ?? part.id));
    const found = [
      ...known,
      ...alerts(part, ownerOf, plan),
      ...otherFlows(part.id, others, ownerOf),
    ];
    return found.filter(({ to }) => to !== part.id);
  });
}

/** The operator of Prometheus takes the address of the Alertmanager in pieces. */
function alerts({ id, component }: Part, ownerOf: ServiceOwner, plan: StackPlan): Flow[] {
  const url = plan.prometheusOperator?.spec.alertmanagerUrl;
  if (component !== "PrometheusOperator" || url === undefined) return [];
  const to = ownerOf(url);
  return to === undefined ? [] : [flowTo(id, to, url, endpointText("mimir", "alertmanager"))];
}

/** What a part reads: its pods, its files and the values of its charts. Secrets are none of the page's business. */
function configurationOf({ objects, releases }: Part): string {
  return [...objects.map(objectText), ...releases.map(({ values }) => JSON.stringify(values))].join(
    "\n",
  );
}

function objectText({ kind, data, spec }: KubernetesObject): string {
  if (kind === "ConfigMap") return Object.values(data as Record<string, string>).join("\n");
  return kind === "Service" ? "" : JSON.stringify(spec ?? "");
}

interface FoundAddress {
  host: string;
  port?: number;
}

/** A Service's name with its namespace, and the port behind it. */
const IN_CLUSTER =
  /[a-z0-9](?:[-a-z0-9]*[a-z0-9])?\.[a-z0-9][-a-z0-9]*\.svc\b[a-z0-9.-]*(?::(\d+))?/g;

function addressesIn(text: string): FoundAddress[] {
  return [...text.matchAll(IN_CLUSTER)].map(([address, port]) => ({
    host: address.replace(/\.?(:\d+)?$/, ""),
    ...(port !== undefined && { port: Number(port) }),
  }));
}

/** What goes to parts that are no endpoints of the stack. */
const OTHER_TEXTS: Readonly<Record<string, FlowText>> = {
  kafka: { kind: "storage", short: "Kafka", long: "records in Kafka" },
  seaweedfs: { kind: "storage", short: "blocks", long: "everything kept (S3)" },
};

/** Addresses that are no endpoints of the stack. */
function otherFlows(from: string, found: readonly FoundAddress[], ownerOf: ServiceOwner): Flow[] {
  const flows = found.flatMap(({ host, port }): Flow[] => {
    const to = ownerOf(host);
    if (to === undefined) return [];
    const text = OTHER_TEXTS[to] ?? { kind: "other", short: "calls", long: "calls" };
    return [flowTo(from, to, port === undefined ? host : `${host}:${port}`, text)];
  });
  return [...new Map(flows.map((flow) => [flow.address, flow])).values()];
}
