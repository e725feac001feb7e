import { OWN_ADDRESS, PORTS } from "../shared/endpoints";
import { type Config, merge } from "../shared/merge";
import { TELEMETRY_LABELS, attributesNamed } from "../shared/telemetry-labels";
import { Topology } from "../shared/topology";
import { goDuration } from "../shared/units";
import { distributedConfig } from "./distributed-config";
import type { MimirSpec } from "./mimir-args";
import { PATHS } from "./paths";
import { ringsConfig } from "./rings-config";
import { storageConfig } from "./storage-config";

/** Where the configuration files are mounted. */
export const MIMIR_FILES = "/etc/mimir";

/** What the Alertmanager does until a configuration is given through its API. */
export const FALLBACK_FILE = "alertmanager.yaml";

/** Mimir's own configuration file. Pure: equal specs give equal files. */
export function mimirConfig(spec: MimirSpec): Config {
  const topology =
    spec.topology === Topology.Distributed ? distributedConfig(spec) : processConfig(spec);
  return [storageConfig(spec), ringsConfig(spec), topology, spec.config].reduce<Config>(
    merge,
    commonConfig(spec),
  );
}

/** An Alertmanager configuration that takes alerts and tells nobody, so that they can be seen and silenced. */
export function alertmanagerFallback(): Config {
  return { route: { receiver: "nobody" }, receivers: [{ name: "nobody" }] };
}

/** What holds in every topology. */
function commonConfig(spec: MimirSpec): Config {
  return {
    multitenancy_enabled: false,
    usage_stats: { enabled: false },
    server: {
      http_listen_port: PORTS.mimir.http,
      grpc_listen_port: PORTS.mimir.grpc,
      log_format: "json",
    },
    ...(spec.haDeduplication && {
      distributor: { ha_tracker: { enable_ha_tracker: true, kvstore: { store: "memberlist" } } },
    }),
    ruler: { rule_path: PATHS.evaluation },
    alertmanager: { data_dir: PATHS.alertState, external_url: spec.alertmanagerUrl },
    limits: limits(spec),
  };
}

/** What holds where one process does everything, alone or beside others like it. */
function processConfig({ topology }: MimirSpec): Config {
  return {
    // "all" leaves these two out.
    target: "all,alertmanager,overrides-exporter",
    // By default in the working directory, which is read-only: Mimir would not start.
    activity_tracker: { filepath: PATHS.activity },
    // Those who send learn that it goes before it is gone.
    ...(topology === Topology.Replicated && { shutdown_delay: "15s" }),
    ruler: { alertmanager_url: `http://${OWN_ADDRESS}:${PORTS.mimir.http}/alertmanager` },
    alertmanager: { fallback_config_file: `${MIMIR_FILES}/${FALLBACK_FILE}` },
  };
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
    // Samples with the labels `cluster` and `__replica__` come twice, those without pass.
    ...(spec.haDeduplication && { accept_ha_samples: true }),
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
