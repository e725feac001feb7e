import type { ChartName } from "../versions";

/** Names of maps whose keys are not the chart's: of Kubernetes' own types, and of maps from names to anything. */
const KUBERNETES: readonly RegExp[] = [
  /annotations$/i,
  /labels$/i,
  /selector$/i,
  /affinity$/i,
  /securitycontext$/i,
  /probe$/i,
  /resources$/i,
  /strategy$/i,
  /^(limits|requests|lifecycle|dnsConfig|behavior|dataSource)$/,
];

/** Arguments and variables by their name. */
const NAMED: readonly RegExp[] = [/args$/i, /^extraEnvVars$/, /^env$/];

/** Configuration of the program itself, which has far more keys than a chart's defaults show. */
const PROGRAM: readonly RegExp[] = [/config$/i];

/**
 * Configuration of the programs that stands in the values under names of its own, chart by chart. `*` is
 * any one key. Found by holding the charts' own examples against their defaults.
 */
const BY_CHART: Partial<Record<ChartName, readonly string[]>> = {
  loki: [
    // Sections of Loki's configuration file.
    ...["block_builder", "bloom_build", "bloom_gateway", "compactor", "compactor_grpc_client"],
    ...["distributor", "frontend", "frontend_worker", "index_gateway", "ingester"],
    ...["ingester_client", "operational_config", "pattern_ingester", "querier", "query_range"],
    ...["query_scheduler", "server", "tracing", "ui"],
  ]
    .map((section) => `loki.${section}`)
    // Asked for by the chart, and only shown in a comment of its values.
    .concat("loki.storage.bucketNames"),
  // Blocks of Tempo's configuration file.
  "tempo-distributed": ["storage.trace", "overrides", "gateway.route.main.paths"],
  // Laid as they are into the object, which has one key more than the defaults show.
  "mimir-distributed": ["*.podDisruptionBudget", "*.persistentVolume.storageClass"],
};

/** Maps in whose place a chart's templates take a list as well. */
const LIST_TOO: Partial<Record<ChartName, readonly string[]>> = {
  "mimir-distributed": ["*.topologySpreadConstraints"],
};

/** Whether a chart takes any key in this map of its values. */
export function isFreeMap(path: readonly string[], chart: ChartName | undefined): boolean {
  const key = path.at(-1) ?? "";
  if ([...KUBERNETES, ...NAMED, ...PROGRAM].some((name) => name.test(key))) return true;
  return isAmong(BY_CHART, path, chart);
}

/** Whether a chart takes a list where its defaults have a map. */
export function isListToo(path: readonly string[], chart: ChartName | undefined): boolean {
  return isAmong(LIST_TOO, path, chart);
}

function isAmong(
  table: Partial<Record<ChartName, readonly string[]>>,
  path: readonly string[],
  chart: ChartName | undefined,
): boolean {
  const patterns = chart === undefined ? [] : (table[chart] ?? []);
  return patterns.some((pattern) => matches(pattern.split("."), path));
}

/** Also for what lies inside it. */
function matches(pattern: readonly string[], path: readonly string[]): boolean {
  return (
    pattern.length <= path.length && pattern.every((step, i) => step === "*" || step === path[i])
  );
}
