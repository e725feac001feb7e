import type { Config, ConfigValue } from "../shared/merge";
import { isMap } from "../shared/merge";
import {
  TELEMETRY_LABELS,
  TRACE_ID_LABEL,
  type TelemetryLabelName,
} from "../shared/telemetry-labels";
import type { Duration } from "../shared/units";
import type { DataSource } from "./data-source-args";

/** UIDs of the data sources. Frozen: dashboards, alerts and links of users name them. */
export const DATA_SOURCE_UIDS = {
  mimir: "mimir",
  alertmanager: "mimir-am",
  loki: "loki",
  tempo: "tempo",
  pyroscope: "pyroscope",
  prometheus: "prometheus",
} as const;

/** The backends that there are. Each has the URLs that its component calls endpoints. */
export interface DataSourceEndpoints {
  mimir?: { query: string; alertmanagerDataSource: string };
  loki?: { query: string };
  tempo?: { query: string };
  pyroscope?: { query: string };
  /** The short-term Prometheus server. */
  prometheus?: { query: string };
}

type Link = Record<string, ConfigValue | undefined>;
type Uid = (typeof DATA_SOURCE_UIDS)[keyof typeof DATA_SOURCE_UIDS];

/** The provisioning file: ours for the backends that there are, and the user's. */
export function dataSourceFile(sources: readonly DataSource[]): Config {
  return {
    apiVersion: 1,
    // What is no longer here goes from the database as well.
    prune: true,
    datasources: sources.map((source) => ({ ...source, access: "proxy", editable: false })),
  };
}

/** A data source for each backend, with links to those that exist and to no other. */
export function dataSources(endpoints: DataSourceEndpoints, interval: Duration): DataSource[] {
  const { mimir, loki, tempo, pyroscope, prometheus } = endpoints;
  const has: Has = (name) => (endpoints[name] ? DATA_SOURCE_UIDS[name] : undefined);
  return [
    ...(mimir ? [mimirSource(mimir.query, interval, has), alertmanagerSource(mimir)] : []),
    ...(prometheus ? [prometheusSource(prometheus.query, interval, has)] : []),
    ...(loki ? [lokiSource(loki.query, has)] : []),
    ...(tempo ? [tempoSource(tempo.query, has)] : []),
    ...(pyroscope ? [pyroscopeSource(pyroscope.query)] : []),
  ].map((source) => ({ ...source, jsonData: escaped(source.jsonData ?? {}) as Config }));
}

/** The UID of a backend's data source, or nothing when there is no such backend. */
type Has = (name: keyof DataSourceEndpoints) => Uid | undefined;

function mimirSource(url: string, interval: Duration, has: Has): DataSource {
  return {
    name: "Mimir",
    uid: DATA_SOURCE_UIDS.mimir,
    type: "prometheus",
    url,
    jsonData: {
      httpMethod: "POST",
      prometheusType: "Mimir",
      timeInterval: interval,
      manageAlerts: true,
      alertmanagerUid: DATA_SOURCE_UIDS.alertmanager,
      ...exemplars(has),
    },
  };
}

function alertmanagerSource({ alertmanagerDataSource }: { alertmanagerDataSource: string }) {
  return {
    name: "Alertmanager",
    uid: DATA_SOURCE_UIDS.alertmanager,
    type: "alertmanager",
    url: alertmanagerDataSource,
    jsonData: { implementation: "mimir", handleGrafanaManagedAlerts: false },
  };
}

function prometheusSource(url: string, interval: Duration, has: Has): DataSource {
  return {
    name: "Prometheus (short term)",
    uid: DATA_SOURCE_UIDS.prometheus,
    type: "prometheus",
    url,
    jsonData: {
      httpMethod: "POST",
      prometheusType: "Prometheus",
      timeInterval: interval,
      // It has no rules: Mimir's ruler has them all.
      manageAlerts: false,
      ...exemplars(has),
    },
  };
}

/** From a point on a graph to its trace: SDKs write one label, Tempo's own generator wrote the other by default. */
function exemplars(has: Has): Link {
  const tempo = has("tempo");
  if (!tempo) return {};
  return {
    exemplarTraceIdDestinations: [TRACE_ID_LABEL, "traceID"].map((name) => ({
      name,
      datasourceUid: tempo,
      urlDisplayLabel: "Trace",
    })),
  };
}

