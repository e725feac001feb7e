import { OWN_ADDRESS, PORTS } from "../shared/endpoints";
import { type Config, merge } from "../shared/merge";
import { bucketOf } from "../shared/store";
import { Topology } from "../shared/topology";
import { goDuration } from "../shared/units";
import { pyroscopeStore } from "../storage/pyroscope";
import { thanosBackend } from "../storage/thanos";
import { distributedConfig } from "./distributed-config";
import type { PyroscopeSpec } from "./pyroscope-args";

/** Where the volume is mounted. Everything that must survive the pod lies below it. */
export const PYROSCOPE_DATA = "/data";

const MEBIBYTE = 2 ** 20;

/** Where the metastore keeps the index of all blocks: without it the profiles are there and cannot be found. */
export const METASTORE_DATA = {
  index: `${PYROSCOPE_DATA}/metastore/index`,
  raft: `${PYROSCOPE_DATA}/metastore/raft`,
} as const;

/** How often what is older than the retention is looked for. */
export const CLEANUP_INTERVAL = "15m";

/** Pyroscope's own configuration file. Pure: equal specs give equal files. */
export function pyroscopeConfig(spec: PyroscopeSpec): Config {
  const topology = spec.topology === Topology.Distributed ? distributedConfig() : singleConfig();
  return merge(merge<Config>(commonConfig(spec), topology), spec.config);
}

/** What holds however Pyroscope runs. */
function commonConfig(spec: PyroscopeSpec): Config {
  return {
    // By default 2.x also runs all of the storage of 1.x beside it.
    architecture_storage: "v2",
    analytics: { reporting_enabled: false },
    // Scraped like every other program: pushed as well, its profiles would count twice.
    self_profiling: { disable_push: true },
    server: {
      http_listen_port: PORTS.pyroscope.http,
      grpc_listen_port: PORTS.pyroscope.grpc,
      log_format: "json",
    },
    storage: blocks(spec),
    metastore: {
      data_dir: METASTORE_DATA.index,
      raft: { dir: METASTORE_DATA.raft, snapshots_dir: METASTORE_DATA.raft },
      index: { cleanup_interval: CLEANUP_INTERVAL },
    },
    limits: limits(spec),
  };
}

/** What one process that does everything needs. */
function singleConfig(): Config {
  const self = `${OWN_ADDRESS}:${PORTS.pyroscope.grpc}`;
  return {
    metastore: {
      address: self,
      // The waits protect a rollout of many replicas; a single one has nobody to wait for.
      min_ready_duration: "0s",
    },
    segment_writer: {
      lifecycler: {
        address: OWN_ADDRESS,
        min_ready_duration: "0s",
        ring: { kvstore: { store: "inmemory" } },
      },
    },
    distributor: { ring: ring() },
    overrides_exporter: { ring: ring() },
    // Where query back ends bring their results to.
    frontend: { instance_addr: OWN_ADDRESS },
    // It joins itself even when alone, and by default only where a pod has a private IPv4 address.
    memberlist: { bind_addr: [OWN_ADDRESS], advertise_addr: OWN_ADDRESS },
    query_backend: { address: self },
  };
}

/** Where profiles are kept: in a bucket, or on the volume. */
function blocks(spec: PyroscopeSpec): Config {
  const bucket = bucketOf(spec);
  if (bucket) return { backend: thanosBackend(bucket), ...pyroscopeStore(bucket) };
  return { backend: "filesystem", filesystem: { dir: `${PYROSCOPE_DATA}/blocks` } };
}

/** A ring of one process, which needs no gossip and no pod address to find itself. */
function ring(): Config {
  return { kvstore: { store: "inmemory" }, instance_addr: OWN_ADDRESS };
}

function limits(spec: PyroscopeSpec): Config {
  const { ingestionRate, maxProfileSize } = spec.limits;
  return {
    // Anything else does not start with the storage of 2.x alone.
    write_path: "segment-writer",
    // The one that deletes; compactor_blocks_retention_period is for the storage of 1.x.
    retention_period: goDuration(spec.retention),
    // As far back as profiles are kept: by default queries silently end at seven days and may cover one.
    max_query_lookback: goDuration(spec.retention),
    max_query_length: "0s",
    ingestion_rate_mb: ingestionRate,
    ingestion_burst_size_mb: 2 * ingestionRate,
    max_profile_size_bytes: maxProfileSize * MEBIBYTE,
  };
}
