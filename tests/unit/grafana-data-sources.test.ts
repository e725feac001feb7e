import assert from "node:assert/strict";
import type { DataSource } from "../../components/grafana/data-source-args";
import {
  DATA_SOURCE_UIDS,
  type DataSourceEndpoints,
  dataSourceFile,
  dataSources,
} from "../../components/grafana/data-sources";

const ALL: Required<DataSourceEndpoints> = {
  mimir: { query: "http://mimir:8080/prometheus", alertmanagerDataSource: "http://mimir:8080" },
  loki: { query: "http://loki:3100" },
  tempo: { query: "http://tempo:3200" },
  pyroscope: { query: "http://pyroscope:4040" },
  prometheus: { query: "http://prometheus:9090" },
};

function source(uid: string, endpoints: DataSourceEndpoints = ALL): DataSource {
  const found = dataSources(endpoints, "15s").find((s) => s.uid === uid);
  assert.ok(found, `no data source ${uid}`);
  return found;
}

/** Everything but one backend. */
function without(name: keyof DataSourceEndpoints): DataSourceEndpoints {
  return Object.fromEntries(Object.entries(ALL).filter(([key]) => key !== name));
}

const TRACE_LINK = { datasourceUid: "tempo", urlDisplayLabel: "Trace" };
const EXEMPLARS = [
  { name: "trace_id", ...TRACE_LINK },
  { name: "traceID", ...TRACE_LINK },
];

describe("data sources of Grafana", () => {
  it("have UIDs that never change", () => {
    assert.deepEqual(DATA_SOURCE_UIDS, {
      mimir: "mimir",
      alertmanager: "mimir-am",
      loki: "loki",
      tempo: "tempo",
      pyroscope: "pyroscope",
      prometheus: "prometheus",
    });
  });

  it("are one for each backend and its Alertmanager", () => {
    assert.deepEqual(
      dataSources(ALL, "30s").map(({ uid, type, url }) => [uid, type, url]),
      [
        ["mimir", "prometheus", "http://mimir:8080/prometheus"],
        ["mimir-am", "alertmanager", "http://mimir:8080"],
        ["prometheus", "prometheus", "http://prometheus:9090"],
        ["loki", "loki", "http://loki:3100"],
        ["tempo", "tempo", "http://tempo:3200"],
        ["pyroscope", "grafana-pyroscope-datasource", "http://pyroscope:4040"],
      ],
    );
    assert.deepEqual(dataSources({}, "30s"), []);
  });

  it("link metrics to traces by both labels of exemplars", () => {
    assert.deepEqual(source("mimir").jsonData, {
      httpMethod: "POST",
      prometheusType: "Mimir",
      timeInterval: "15s",
      manageAlerts: true,
      alertmanagerUid: "mimir-am",
      exemplarTraceIdDestinations: EXEMPLARS,
    });
    assert.deepEqual(source("prometheus").jsonData, {
      httpMethod: "POST",
      prometheusType: "Prometheus",
      timeInterval: "15s",
      manageAlerts: false,
      exemplarTraceIdDestinations: EXEMPLARS,
    });
  });

  it("link logs to traces by structured metadata and by the line", () => {
    const link = { url: "$${__value.raw}", ...TRACE_LINK };
    assert.deepEqual(source("loki").jsonData, {
      maxLines: 1000,
      manageAlerts: true,
      alertmanagerUid: "mimir-am",
      derivedFields: [
        { name: "trace_id", matcherType: "label", matcherRegex: "trace_id", ...link },
        { name: "trace_in_line", matcherRegex: 'trace[_]?[iI][dD]"?[=:]\\s*"?(\\w+)', ...link },
      ],
    });
  });

  it("find the trace id in lines as programs write it", () => {
    const { derivedFields } = source("loki").jsonData as {
      derivedFields: [object, { matcherRegex: string }];
    };
    const regex = new RegExp(derivedFields[1].matcherRegex);
    for (const line of ['{"traceID":"0af7"}', "msg=x trace_id=0af7", 'traceId: "0af7"']) {
      assert.equal(regex.exec(line)?.[1], "0af7", line);
    }
  });

  it("link traces to logs, metrics, profiles and the service graph", () => {
    assert.deepEqual(source("tempo").jsonData, {
      streamingEnabled: { search: true, metrics: true },
      nodeGraph: { enabled: true },
      search: { hide: false },
      traceQuery: { timeShiftEnabled: true, spanStartTimeShift: "-1h", spanEndTimeShift: "1h" },
      serviceMap: { datasourceUid: "mimir" },
      tracesToLogsV2: {
        datasourceUid: "loki",
        spanStartTimeShift: "-5m",
        spanEndTimeShift: "5m",
        tags: [{ key: "service.name", value: "service_name" }],
        customQuery: true,
        query: '{$${__tags}} | trace_id = "$${__trace.traceId}"',
      },
      tracesToMetrics: {
        datasourceUid: "mimir",
        spanStartTimeShift: "-5m",
        spanEndTimeShift: "5m",
        tags: [{ key: "service.name", value: "service" }],
        queries: [
          { name: "Requests", query: "sum(rate(traces_spanmetrics_calls_total{$$__tags}[5m]))" },
          {
            name: "Errors",
            query:
              'sum(rate(traces_spanmetrics_calls_total{$$__tags, status_code="STATUS_CODE_ERROR"}[5m]))',
          },
          {
            name: "p95",
            query:
              "histogram_quantile(0.95, sum by (le) (rate(traces_spanmetrics_latency_bucket{$$__tags}[5m])))",
          },
        ],
      },
      tracesToProfiles: {
        datasourceUid: "pyroscope",
        tags: [{ key: "service.name", value: "service_name" }],
        profileTypeId: "process_cpu:cpu:nanoseconds:cpu:nanoseconds",
        customQuery: false,
      },
    });
  });

  for (const name of ["mimir", "loki", "tempo", "pyroscope", "prometheus"] as const) {
    it(`never link to ${name} when it is not there`, () => {
      const text = JSON.stringify(dataSources(without(name), "30s"));
      for (const key of ["datasourceUid", "alertmanagerUid", "uid"]) {
        assert.doesNotMatch(text, new RegExp(`"${key}":"${DATA_SOURCE_UIDS[name]}"`));
      }
      assert.equal(text.includes("mimir-am"), name !== "mimir");
    });
  }

  it("leave the database when they leave the file, and are nobody's to edit", () => {
    const mine = { name: "Orders", uid: "orders", type: "mysql", url: "orders:3306" };
    assert.deepEqual(dataSourceFile([mine]), {
      apiVersion: 1,
      prune: true,
      datasources: [{ ...mine, access: "proxy", editable: false }],
    });
  });
});
