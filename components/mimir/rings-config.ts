import { OWN_ADDRESS, PORTS, serviceHost } from "../shared/endpoints";
import type { Config } from "../shared/merge";
import { POD_ADDRESS, POD_NAME } from "../shared/pod-address";
import { headlessName } from "../shared/stateful-set";
import { Topology } from "../shared/topology";
import { REPLICATION_FACTOR } from "../shared/zones";
import type { MimirSpec } from "./mimir-args";
import { PATHS } from "./paths";

/** How the parts find each other, and how many copies they keep. */
export function ringsConfig(spec: MimirSpec): Config {
  return spec.topology === Topology.Single ? ofOneProcess() : ofMany(spec);
}

/** Three parts keep three copies by default and refuse to work with fewer replicas. */
function ofOneProcess(): Config {
  // No gossip and no pod address is needed to find oneself.
  const ring = { kvstore: { store: "inmemory" }, instance_addr: OWN_ADDRESS };
  return {
    distributor: { ring },
    ingester: {
      // The wait protects a rollout of many ingesters; a single one has nobody to wait for.
      ring: { ...ring, replication_factor: 1, min_ready_duration: "0s" },
    },
    querier: { ring },
    // Where queriers bring their results to.
    frontend: { address: OWN_ADDRESS },
    store_gateway: { sharding_ring: { ...ring, replication_factor: 1 } },
    compactor: { data_dir: PATHS.compaction, sharding_ring: ring },
    ruler: { ring },
    alertmanager: { sharding_ring: { ...ring, replication_factor: 1 } },
  };
}

function ofMany(spec: MimirSpec): Config {
  const ring = {
    kvstore: { store: "memberlist" },
    instance_id: POD_NAME,
    // By default the address of an interface that has one of a few names.
    instance_addr: POD_ADDRESS,
  };
  const copies = {
    ...ring,
    replication_factor: REPLICATION_FACTOR,
    // Its own zone comes to each process as an argument.
    ...(spec.zones.length > 0 && { zone_awareness_enabled: true }),
  };
  // A restart is no farewell: nobody else takes over what comes back in a minute.
  const stays = (tokens: string) => ({ tokens_file_path: tokens, unregister_on_shutdown: false });
  return {
    memberlist: memberlist(spec),
    distributor: { ring },
    ingester: { ring: { ...copies, ...stays(PATHS.ingesterTokens) } },
    querier: { ring },
    frontend: { address: POD_ADDRESS },
    store_gateway: { sharding_ring: { ...copies, ...stays(PATHS.gatewayTokens) } },
    compactor: { data_dir: PATHS.compaction, sharding_ring: ring },
    ruler: { ring },
    alertmanager: { sharding_ring: copies },
    // One of them tells the limits, so that sums over all are right. The chart's exporter is no member, and alone.
    ...(spec.topology === Topology.Replicated && {
      overrides_exporter: { ring: { enabled: true, ...ring } },
    }),
  };
}

/** Members tell each other who is in which ring. A single one starts without the others. */
function memberlist(spec: MimirSpec): Config {
  const { name, topology } = spec;
  const members = topology === Topology.Replicated ? headlessName(name) : `${name}-gossip-ring`;
  const host = serviceHost({ ...spec, name: members });
  return {
    bind_port: PORTS.mimir.gossip,
    advertise_addr: POD_ADDRESS,
    // The dot at the end keeps the pod's search domains out of it.
    join_members: [`dns+${host}.:${PORTS.mimir.gossip}`],
    // Another Mimir, or Loki, that gets the address of a pod that is gone, is not let in.
    cluster_label: `${name}.${spec.namespace}`,
  };
}