function lokiSource(url: string, has: Has): DataSource {
  const tempo = has("tempo");
  const link = { url: "${__value.raw}", datasourceUid: tempo, urlDisplayLabel: "Trace" };
  return {
    name: "Loki",
    uid: DATA_SOURCE_UIDS.loki,
    type: "loki",
    url,
    jsonData: {
      maxLines: 1000,
      manageAlerts: true,
      ...(has("mimir") && { alertmanagerUid: DATA_SOURCE_UIDS.alertmanager }),
      ...(tempo && {
        derivedFields: [
          // A regular expression sees the line only; structured metadata is matched as a label.
          { name: TRACE_ID_LABEL, matcherType: "label", matcherRegex: TRACE_ID_LABEL, ...link },
          {
            name: "trace_in_line",
            matcherRegex: String.raw`trace[_]?[iI][dD]"?[=:]\s*"?(\w+)`,
            ...link,
          },
        ],
      }),
    },
  };
}

function tempoSource(url: string, has: Has): DataSource {
  const [mimir, loki, pyroscope] = [has("mimir"), has("loki"), has("pyroscope")];
  return {
    name: "Tempo",
    uid: DATA_SOURCE_UIDS.tempo,
    type: "tempo",
    url,
    jsonData: {
      streamingEnabled: { search: true, metrics: true },
      nodeGraph: { enabled: true },
      search: { hide: false },
      traceQuery: { timeShiftEnabled: true, spanStartTimeShift: "-1h", spanEndTimeShift: "1h" },
      ...(mimir && { serviceMap: { datasourceUid: mimir }, tracesToMetrics: toMetrics(mimir) }),
      ...(loki && { tracesToLogsV2: toLogs(loki) }),
      ...(pyroscope && { tracesToProfiles: toProfiles(pyroscope) }),
    },
  };
}

/** With no shift at all a short span finds nothing: its logs lie a moment beside it. */
const AROUND_SPAN = { spanStartTimeShift: "-5m", spanEndTimeShift: "5m" };

function toLogs(datasourceUid: string): Link {
  return {
    datasourceUid,
    ...AROUND_SPAN,
    tags: [tag("service_name")],
    customQuery: true,
    query: `{\${__tags}} | ${TRACE_ID_LABEL} = "\${__trace.traceId}"`,
  };
}

function toMetrics(datasourceUid: string): Link {
  const calls = "traces_spanmetrics_calls_total";
  return {
    datasourceUid,
    ...AROUND_SPAN,
    // Tempo's generator calls the service's name by a word of its own.
    tags: [{ ...tag("service_name"), value: "service" }],
    queries: [
      { name: "Requests", query: `sum(rate(${calls}{$__tags}[5m]))` },
      {
        name: "Errors",
        query: `sum(rate(${calls}{$__tags, status_code="STATUS_CODE_ERROR"}[5m]))`,
      },
      {
        name: "p95",
        query:
          "histogram_quantile(0.95, sum by (le) (rate(traces_spanmetrics_latency_bucket{$__tags}[5m])))",
      },
    ],
  };
}

function toProfiles(datasourceUid: string): Link {
  return {
    datasourceUid,
    tags: [tag("service_name")],
    profileTypeId: "process_cpu:cpu:nanoseconds:cpu:nanoseconds",
    customQuery: false,
  };
}

function pyroscopeSource(url: string): DataSource {
  const { pyroscope } = DATA_SOURCE_UIDS;
  return { name: "Pyroscope", uid: pyroscope, type: "grafana-pyroscope-datasource", url };
}

/** A span's attribute and the label by which the other signal knows the same thing. */
function tag(label: TelemetryLabelName): { key: string; value: string } {
  const row = TELEMETRY_LABELS.find((l) => l.label === label);
  return { key: row?.attributes[0] ?? label, value: label };
}

/** Grafana reads `$NAME` in these files as an environment variable; `$$` is a plain `$`. */
function escaped(value: ConfigValue | undefined): ConfigValue | undefined {
  if (typeof value === "string") return value.replaceAll("$", "$$$$");
  if (Array.isArray(value)) return value.map((item: ConfigValue) => escaped(item) ?? null);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, escaped(inner as ConfigValue)]),
  );
}
