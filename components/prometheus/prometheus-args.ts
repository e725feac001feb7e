import { withoutSecrets } from "../shared/clear-secrets";
import type { Config } from "../shared/merge";
import { singleReplica } from "../shared/replicas";
import { inFile, plainMap } from "../shared/plain-data";
import type { Place } from "../shared/place";
import { object } from "../shared/shape";
import { checkScraper } from "./check-scraper";
import { type ScraperArgs, type ScraperSpec, scraperFields } from "./scraper-args";
import { IN_CONFIG_MAP } from "./secret-files";

/** What you can say about Prometheus. */
export interface PrometheusArgs extends ScraperArgs {
  /** Number of replicas. Defaults to 1, and can be no other: a second one would send everything twice. */
  replicas?: number;
  /** Laid over Prometheus' configuration file as the last thing; `null` removes a key. Defaults to nothing. */
  config?: Config;
}

/** Prometheus with every default filled in. */
export interface PrometheusSpec extends ScraperSpec {
  replicas: number;
  config?: Config;
}

/** Reads and checks the args. */
export function resolvePrometheus(name: string, args: unknown, place: Place): PrometheusSpec {
  const spec = object<PrometheusSpec>({
    ...scraperFields(name),
    replicas: singleReplica("1: a second server would send every sample twice"),
    config: withoutSecrets(plainMap(inFile(IN_CONFIG_MAP.write)), IN_CONFIG_MAP),
  }).read(args, place);
  checkScraper(spec, place);
  return spec;
}
