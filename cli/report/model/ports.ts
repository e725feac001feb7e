import type { KubernetesObject } from "../../render/render";
import type { Flow } from "./flow";
import { mapsAt, textAt } from "./lookup";
import type { Part } from "./parts";

/** A port of a part, and who reaches it. */
export interface PortRow {
  /** The Service that offers it; nothing where the pods alone have it. */
  service?: string;
  name: string;
  port: number;
  protocol: string;
  reachedBy: Flow[];
}

/** The ports of a part: of its Services, of pods without one, and those of a chart's that others are seen to use. */
export function portsOf({ objects }: Part, incoming: readonly Flow[]): PortRow[] {
  const offered = objects.filter(isReachable).flatMap(servicePorts);
  const isOffered = ({ port, protocol }: Row) =>
    offered.some((row) => row.port === port && row.protocol === protocol);
  const own = [...offered, ...objects.flatMap(containerPorts).filter((row) => !isOffered(row))];
  const isOwn = ({ port, service }: Row) =>
    own.some((row) => row.port === port && (service === undefined || row.service === service));
  const rows = [...own, ...seenPorts(incoming).filter((row) => !isOwn(row))];
  return rows
    .sort((a, b) => a.port - b.port)
    .map((row) => ({ ...row, reachedBy: incoming.filter((flow) => reaches(flow, row, rows)) }));
}

/** Who reaches pods one by one does so at a port of their own, or else at the one that a Service passes on to. */
function reaches(flow: Flow, row: Row, all: readonly Row[]): boolean {
  if (flow.port !== row.port) return false;
  const service = serviceIn(flow);
  if (service !== undefined || row.service === undefined) return row.service === service;
  return !all.some((other) => other.port === row.port && other.service === undefined);
}

type Row = Omit<PortRow, "reachedBy">;

/** A Service without an address of its own names the same pods as the one beside it. */
function isReachable(object: KubernetesObject): boolean {
  return object.kind === "Service" && textAt(object, "spec", "clusterIP") !== "None";
}

function servicePorts(service: KubernetesObject): Row[] {
  return mapsAt(service, "spec", "ports").map((port) => ({
    service: service.metadata.name,
    ...numbered(port, "port"),
  }));
}

function containerPorts(object: KubernetesObject): Row[] {
  return mapsAt(object, "spec", "template", "spec", "containers").flatMap((container) =>
    mapsAt(container, "ports").map((port) => numbered(port, "containerPort")),
  );
}

function numbered(port: unknown, key: string): Row {
  return {
    name: textAt(port, "name") ?? "",
    port: Number(textAt(port, key)),
    protocol: textAt(port, "protocol") ?? "TCP",
  };
}

function seenPorts(incoming: readonly Flow[]): Row[] {
  const rows = incoming.flatMap((flow): Row[] => {
    if (flow.port === undefined) return [];
    const service = serviceIn(flow);
    return [{ ...(service && { service }), name: "", port: flow.port, protocol: "TCP" }];
  });
  return [...new Map(rows.map((row) => [`${row.service ?? ""} ${row.port}`, row])).values()];
}

/** The Service in an address; nothing where pods are reached one by one. */
function serviceIn({ address }: Flow): string | undefined {
  return /([^./:]+)\.[^./:]+\.svc\b/.exec(address)?.[1];
}
