import { isMap } from "../../components/shared/merge";
import type { ProgramName } from "../../components/shared/config-check/key-table";

type Trap = (config: unknown) => Iterable<string>;

/**
 * Configurations that every key check lets pass and that still lose data, do not start or listen nowhere:
 * the faults seen in copied configurations.
 */
const TRAPS: Readonly<Record<ProgramName, readonly Trap[]>> = {
  tempo: [receiversOnLocalhost],
  mimir: [factorsWithoutPeers],
  pyroscope: [],
  loki: [rulerStoreIgnored, retentionWithoutStore, outdatedSchema, lokiFactorWithoutPeers],
  beyla: [],
};

export function configTraps(product: ProgramName, config: unknown): string[] {
  return TRAPS[product].flatMap((trap) => [...trap(config)]);
}

/** The value at a path, or undefined as soon as a step is missing. */
function at(config: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, key) => (isMap(value) ? value[key] : undefined), config);
}

const RECEIVER_PORTS: Readonly<Record<string, number>> = {
  "otlp.protocols.grpc": 4317,
  "otlp.protocols.http": 4318,
  "jaeger.protocols.grpc": 14250,
  "jaeger.protocols.thrift_http": 14268,
  "jaeger.protocols.thrift_compact": 6831,
  "jaeger.protocols.thrift_binary": 6832,
  zipkin: 9411,
};

/** A receiver without an address binds localhost: in a pod that is nowhere. */
function* receiversOnLocalhost(config: unknown): Generator<string> {
  for (const [name, port] of Object.entries(RECEIVER_PORTS)) {
    const path = `distributor.receivers.${name}`;
    const receiver = at(config, path);
    if (receiver === undefined) continue;
    const endpoint = at(receiver, "endpoint") ?? "";
    if (typeof endpoint !== "string" || !/^(localhost|127\.|\[::1\]|$)/.test(endpoint)) continue;
    const given = endpoint === "" ? "has no endpoint" : `has endpoint "${endpoint}"`;
    yield `${path} ${given} and is reached from its own pod only; write endpoint: "0.0.0.0:${String(port)}"`;
  }
}

/** With the object storage client of Thanos Loki reads the top-level ruler_storage and starts no ruler otherwise. */
function* rulerStoreIgnored(config: unknown): Generator<string> {
  if (at(config, "storage_config.use_thanos_objstore") !== true) return;
  if (at(config, "ruler.storage") === undefined) return;
  yield "ruler.storage is ignored with storage_config.use_thanos_objstore; write ruler_storage at the top level";
}

function* retentionWithoutStore(config: unknown): Generator<string> {
  if (at(config, "compactor.retention_enabled") !== true) return;
  if (typeof at(config, "compactor.delete_request_store") === "string") return;
  yield "compactor.retention_enabled without compactor.delete_request_store does not start; write the name of the object store";
}

function* outdatedSchema(config: unknown): Generator<string> {
  const periods = at(config, "schema_config.configs");
  if (!Array.isArray(periods)) return;
  const newest: unknown = periods.at(-1);
  const [store, schema] = [at(newest, "store"), at(newest, "schema")];
  if (store === "tsdb" && schema === "v13") return;
  yield `schema_config.configs ends with store ${JSON.stringify(store)} and schema ${JSON.stringify(schema)}; write store: tsdb and schema: v13`;
}

function* lokiFactorWithoutPeers(config: unknown): Generator<string> {
  if (at(config, "common.ring.kvstore.store") !== "inmemory") return;
  yield* factorAboveOne(config, "common.replication_factor");
}

/** Mimir has three factors, each 3 by default: one process alone then refuses every write. */
function* factorsWithoutPeers(config: unknown): Generator<string> {
  const peers = at(config, "memberlist.join_members");
  if (Array.isArray(peers) ? peers.length > 0 : typeof peers === "string") return;
  yield* factorAboveOne(config, "ingester.ring.replication_factor");
  yield* factorAboveOne(config, "store_gateway.sharding_ring.replication_factor");
  if (!String(at(config, "target")).includes("alertmanager")) return;
  yield* factorAboveOne(config, "alertmanager.sharding_ring.replication_factor");
}

function* factorAboveOne(config: unknown, path: string): Generator<string> {
  const factor = at(config, path) ?? 3;
  if (factor === 1) return;
  yield `${path} is ${JSON.stringify(factor)}, but there is one process; write 1`;
}
