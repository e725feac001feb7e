import assert from "node:assert/strict";
import { parse } from "yaml";
import { Mimir } from "../../components/mimir/mimir";
import { type MimirArgs, resolveMimir } from "../../components/mimir/mimir-args";
import { checkYamlConfig } from "../support/config-keys";
import { at, deployed, textsUnder } from "../support/deployed";
import { refusals } from "../support/resolved";

const mimir = (args: Omit<MimirArgs, "namespace"> = {}) => deployed(Mimir, args);

it("Mimir says where it is", async () => {
  const url = "http://mimir.mon.svc.cluster.local:8080";
  assert.deepEqual((await mimir()).component.endpoints, {
    query: `${url}/prometheus`,
    push: `${url}/api/v1/push`,
    otlp: `${url}/otlp`,
    alertmanager: `${url}/alertmanager`,
    alertmanagerDataSource: url,
  });
});

describe("Mimir's configuration", () => {
  it("has only keys that the pinned version knows", async () => {
    assert.deepEqual(checkYamlConfig("mimir", (await mimir()).config), []);
  });

  it("runs everything, the Alertmanager included, for one tenant, and reports to nobody", async () => {
    const { config } = await mimir();
    assert.equal(config.target, "all,alertmanager,overrides-exporter");
    assert.equal(config.multitenancy_enabled, false);
    assert.deepEqual(config.usage_stats, { enabled: false });
  });

  it("has no path that is the beginning of another, as text, and all on the volume", async () => {
    const paths = textsUnder((await mimir()).config, /(dir|path)$/);
    assert.equal(paths.length, 9);
    for (const path of paths) {
      assert.match(path, /^\/data\/./);
      assert.deepEqual(
        paths.filter((other) => other.startsWith(path)),
        [path],
      );
    }
  });

  it("stores blocks in files", async () => {
    assert.equal(at((await mimir()).config, "blocks_storage.backend"), "filesystem");
  });

  it("keeps one copy of everything", async () => {
    const { config } = await mimir();
    const factors = ["ingester.ring", "store_gateway.sharding_ring", "alertmanager.sharding_ring"];
    assert.deepEqual(
      factors.map((ring) => at(config, `${ring}.replication_factor`)),
      [1, 1, 1],
    );
  });

  it("finds itself without an address of the pod's own", async () => {
    const { config } = await mimir();
    const rings = [
      "distributor.ring",
      "ingester.ring",
      "querier.ring",
      "store_gateway.sharding_ring",
      "compactor.sharding_ring",
      "ruler.ring",
      "alertmanager.sharding_ring",
    ];
    for (const ring of rings) {
      assert.equal(at(config, `${ring}.kvstore.store`), "inmemory", ring);
      assert.equal(at(config, `${ring}.instance_addr`), "127.0.0.1", ring);
    }
    assert.equal(at(config, "frontend.address"), "127.0.0.1");
  });

  it("limits what comes in, keeps exemplars, and promotes the label contract", async () => {
    assert.deepEqual((await mimir()).config.limits, {
      compactor_blocks_retention_period: "168h",
      ingestion_rate: 50000,
      ingestion_burst_size: 500000,
      max_global_series_per_user: 300000,
      max_label_names_per_series: 60,
      max_global_exemplars_per_user: 100000,
      out_of_order_time_window: "10m",
      native_histograms_ingestion_enabled: true,
      cardinality_analysis_enabled: true,
      ruler_max_rules_per_rule_group: 0,
      ruler_max_rule_groups_per_tenant: 0,
      otel_metric_suffixes_enabled: true,
      promote_otel_resource_attributes:
        "service_name,service.name,service_namespace,service.namespace,deployment_environment,deployment.environment,cluster,namespace,pod,container,node",
    });
  });

  it("takes retention, window and limits from the args", async () => {
    const { config } = await mimir({
      retention: "1y",
      outOfOrderWindow: "30m",
      limits: { ingestionRate: 1000, maxSeries: 2000, maxExemplars: 0, maxLabels: 40 },
    });
    const expected = {
      compactor_blocks_retention_period: "8760h",
      out_of_order_time_window: "30m",
      ingestion_rate: 1000,
      ingestion_burst_size: 10000,
      max_global_series_per_user: 2000,
      max_global_exemplars_per_user: 0,
      max_label_names_per_series: 40,
    };
    assert.deepEqual({ ...(config.limits as object), ...expected }, config.limits);
  });

  it("lets rules and alerts be written, and sends alerts to its own Alertmanager", async () => {
    const { config } = await mimir();
    assert.equal(at(config, "ruler_storage.backend"), "filesystem");
    assert.equal(at(config, "alertmanager_storage.backend"), "filesystem");
    assert.equal(at(config, "ruler.alertmanager_url"), "http://127.0.0.1:8080/alertmanager");
  });

  it("starts the Alertmanager with a file that is mounted beside it and tells nobody", async () => {
    const { config, files } = await mimir();
    assert.equal(at(config, "alertmanager.fallback_config_file"), "/etc/mimir/alertmanager.yaml");
    assert.deepEqual(Object.keys(files), ["alertmanager.yaml", "config.yaml"]);
    assert.deepEqual(parse(files["alertmanager.yaml"]!), {
      route: { receiver: "nobody" },
      receivers: [{ name: "nobody" }],
    });
  });

  it("puts the Alertmanager's address into notifications", async () => {
    const path = "alertmanager.external_url";
    assert.equal(
      at((await mimir()).config, path),
      "http://mimir.mon.svc.cluster.local:8080/alertmanager",
    );
    const alertmanagerUrl = "https://metrics.example.com/alertmanager";
    assert.equal(at((await mimir({ alertmanagerUrl })).config, path), alertmanagerUrl);
  });

  it("is overlaid by `config` as the last thing", async () => {
    const { config } = await mimir({
      retention: "30d",
      config: { limits: { compactor_blocks_retention_period: "48h" }, usage_stats: null },
    });
    assert.equal(at(config, "limits.compactor_blocks_retention_period"), "48h");
    assert.equal(at(config, "limits.ingestion_rate"), 50000);
    assert.equal("usage_stats" in config, false);
  });
});

describe("Mimir refuses", () => {
  const cases: [string, object, string[]][] = [
    [
      "a limit of nothing",
      { limits: { maxSeries: 0 } },
      ["limits.maxSeries: got 0; allowed: a whole number from 1; write for example 1"],
    ],
    [
      "a misspelt limit",
      { limits: { maxSerie: 10 } },
      [
        'limits.maxSerie: got "maxSerie"; allowed: one of "ingestionRate", "maxSeries", "maxExemplars", "maxLabels"; write "maxSeries"',
      ],
    ],
    [
      "an Alertmanager address with another path",
      { alertmanagerUrl: "https://example.com/am" },
      [
        'alertmanagerUrl: got "https://example.com/am"; allowed: an http:// or https:// URL whose path is /alertmanager, without a slash at its end; write for example "https://metrics.example.com/alertmanager"',
      ],
    ],
    [
      "a window without a unit",
      { outOfOrderWindow: "10" },
      [
        'outOfOrderWindow: got "10"; allowed: a duration above zero: a whole number and s, m, h, d, w or y; write for example "10m"',
      ],
    ],
  ];
  for (const [what, args, problems] of cases) {
    it(what, () => {
      assert.deepEqual(refusals(resolveMimir, args), problems);
    });
  }
});
