import { PORTS } from "../shared/endpoints";
import { type Config, merge } from "../shared/merge";
import { TELEMETRY_LABELS, type TelemetryLabel } from "../shared/telemetry-labels";
import { goDuration } from "../shared/units";
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
        // A query may run for five minutes; the default of 30s would cut it off.
        http_server_read_timeout: "310s",
        http_server_write_timeout: "310s",
      },
      common: {
        path_prefix: LOKI_DATA,
        replication_factor: 1,
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
        wal: {
          dir: `${LOKI_DATA}/wal`,
          // Its default of 4GB is above the memory limit: replay would end in an OOM kill, for ever.
          replay_memory_ceiling: "512MB",
          flush_on_shutdown: true,
        },
      },
      pattern_ingester: { enabled: true },
      compactor: {
        working_directory: `${LOKI_DATA}/compactor`,
        // Both are needed: without them retention_period deletes nothing.
        retention_enabled: true,
        delete_request_store: "filesystem",
      },
      ...ruler(spec),
      limits_config: {
        retention_period: goDuration(spec.retention),
        // Queries over the whole of what is kept, not just the default 30 days.
        max_query_lookback: goDuration(spec.retention),
        allow_structured_metadata: true,
        volume_enabled: true,
        discover_log_levels: true,
        otlp_config: otlpLabels(),
      },
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

/**
 * Which OTLP resource attributes become labels. Loki's own list indexes pod names and instance ids,
 * which makes a stream for every pod; the contract keeps those as structured metadata.
 */
function otlpLabels(): Config {
  const labels: readonly TelemetryLabel[] = TELEMETRY_LABELS;
  const attributes = labels
    .filter((l) => l.logs === "index")
    // Loki writes dots as underscores, so `service.name` arrives under the contract's name by itself.
    .flatMap((l) => [l.label, ...l.attributes.filter((a) => a.replaceAll(".", "_") === l.label)]);
  return {
    resource_attributes: {
      ignore_defaults: true,
      attributes_config: [{ action: "index_label", attributes }],
    },
  };
}
