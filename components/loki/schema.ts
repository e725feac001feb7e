import { oneOf, text } from "../shared/fields";
import type { Config } from "../shared/merge";
import type { Place } from "../shared/place";
import { type Field, listOf, object, optional, scalar, withDefault } from "../shared/shape";
import type { StoreSpec } from "../shared/store";
import { Topology } from "../shared/topology";
import { StorageKind } from "../storage/object-storage";
import { type ThanosBackend, thanosBackend } from "../storage/thanos";

/** Where the chunks and the index of a period lie, by Loki's name for it. */
export type PeriodStore = "filesystem" | ThanosBackend;

/** From when on logs are written in which way and to which place. */
export interface SchemaPeriodArgs {
  /** First day of the period in UTC, such as "2026-12-01". A new one begins after today. */
  from: string;
  /** Version of the format: "v13", or "v12" in a period that is over. Defaults to "v13". */
  schema?: "v12" | "v13";
  /** Where it is kept: "filesystem", "s3", "gcs" or "azure". Defaults to that of `objectStorage`. */
  objectStore?: PeriodStore;
  /** What the names of the index' tables begin with. Defaults to "index_". */
  indexPrefix?: string;
}

/** The same with every default filled in. */
export type SchemaPeriod = Required<SchemaPeriodArgs>;

/** What is taken where nothing is said: the format with structured metadata, from before any log of ours. */
export const FIRST_DAY = "2024-04-01";

export function schemaField(): Field<SchemaPeriodArgs[]> {
  return listOf(
    object<SchemaPeriodArgs>({
      from: day(),
      schema: withDefault(oneOf(["v12", "v13"] as const), "v13"),
      objectStore: optional(oneOf(["filesystem", "s3", "gcs", "azure"] as const)),
      indexPrefix: withDefault(text(), "index_"),
    }),
  );
}

function day(): Field<string> {
  return scalar(
    (value) => (typeof value === "string" && isDay(value) ? value : undefined),
    FIRST_DAY,
    "a day that the calendar has, as YYYY-MM-DD in quotes",
    'for example "2026-12-01"',
  );
}

function isDay(value: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(value) : NaN;
  // 30 February is read as 2 March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

/** The periods with every default filled in, and checked against each other and the storage. */
export function settledSchema(
  given: readonly SchemaPeriodArgs[],
  { objectStorage, topology }: Pick<StoreSpec, "objectStorage" | "topology">,
  place: Place,
): SchemaPeriod[] {
  const current: PeriodStore =
    objectStorage.kind === StorageKind.Filesystem ? "filesystem" : thanosBackend(objectStorage);
  const periods = (given.length > 0 ? given : [{ from: FIRST_DAY }]).map((period) => ({
    schema: "v13" as const,
    indexPrefix: "index_",
    ...period,
    objectStore: period.objectStore ?? current,
  }));
  if (place.isBad) return periods;
  for (const [i, period] of periods.entries()) {
    const here = place.at(i);
    checkOrder(period, periods[i - 1], here);
    checkStore(period, current, topology, here);
    if (period.schema !== "v13" && i === periods.length - 1) {
      here
        .at("schema")
        .refuse(
          period.schema,
          '"v13" in the last period: older formats have no structured metadata',
          '"v13", or a period after it',
        );
    }
  }
  return periods;
}

function checkOrder(period: SchemaPeriod, before: SchemaPeriod | undefined, place: Place): void {
  if (before === undefined || before.from < period.from) return;
  place
    .at("from")
    .refuse(period.from, `a day after that of the period before, ${before.from}`, "a later day");
}

function checkStore(
  { objectStore }: SchemaPeriod,
  current: PeriodStore,
  topology: Topology,
  place: Place,
): void {
  const here = place.at("objectStore");
  if (objectStore === "filesystem" && current !== "filesystem" && topology !== Topology.Single) {
    const allowed = `a bucket in topology ${topology}: no replica sees the files of another`;
    here.refuse(
      objectStore,
      allowed,
      `topology "single" until all of its logs are deleted, and then no such period`,
    );
  } else if (objectStore !== "filesystem" && objectStore !== current) {
    const allowed = `a storage that is configured, ${current} by \`objectStorage\``;
    here.refuse(objectStore, allowed, `"${current}", or an objectStorage of that kind`);
  }
}

/** The periods as Loki's configuration file has them. */
export function schemaConfig(periods: readonly SchemaPeriod[]): Config {
  return {
    configs: periods.map(({ from, schema, objectStore, indexPrefix }) => ({
      from,
      store: "tsdb",
      object_store: objectStore,
      schema,
      // Retention works on whole days of index.
      index: { prefix: indexPrefix, period: "24h" },
    })),
  };
}
