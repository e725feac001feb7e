import { type Placement, type PlacementArgs, placementFields } from "../shared/component-args";
import { type SecretRef, secretRefField } from "../shared/credentials";
import { duration, integer, url } from "../shared/fields";
import type { Place } from "../shared/place";
import {
  type Field,
  type Fields,
  listOf,
  object,
  optional,
  requiredMap,
  unlessGiven,
  withDefault,
} from "../shared/shape";
import { isGiven } from "../shared/given";
import type { Duration } from "../shared/units";
import {
  type PersistenceArgs,
  type PersistenceSettings,
  type WorkloadArgs,
  type WorkloadSettings,
  persistenceFields,
  workloadFields,
} from "../shared/workload-args";
import { type DataSource, dataSourceField } from "./data-source-args";
import { type DataSourceEndpoints, dataSources } from "./data-sources";
import { type GrafanaDatabase, type GrafanaDatabaseArgs, databaseField } from "./database-args";
import { type GrafanaIni, iniField } from "./ini-args";
import { refuseUnmounted } from "./secret-references";

/** What you can say about Grafana. */
export interface GrafanaArgs extends WorkloadArgs, PlacementArgs {
  /** Number of replicas. Defaults to 2 with a `database`, and to 1 without, which is all that SQLite allows. */
  replicas?: number;
  /** The Secret that holds the password of user `admin`. It counts at the first start, when the user is created. */
  adminSecret: SecretRef;
  /** The Secret that holds the key by which Grafana encrypts secrets in its database. It must never change: with another one they cannot be read. Needed with a `database`. Defaults to Grafana's own, which is no secret. */
  secretKey?: SecretRef;
  /** A database of yours for users, dashboards and alerts, so that there can be several replicas. What a Grafana without one had is not moved into it. Defaults to none: SQLite on the volume. */
  database?: GrafanaDatabaseArgs;
  /** Its volume, for SQLite; with a `database` there is none. Defaults to 5Gi of the cluster's default class, retained. */
  persistence?: PersistenceArgs;
  /** The backends that it shows: each gets a data source, linked with the others. Defaults to none. */
  endpoints?: DataSourceEndpoints;
  /** More data sources, each with a `uid` and `name` of its own. Defaults to none. */
  dataSources?: DataSource[];
  /** How often metrics arrive, below which no graph has a point. Defaults to 30 seconds. */
  scrapeInterval?: Duration;
  /** Where people reach it, such as "https://grafana.example.com/". Defaults to none: it is reached by port-forward. */
  externalUrl?: string;
  /** Secrets of yours for `config` and `dataSources`: their values are the files /etc/grafana-secrets/NAME/KEY. Defaults to none. */
  secrets?: SecretRef[];
  /** Laid over grafana.ini as the last thing, section to key to value; `null` removes a key. Defaults to nothing. */
  config?: GrafanaIni;
}

/** Grafana with every default filled in. */
export interface GrafanaSpec extends WorkloadSettings, Placement {
  replicas: number;
  adminSecret: SecretRef;
  secretKey?: SecretRef;
  database?: GrafanaDatabase;
  persistence: PersistenceSettings;
  endpoints: DataSourceEndpoints;
  dataSources: DataSource[];
  scrapeInterval: Duration;
  externalUrl?: string;
  secrets: SecretRef[];
  config?: GrafanaIni;
}

/** Reads and checks the args. */
export function resolveGrafana(name: string, args: unknown, place: Place): GrafanaSpec {
  const spec = object<GrafanaSpec>({
    ...placementFields(name),
    ...workloadFields({
      name: "grafana",
      image: "grafana",
      resources: { cpu: "100m", memory: "256Mi", memoryLimit: "1Gi" },
    }),
    // Nothing said is 0 here: how many it means depends on the database.
    replicas: unlessGiven(integer({ min: 1 }), 0),
    adminSecret: secretRefField({ name: "grafana-admin", key: "password" }),
    secretKey: optional(secretRefField({ name: "grafana-secret-key", key: "key" })),
    database: databaseField(),
    persistence: persistenceFields("5Gi"),
    endpoints: endpointsField(),
    dataSources: listOf(dataSourceField()),
    scrapeInterval: withDefault(duration({ example: "30s" }), "30s"),
    externalUrl: optional(url("https://grafana.example.com/")),
    secrets: listOf(secretRefField({ name: "grafana-oauth", key: "client-secret" })),
    config: iniField(),
  }).read(args, place);
  checkDatabase(spec, args, place);
  refuseTwins(spec, place.at("dataSources"));
  for (const [i, { secureJsonData }] of spec.dataSources.entries()) {
    const at = place.at("dataSources").at(i).at("secureJsonData");
    refuseUnmounted(secureJsonData, spec.secrets, at);
  }
  return { ...spec, replicas: settledReplicas(spec, place.at("replicas")) };
}

function settledReplicas({ replicas, database }: GrafanaSpec, place: Place): number {
  if (replicas === 0) return database ? 2 : 1;
  if (replicas > 1 && !database && !place.isBad) {
    place.refuse(
      replicas,
      "1 without a database: SQLite is a file that only one process may write",
      "1, or `database` as well",
    );
  }
  return replicas;
}

function checkDatabase({ database, secretKey }: GrafanaSpec, args: unknown, place: Place): void {
  if (!database) return;
  if (!secretKey) {
    place
      .at("secretKey")
      .refuse(
        undefined,
        "a Secret with a `database`, whose secrets would be encrypted by a key that everybody knows",
        "{ name: …, key: … } of a Secret with a random text",
      );
  }
  // Class and end of volumes may be said for all parts at once; a size is meant for this one.
  if (isGiven(args, "persistence", "size")) {
    place
      .at("persistence")
      .at("size")
      .refuse("size", "nothing with a `database`: there is no volume", "nothing, or no `database`");
  }
}

function endpointsField(): Field<DataSourceEndpoints> {
  const query = { query: url("http://backend.monitoring.svc:8080") };
  return object<DataSourceEndpoints>({
    mimir: urls({ ...query, alertmanagerDataSource: url("http://mimir.monitoring.svc:8080") }),
    loki: urls(query),
    tempo: urls(query),
    pyroscope: urls(query),
    prometheus: urls(query),
  });
}

/** The URLs that are needed here. A component's endpoints have more of them, which are no mistake. */
function urls<T extends object>(fields: Fields<T>): Field<T | undefined> {
  const known = Object.keys(fields);
  return optional({
    read(value, place) {
      const given = Object.entries(requiredMap<object>().read(value, place));
      const needed = Object.fromEntries(given.filter(([key]) => known.includes(key)));
      return object<T>(fields).read(needed, place);
    },
  });
}

/** Two data sources with one name or UID overwrite each other at every start, and two defaults stop Grafana. */
function refuseTwins(spec: GrafanaSpec, place: Place): void {
  if (place.isBad) return;
  const ours = dataSources(spec.endpoints, spec.scrapeInterval);
  for (const [i, source] of spec.dataSources.entries()) {
    const earlier = [...ours, ...spec.dataSources.slice(0, i)];
    for (const key of ["name", "uid"] as const) {
      if (!earlier.some((other) => other[key] === source[key])) continue;
      place.at(i).at(key).refuse(source[key], `a ${key} that no other data source has`, "another");
    }
    if (source.isDefault && earlier.some((other) => other.isDefault)) {
      place.at(i).at("isDefault").refuse(true, "one default data source", "false, or leave it out");
    }
  }
}
