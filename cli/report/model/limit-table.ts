/** How a number is written, so that it can be told in words. */
export type Unit = "duration" | "bytes" | "text" | "megabytes" | "milliseconds" | "count";

/** A number of a part's configuration that people look for. */
export interface LimitEntry {
  /** Where it stands in the configuration. */
  path: string;
  what: string;
  unit: Unit;
}

/** By the component's type: how long it keeps what it has, and what it refuses. */
export const LIMITS: Readonly<Record<string, readonly LimitEntry[]>> = {
  Loki: [
    { path: "limits_config.retention_period", what: "Logs are kept", unit: "duration" },
    { path: "limits_config.max_query_lookback", what: "Queries look back", unit: "duration" },
    { path: "limits_config.ingestion_rate_mb", what: "Taken in per second", unit: "megabytes" },
    { path: "limits_config.ingestion_burst_size_mb", what: "Taken in at once", unit: "megabytes" },
    { path: "limits_config.max_global_streams_per_user", what: "Active streams", unit: "count" },
    { path: "common.replication_factor", what: "Copies of what is new", unit: "count" },
  ],
  Mimir: [
    {
      path: "limits.compactor_blocks_retention_period",
      what: "Metrics are kept",
      unit: "duration",
    },
    { path: "limits.ingestion_rate", what: "Samples taken in per second", unit: "count" },
    { path: "limits.ingestion_burst_size", what: "Samples taken in at once", unit: "count" },
    { path: "limits.max_global_series_per_user", what: "Series in memory", unit: "count" },
    { path: "limits.max_global_exemplars_per_user", what: "Exemplars in memory", unit: "count" },
    { path: "limits.max_label_names_per_series", what: "Labels of a series", unit: "count" },
    { path: "limits.out_of_order_time_window", what: "Samples may be late by", unit: "duration" },
    { path: "ingester.ring.replication_factor", what: "Copies of what is new", unit: "count" },
  ],
  Tempo: [
    {
      path: "overrides.defaults.compaction.block_retention",
      what: "Traces are kept",
      unit: "duration",
    },
    {
      path: "overrides.defaults.ingestion.rate_limit_bytes",
      what: "Taken in per second",
      unit: "bytes",
    },
    {
      path: "overrides.defaults.ingestion.burst_size_bytes",
      what: "Taken in at once",
      unit: "bytes",
    },
    {
      path: "overrides.defaults.ingestion.max_traces_per_user",
      what: "Live traces",
      unit: "count",
    },
    {
      path: "overrides.defaults.global.max_bytes_per_trace",
      what: "Size of a trace",
      unit: "bytes",
    },
    {
      path: "overrides.defaults.metrics_generator.max_active_series",
      what: "Series made of spans",
      unit: "count",
    },
  ],
  Pyroscope: [
    { path: "limits.retention_period", what: "Profiles are kept", unit: "duration" },
    { path: "limits.max_query_lookback", what: "Queries look back", unit: "duration" },
    { path: "limits.ingestion_rate_mb", what: "Taken in per second", unit: "megabytes" },
    { path: "limits.ingestion_burst_size_mb", what: "Taken in at once", unit: "megabytes" },
    { path: "limits.max_profile_size_bytes", what: "Size of a profile", unit: "bytes" },
  ],
  Prometheus: [
    { path: "--storage.tsdb.retention.time", what: "Metrics are kept here", unit: "duration" },
    { path: "--storage.tsdb.retention.size", what: "Or until they fill", unit: "text" },
    { path: "global.scrape_interval", what: "Scrapes every", unit: "duration" },
    { path: "global.scrape_timeout", what: "A scrape may take", unit: "duration" },
  ],
  PrometheusOperator: [
    { path: "retention", what: "Metrics are kept here", unit: "duration" },
    { path: "retentionSize", what: "Or until they fill", unit: "text" },
    { path: "scrapeInterval", what: "Scrapes every", unit: "duration" },
    { path: "scrapeTimeout", what: "A scrape may take", unit: "duration" },
  ],
  AlloyGateway: [
    { path: "max_recv_msg_size", what: "Largest request over gRPC", unit: "text" },
    { path: "max_request_body_size", what: "Largest request over HTTP", unit: "text" },
    { path: "limit", what: "Refuses more above memory of", unit: "text" },
    { path: "queue_size", what: "Kept for each backend that is away", unit: "bytes" },
    { path: "max_elapsed_time", what: "Tried again for", unit: "duration" },
  ],
  Kafka: [
    { path: "retention.ms", what: "Records are kept", unit: "milliseconds" },
    { path: "max.message.bytes", what: "Largest record", unit: "bytes" },
    { path: "min.insync.replicas", what: "Copies before a write is acknowledged", unit: "count" },
  ],
};
