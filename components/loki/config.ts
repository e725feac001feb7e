import { PORTS } from "../shared/endpoints";
import { type Config, merge } from "../shared/merge";
import { LARGEST_MESSAGE } from "../shared/message-size";
import { TELEMETRY_LABELS, type TelemetryLabel, attributesNamed } from "../shared/telemetry-labels";
import { CHART_TOPOLOGIES, Topology } from "../shared/topology";
import { goDuration, quantityValue } from "../shared/units";
import type { ResourceSettings } from "../shared/workload-args";
import type { LokiSpec } from "./loki-args";
import { partsConfig } from "./parts-config";
import { LOKI_DATA } from "./paths";
import { ringsConfig } from "./rings-config";
import { storageConfig } from "./storage-config";

/** Loki's own configuration file, the same in every topology but for what that adds. Pure: equal specs give equal files. */
export function lokiConfig(spec: LokiSpec): Config {
  return [ringsConfig(spec), storageConfig(spec), partsConfig(spec), spec.config].reduce<Config>(
    merge,
    commonConfig(spec),
  );
}

function commonConfig(spec: LokiSpec): Config {
  return {
    // The chart tells each part what it is.
    ...(!CHART_TOPOLOGIES.includes(spec.topology) && { target: "all" }),
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
    common: { path_prefix: LOKI_DATA },
    ingester: {
      chunk_encoding: "snappy",
      wal: {
        dir: `${LOKI_DATA}/wal`,
        // Its default of 4GB is above the memory limit: replay would end in an OOM kill, for ever.
        replay_memory_ceiling: halfOfMemory(ingesterResources(spec)),
        flush_on_shutdown: true,
      },
    },
    pattern_ingester: { enabled: true },
    ruler: {
      enable_api: true,
      rule_path: `${LOKI_DATA}/rules-temp`,
      wal: { dir: `${LOKI_DATA}/ruler-wal` },
      ...(spec.alertmanagerUrl && {
        alertmanager_url: spec.alertmanagerUrl,
        enable_alertmanager_v2: true,
      }),
    },
    limits_config: limits(spec),
  };
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

/** What the process may take that keeps what is new. */
function ingesterResources({ topology, resources, components }: LokiSpec): ResourceSettings {
  switch (topology) {
    case Topology.Distributed:
      return components.ingester.resources;
    case Topology.SimpleScalable:
      return components.write.resources;
    default:
      return resources;
  }
}

/** Half of the memory that the container may take, in the unit that Loki reads. */
function halfOfMemory({ memoryLimit }: ResourceSettings): string {
  const bytes = quantityValue(memoryLimit) ?? 0;
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
