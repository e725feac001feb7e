import { OWN_ADDRESS, PORTS } from "../shared/endpoints";
import { type Config, merge } from "../shared/merge";
import { LARGEST_MESSAGE } from "../shared/message-size";
import { TELEMETRY_LABELS, type TelemetryLabel, attributesNamed } from "../shared/telemetry-labels";
import { goDuration, quantityValue } from "../shared/units";
import type { LokiSpec } from "./loki-args";

/** Where the volume is mounted. Everything that must survive the pod lies below it. */
export const LOKI_DATA = "/var/loki";

/** Loki's own configuration file. Pure: equal specs give equal files. */
export function lokiConfig(spec: LokiSpec): Config {
  return merge<Config>(
    {
      target: "all",
      auth_enabled: false,
      analytics: { reporting_enabled: false },
      server: {
        http_listen_port: PORTS.loki.http,
        grpc_listen_port: PORTS.loki.grpc,
        log_format: "json",
        // Its parts hand each other over gRPC what came in over HTTP.
        grpc_server_max_recv_msg_size: LARGEST_MESSAGE,
        grpc_server_max_send_msg_size: LARGEST_MESSAGE,
        // A query may run for five minutes; the default of 30s would cut it off.
        http_server_read_timeout: "310s",
        http_server_write_timeout: "310s",
      },
      common: {
        path_prefix: LOKI_DATA,
        replication_factor: 1,
        // Its parts talk to each other; through the pod's address a service mesh or policy could stop them.
        instance_addr: OWN_ADDRESS,
        ring: { kvstore: { store: "inmemory" } },
      },
      schema_config: {
        configs: [
          {
            from: "2024-04-01",
            store: "tsdb",
            object_store: "filesystem",
            schema: "v13",
            index: { prefix: "index_", period: "24h" },
          },
        ],
      },
      storage_config: {
        use_thanos_objstore: true,
        object_store: { filesystem: { dir: `${LOKI_DATA}/chunks` } },
        tsdb_shipper: {
          active_index_directory: `${LOKI_DATA}/tsdb-index`,
          cache_location: `${LOKI_DATA}/tsdb-cache`,
        },
      },
      ingester: {
        chunk_encoding: "snappy",
        ...aloneInItsRing(),
        wal: {
          dir: `${LOKI_DATA}/wal`,
          // Its default of 4GB is above the memory limit: replay would end in an OOM kill, for ever.
          replay_memory_ceiling: halfOfMemory(spec),
          flush_on_shutdown: true,
        },
      },
      pattern_ingester: { enabled: true, ...aloneInItsRing() },
      compactor: {
        working_directory: `${LOKI_DATA}/compactor`,
        // Both are needed: without them retention_period deletes nothing.
        retention_enabled: true,
        delete_request_store: "filesystem",
      },
      ...ruler(spec),
      limits_config: limits(spec),
    },
    spec.config,
  );
}

/** The ruler, with a store that rules can be written to through the API. */
function ruler(spec: LokiSpec): Config {
  return {
    // At the top level: with use_thanos_objstore Loki reads the store from here and ignores ruler.storage.
    ruler_storage: { backend: "filesystem", filesystem: { dir: `${LOKI_DATA}/rules` } },
    ruler: {
      enable_api: true,
      rule_path: `${LOKI_DATA}/rules-temp`,
      wal: { dir: `${LOKI_DATA}/ruler-wal` },
      ring: { kvstore: { store: "inmemory" } },
      ...(spec.alertmanagerUrl && {
        alertmanager_url: spec.alertmanagerUrl,
        enable_alertmanager_v2: true,
      }),
    },
  };
}

/** Ready at once: the wait of 15s protects a rollout of many, and a single one has nobody to wait for. */
function aloneInItsRing(): Config {
  return { lifecycler: { min_ready_duration: "0s" } };
}

function limits(spec: LokiSpec): Config {
  const { ingestionRate, maxStreams } = spec.limits;
  return {
    retention_period: goDuration(spec.retention),
    // As far back as logs are kept: by default a query over more than 30 days is refused.
    max_query_lookback: goDuration(spec.retention),
    max_query_length: "0s",
    ingestion_rate_mb: ingestionRate,
    ingestion_burst_size_mb: 2 * ingestionRate,
    max_global_streams_per_user: maxStreams,
    // A line above 256KB is cut; by default it is dropped.
    max_line_size_truncate: true,
    allow_structured_metadata: true,
    volume_enabled: true,
    discover_log_levels: true,
    otlp_config: otlpLabels(),
  };
}

/** Half of the memory that the container may take, in the unit that Loki reads. */
function halfOfMemory(spec: LokiSpec): string {
  const bytes = quantityValue(spec.resources.memoryLimit) ?? 0;
  return `${Math.floor(bytes / 2 / 2 ** 20)}MB`;
}

/**
 * Which OTLP resource attributes become labels. Loki's own list indexes pod names and instance ids,
 * which makes a stream for every pod; the contract keeps those as structured metadata.
 */
function otlpLabels(): Config {
  const labels: readonly TelemetryLabel[] = TELEMETRY_LABELS;
  const attributes = labels.filter((label) => label.logs === "index").flatMap(attributesNamed);
  return {
    resource_attributes: {
      ignore_defaults: true,
      attributes_config: [{ action: "index_label", attributes }],
    },
  };
}
