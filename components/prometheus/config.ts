import { type Config, merge } from "../shared/merge";
import type { TelemetryLabelName } from "../shared/telemetry-labels";
import { durationSeconds, goDuration } from "../shared/units";
import type { PrometheusSpec } from "./prometheus-args";
import type { ScraperSpec } from "./scraper-args";
import { scrapeJobs } from "./scrape-jobs";

/** Where the volume is mounted. */
export const PROMETHEUS_DATA = "/prometheus";

/** Exemplars kept in memory: about 100 bytes each. */
export const MAX_EXEMPLARS = 100_000;

/** Prometheus' own configuration file. Pure: equal specs give equal files. */
export function prometheusConfig(spec: PrometheusSpec): Config {
  return merge<Config>(
    {
      global: {
        scrape_interval: goDuration(spec.scrapeInterval),
        evaluation_interval: goDuration(spec.scrapeInterval),
        scrape_timeout: scrapeTimeout(spec),
        external_labels: externalLabels(spec),
        scrape_native_histograms: true,
        // Without it the classic buckets, which most dashboards read, vanish where native ones exist.
        always_scrape_classic_histograms: true,
      },
      storage: { exemplars: { max_exemplars: MAX_EXEMPLARS } },
      ...(spec.remoteWriteUrl && { remote_write: [remoteWrite(spec.remoteWriteUrl)] }),
      scrape_configs: [...scrapeJobs(spec), ...spec.extraScrapeConfigs],
    },
    spec.config,
  );
}

/** What every sample carries that leaves this server. */
export function externalLabels(spec: ScraperSpec): Config {
  const labels: Partial<Record<TelemetryLabelName, string>> = {
    cluster: spec.cluster,
    deployment_environment: spec.environment,
  };
  // Prometheus replaces $NAME in external labels by environment variables.
  return Object.fromEntries(
    Object.entries(labels).map(([label, value]) => [label, value.replaceAll("$", "$$$$")]),
  );
}

/** A few seconds of samples in memory for each shard; what is older waits in the write-ahead log. */
export const QUEUE = {
  capacity: 10_000,
  samplesPerSend: 2000,
  maxShards: 20,
  minBackoff: "30ms",
  maxBackoff: "5s",
} as const;

function remoteWrite(url: string): Config {
  return {
    name: "long-term",
    url,
    send_exemplars: true,
    send_native_histograms: true,
    queue_config: {
      capacity: QUEUE.capacity,
      max_samples_per_send: QUEUE.samplesPerSend,
      max_shards: QUEUE.maxShards,
      min_backoff: QUEUE.minBackoff,
      max_backoff: QUEUE.maxBackoff,
    },
  };
}

/** Prometheus refuses a timeout above the interval. */
export function scrapeTimeout(spec: ScraperSpec): string {
  return `${Math.min(10, durationSeconds(spec.scrapeInterval) ?? 10)}s`;
}
