import { OWN_ADDRESS, PORTS, serviceHost } from "../shared/endpoints";
import type { Config } from "../shared/merge";
import { POD_ADDRESS, POD_NAME } from "../shared/pod-address";
import { headlessName } from "../shared/stateful-set";
import { Topology } from "../shared/topology";
import { REPLICATION_FACTOR } from "../shared/zones";
import type { LokiSpec } from "./loki-args";

/** How processes find each other, and how many copies they keep of what is new. */
export function ringsConfig(spec: LokiSpec): Config {
  return spec.topology === Topology.Single ? ofOneProcess() : ofMany(spec);
}

function ofOneProcess(): Config {
  return {
    common: {
      replication_factor: 1,
      // Its parts talk to each other; through the pod's address a service mesh or policy could stop them.
      instance_addr: OWN_ADDRESS,
      ring: { kvstore: { store: "inmemory" } },
    },
    // Ready at once: the wait of 15s protects a rollout of many, and a single one has nobody to wait for.
    ingester: { lifecycler: { min_ready_duration: "0s" } },
    pattern_ingester: { lifecycler: { min_ready_duration: "0s" } },
    ruler: { ring: { kvstore: { store: "inmemory" } } },
  };
}

function ofMany(spec: LokiSpec): Config {
  const isReplicated = spec.topology === Topology.Replicated;
  return {
    // Its Service lets go of a process before that stops: queries and pushes then fail nowhere.
    shutdown_delay: "5s",
    common: {
      replication_factor: REPLICATION_FACTOR,
      // For every ring and for gossip. By default that of an interface that has one of a few names.
      instance_addr: POD_ADDRESS,
      ring: {
        kvstore: { store: "memberlist" },
        instance_id: POD_NAME,
        ...(isReplicated && goneSoon()),
        // Its own zone comes to each process as an argument.
        ...(isReplicated && spec.zones.length > 0 && { zone_awareness_enabled: true }),
      },
    },
    memberlist: memberlist(spec),
    pattern_ingester: {
      lifecycler: {
        // It would wait after the ingester has waited, and nobody depends on it.
        min_ready_duration: "0s",
        ...(isReplicated && READY_ALONE),
      },
    },
    // By default every ruler evaluates every rule.
    ruler: { enable_sharding: true },
    ...(isReplicated && {
      // With one of three zones out of the ring, a read is content with one of the other two: lines that were
      // written while that one was away itself would be missing from answers, as long as a restart takes.
      ingester: { lifecycler: { unregister_on_shutdown: false, ...READY_ALONE } },
      // Each queries for itself: a query that waits in the scheduler of another is lost for minutes when that goes.
      frontend_worker: { frontend_address: `${POD_ADDRESS}:${PORTS.loki.grpc}` },
    }),
    // In the chart only ingesters know their zone, and no other ring has zones.
    ...(!isReplicated &&
      spec.zones.length > 0 &&
      spec.topology === Topology.Distributed && {
        ingester: { lifecycler: { ring: { zone_awareness_enabled: true } } },
      }),
  };
}

/** By default nobody gets ready as long as another is away: a zone's outage would stop every restart. */
const READY_ALONE: Config = { readiness_check_ring_health: false };

/** One of three that was killed is asked for another minute by default, and with it every third query waits. */
function goneSoon(): Config {
  return { heartbeat_period: "5s", heartbeat_timeout: "20s" };
}

/** Members tell each other who is in which ring. A single one starts without the others. */
function memberlist(spec: LokiSpec): Config {
  const { name, namespace, topology } = spec;
  const members = topology === Topology.Replicated ? headlessName(name) : `${name}-memberlist`;
  const host = serviceHost({ ...spec, name: members });
  return {
    bind_port: PORTS.loki.gossip,
    // The dot at the end keeps the pod's search domains out of it.
    join_members: [`dns+${host}.:${PORTS.loki.gossip}`],
    // Another Loki, or Mimir, that gets the address of a pod that is gone, is not let in.
    cluster_label: `${name}.${namespace}`,
  };
}
