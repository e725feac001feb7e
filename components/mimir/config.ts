import { OWN_ADDRESS, PORTS } from "../shared/endpoints";
import { type Config, merge } from "../shared/merge";
import { TELEMETRY_LABELS, attributesNamed } from "../shared/telemetry-labels";
import { goDuration } from "../shared/units";
import type { MimirSpec } from "./mimir-args";

/** Where the volume is mounted. Everything that must survive the pod lies below it. */
export const MIMIR_DATA = "/data";

/** Where the configuration files are mounted. */
export const MIMIR_FILES = "/etc/mimir";

/** What the Alertmanager does until a configuration is given through its API. */
export const FALLBACK_FILE = "alertmanager.yaml";

/** Mimir refuses to start when one path is the beginning of another, as text: "/data/tsdb" and "/data/tsdb-sync". */
const PATHS = {
  activity: `${MIMIR_DATA}/activity.log`,
  alertState: `${MIMIR_DATA}/alert-state`,
  alertStore: `${MIMIR_DATA}/alert-store`,
  blocks: `${MIMIR_DATA}/blocks`,
  compaction: `${MIMIR_DATA}/compaction`,
  evaluation: `${MIMIR_DATA}/evaluation`,
  indexes: `${MIMIR_DATA}/indexes`,
  rules: `${MIMIR_DATA}/rules`,
  tsdb: `${MIMIR_DATA}/tsdb`,
} as const;

/** Mimir's own configuration file. Pure: equal specs give equal files. */
export function mimirConfig(spec: MimirSpec): Config {
  return merge<Config>(
    {
      // "all" leaves these two out.
      target: "all,alertmanager,overrides-exporter",
      multitenancy_enabled: false,
      usage_stats: { enabled: false },
      // By default in the working directory, which is read-only: Mimir would not start.
      activity_tracker: { filepath: PATHS.activity },
      server: {
        http_listen_port: PORTS.mimir.http,
        grpc_listen_port: PORTS.mimir.grpc,
        log_format: "json",
      },
      ...storage(),
      ...rings(),
      ruler: {
        rule_path: PATHS.evaluation,
        alertmanager_url: `http://${OWN_ADDRESS}:${PORTS.mimir.http}/alertmanager`,
        ring: ring(),
      },
      alertmanager: {
        data_dir: PATHS.alertState,
        fallback_config_file: `${MIMIR_FILES}/${FALLBACK_FILE}`,
        external_url: spec.alertmanagerUrl,
        sharding_ring: { ...ring(), replication_factor: 1 },
      },
      limits: limits(spec),
    },
    spec.config,
  );
}

/** An Alertmanager configuration that takes alerts and tells nobody, so that they can be seen and silenced. */
export function alertmanagerFallback(): Config {
  return { route: { receiver: "nobody" }, receivers: [{ name: "nobody" }] };
}

/** The stores of rules and of Alertmanager configurations are writable, unlike those of type "local". */
function storage(): Config {
  return {
    blocks_storage: {
      backend: "filesystem",
      filesystem: { dir: PATHS.blocks },
      tsdb: { dir: PATHS.tsdb },
      bucket_store: { sync_dir: PATHS.indexes },
    },
    ruler_storage: { backend: "filesystem", filesystem: { dir: PATHS.rules } },
    alertmanager_storage: { backend: "filesystem", filesystem: { dir: PATHS.alertStore } },
  };
}

/** Three parts keep three copies by default and refuse to work with fewer replicas. */
function rings(): Config {
  return {
    distributor: { ring: ring() },
    ingester: {
      // The wait protects a rollout of many ingesters; a single one has nobody to wait for.
      ring: { ...ring(), replication_factor: 1, min_ready_duration: "0s" },
    },
    querier: { ring: ring() },
    // Where queriers bring their results to.
    frontend: { address: OWN_ADDRESS },
    store_gateway: { sharding_ring: { ...ring(), replication_factor: 1 } },
    compactor: { data_dir: PATHS.compaction, sharding_ring: ring() },
  };
}

/** A ring of one process, which needs no gossip and no pod address to find itself. */
function ring(): Config {
  return { kvstore: { store: "inmemory" }, instance_addr: OWN_ADDRESS };
}

function limits(spec: MimirSpec): Config {
  const { ingestionRate, maxSeries, maxExemplars, maxLabels } = spec.limits;
  return {
    compactor_blocks_retention_period: goDuration(spec.retention),
    ingestion_rate: ingestionRate,
    ingestion_burst_size: 10 * ingestionRate,
    max_global_series_per_user: maxSeries,
    max_label_names_per_series: maxLabels,
    // Off by default, and then no metric leads to its traces.
    max_global_exemplars_per_user: maxExemplars,
    out_of_order_time_window: goDuration(spec.outOfOrderWindow),
    native_histograms_ingestion_enabled: true,
    cardinality_analysis_enabled: true,
    // Rule sets for Kubernetes have more than the 20 rules a group and 70 groups of the default.
    ruler_max_rules_per_rule_group: 0,
    ruler_max_rule_groups_per_tenant: 0,
    // The same metric has the same name, scraped or sent by OTLP.
    otel_metric_suffixes_enabled: true,
    promote_otel_resource_attributes: promotedAttributes().join(","),
  };
}

/**
 * Which OTLP resource attributes become labels of every series: those that arrive under a name of the label
 * contract. The raw ones (k8s.namespace.name) are left out: Mimir would write them as k8s_namespace_name, a
 * second name for what the gateway already calls namespace. They stay readable in target_info.
 */
function promotedAttributes(): string[] {
  return TELEMETRY_LABELS.flatMap(attributesNamed);
}
