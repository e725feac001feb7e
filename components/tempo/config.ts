import { PORTS } from "../shared/endpoints";
import { type Config, merge } from "../shared/merge";
import { LARGEST_MESSAGE } from "../shared/message-size";
import { bucketOf } from "../shared/store";
import { Topology } from "../shared/topology";
import { goDuration } from "../shared/units";
import { tempoStore } from "../storage/tempo";
import { distributedConfig } from "./distributed-config";
import { generatorConfig, generatorOverrides } from "./generator";
import type { TempoSpec } from "./tempo-args";

/** Where the volume is mounted. Everything that must survive the pod lies below it. */
export const TEMPO_DATA = "/var/tempo";

const MEGABYTE = 1_000_000;

/** Tempo's own configuration file. Pure: equal specs give equal files. */
export function tempoConfig(spec: TempoSpec): Config {
  const topology =
    spec.topology === Topology.Distributed ? distributedConfig(spec) : singleConfig();
  return merge(merge<Config>(commonConfig(spec), topology), spec.config);
}

/** What holds however Tempo runs. */
function commonConfig(spec: TempoSpec): Config {
  const retention = goDuration(spec.retention);
  return {
    // Grafana shows search results as they come, but only over HTTP through a Service.
    stream_over_http_enabled: true,
    usage_report: { reporting_enabled: false },
    server: {
      http_listen_port: PORTS.tempo.http,
      grpc_listen_port: PORTS.tempo.grpc,
      log_format: "json",
      grpc_server_max_recv_msg_size: LARGEST_MESSAGE,
      grpc_server_max_send_msg_size: LARGEST_MESSAGE,
    },
    distributor: { receivers: receivers() },
    live_store: {
      wal: { path: `${TEMPO_DATA}/live-store/traces` },
      shutdown_marker_dir: `${TEMPO_DATA}/live-store/shutdown-marker`,
    },
    // The worker deletes by its own value, the scheduler plans by its own, and the override beats both:
    // one left at its default of 14 days would keep or lose traces behind the others' backs.
    backend_scheduler: {
      local_work_path: `${TEMPO_DATA}/scheduler`,
      provider: { compaction: { compaction: { block_retention: retention } } },
    },
    backend_worker: { compaction: { block_retention: retention } },
    query_frontend: {
      // A search may cover all that is kept; by default it is refused beyond seven days.
      search: { max_duration: "0s" },
    },
    storage: { trace: { ...blocks(spec), wal: { path: `${TEMPO_DATA}/wal` } } },
    ...generatorConfig(spec, `${TEMPO_DATA}/generator`),
    overrides: { defaults: overrides(spec, retention) },
  };
}

/** What one process that does everything needs. */
function singleConfig(): Config {
  return {
    target: "all",
    // Its scheduler, in the same process, stops first: there is nothing left to wait for.
    backend_worker: { finish_on_shutdown_timeout: "1s" },
  };
}

/** Where blocks are kept: in a bucket, or on the volume. */
function blocks(spec: TempoSpec): Config {
  const bucket = bucketOf(spec);
  if (bucket) return tempoStore(bucket);
  return { backend: "local", local: { path: `${TEMPO_DATA}/blocks` } };
}

/** Every receiver is bound to all addresses: by default they listen on localhost, where no other pod can reach them. */
function receivers(): Config {
  const { tempo } = PORTS;
  const on = (port: number): Config => ({ endpoint: `0.0.0.0:${port}` });
  return {
    otlp: {
      protocols: {
        grpc: { ...on(tempo.otlpGrpc), max_recv_msg_size_mib: LARGEST_MESSAGE / 2 ** 20 },
        http: on(tempo.otlpHttp),
      },
    },
    jaeger: {
      protocols: {
        grpc: on(tempo.jaegerGrpc),
        thrift_http: on(tempo.jaegerThriftHttp),
        thrift_compact: on(tempo.jaegerThriftCompact),
      },
    },
    zipkin: on(tempo.zipkin),
  };
}

function overrides(spec: TempoSpec, retention: string): Config {
  const rate = spec.limits.ingestionRate * MEGABYTE;
  return {
    compaction: { block_retention: retention },
    ingestion: {
      rate_limit_bytes: rate,
      burst_size_bytes: rate,
      max_traces_per_user: spec.limits.maxTraces,
    },
    global: { max_bytes_per_trace: spec.limits.maxTraceSize * MEGABYTE },
    // Logs hold all 32 digits of a trace's id; without this a search result lacks its leading zeros and finds none.
    read: { left_pad_trace_ids: true },
    ...generatorOverrides(spec),
  };
}
