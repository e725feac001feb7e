import { literally } from "../regular-expression";
import type { KubernetesObject, Rendering } from "../render/render";
import { isWorkload } from "../render/workloads";

/** A workload that runs in an environment. */
export interface DiagramNode {
  name: string;
  namespace: string;
  kind: string;
}

/** A workload whose configuration holds the address of another. */
export interface Connection {
  from: string;
  to: string;
  /** What the address is for: `push`, `query`, `otlpGrpc`. */
  use: string;
}

export function diagramNodes({ objects }: Rendering): DiagramNode[] {
  return objects.filter(isWorkload).map(({ kind, metadata }) => ({
    kind,
    name: metadata.name,
    namespace: metadata.namespace ?? "",
  }));
}

/** Who talks to whom, read out of the configuration that each workload really gets. */
export function connections({ objects, outputs }: Rendering): Connection[] {
  return objects.filter(isWorkload).flatMap((workload) => {
    const found = usedEndpoints(configurationOf(workload, objects), outputs.endpoints).map(
      ({ use, address }) => ({ from: workload.metadata.name, to: serviceOf(address), use }),
    );
    return mergeUses(found.filter(({ from, to }) => from !== to));
  });
}

/** An address of the stack's endpoints that somebody's configuration holds. */
export interface UsedEndpoint {
  /** Whose it is, by the name of the endpoints' key: `loki`, `gateway`. */
  owner: string;
  use: string;
  address: string;
}

/** The endpoints that a configuration makes use of. */
export function usedEndpoints(text: string, endpoints: object): UsedEndpoint[] {
  const all = Object.entries(endpoints).flatMap(([owner, uses]) =>
    Object.entries((uses ?? {}) as Record<string, string>).map(([use, address]) => ({
      owner,
      use,
      address,
    })),
  );
  return all
    .filter(({ address }) => mentions(text, address))
    .filter(isTheUse(hasDataSources(text) ? asks : sends, all));
}

/** Everything a workload reads: its own pod and the ConfigMaps that it mounts. */
function configurationOf(workload: KubernetesObject, objects: readonly KubernetesObject[]): string {
  const own = JSON.stringify(workload.spec);
  const mounted = objects.filter(
    (o) =>
      o.kind === "ConfigMap" &&
      o.metadata.namespace === workload.metadata.namespace &&
      own.includes(`"configMap":{"name":"${o.metadata.name}"}`),
  );
  return [own, ...mounted.flatMap((o) => Object.values(o.data as Record<string, string>))].join(
    "\n",
  );
}

const asks = (use: string) => use === "query";
const sends = (use: string) => !asks(use);

/** Grafana's provisioning: what is listed as a data source is asked. */
function hasDataSources(text: string): boolean {
  return /^datasources:/m.test(text);
}

/** Leaves out, where one address serves several uses, those that are not what its reader does. */
function isTheUse(does: (use: string) => boolean, all: readonly UsedEndpoint[]) {
  return ({ use, address }: UsedEndpoint): boolean => {
    const uses = all.filter((other) => other.address === address).map((other) => other.use);
    return does(use) || !uses.some(does);
  };
}

/** Whether the address stands there whole, not as the beginning of a longer one. */
function mentions(text: string, address: string): boolean {
  return new RegExp(`(?<![\\w/.-])${literally(address)}/?(?![\\w/.:-])`).test(text);
}

function serviceOf(address: string): string {
  return address.replace(/^https?:\/\//, "").split(".")[0] ?? "";
}

/** One arrow for all uses of the same receiver. */
function mergeUses(found: readonly Connection[]): Connection[] {
  const byReceiver = new Map<string, Connection>();
  for (const connection of found) {
    const known = byReceiver.get(connection.to);
    const use = known ? `${known.use}, ${connection.use}` : connection.use;
    byReceiver.set(connection.to, { ...connection, use });
  }
  return [...byReceiver.values()];
}
