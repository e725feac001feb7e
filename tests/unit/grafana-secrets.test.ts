import assert from "node:assert/strict";
import { resolveGrafana } from "../../components/grafana/grafana-args";
import { Problems } from "../../components/shared/problems";
import { Place } from "../../components/shared/place";
import { refusals } from "../support/resolved";

const adminSecret = { name: "grafana-admin", key: "password" };
const orders = { name: "Orders", uid: "orders", type: "mysql", url: "orders:3306" };
const REFERENCE = "$__file{/etc/grafana-secrets/orders/password}";

function refused(args: object): string[] {
  return refusals(resolveGrafana, { adminSecret, ...args });
}

/** The one refusal of a secret that stands here. */
function clear(path: string): string[] {
  return [
    `${path}: got a secret in clear; allowed: a reference, for this file lies in a ConfigMap; write "$__file{/etc/grafana-secrets/NAME/KEY}" and its Secret in \`secrets\``,
  ];
}

describe("Grafana refuses, without showing it,", () => {
  const settings: [section: string, key: string, value: unknown][] = [
    ["auth.github", "client_secret", "hunter2"],
    ["database", "password", 1234],
    ["database", "url", "postgres://grafana:hunter2@postgres/grafana"],
    ["remote_cache", "connstr", "addr=redis:6379,db=0,password=hunter2,ssl=false"],
    ["external_image_storage.azure_blob", "account_key", "hunter2"],
    ["external_image_storage.s3", "secret_key", "hunter2"],
    ["server", "cert_pass", "hunter2"],
    ["tracing.opentelemetry.otlp", "address", "http://me:hunter2@tempo:4317"],
  ];
  for (const [section, key, value] of settings) {
    it(`${section}.${key} in clear`, () => {
      assert.deepEqual(
        refused({ config: { [section]: { [key]: value } } }),
        clear(new Place("config", new Problems()).at(section).at(key).path),
      );
    });
  }

  for (const url of [
    "http://me:hunter2@loki:3100",
    "redis://:hunter2@redis:6379",
    "me:hunter2@orders:3306",
    "http://api:8080/v1?api_key=hunter2",
  ]) {
    it(`a data source's address like ${url.replace("hunter2", "...")}`, () => {
      assert.deepEqual(refused({ dataSources: [{ ...orders, url }] }), clear("dataSources[0].url"));
    });
  }

  const plugins: [path: string, jsonData: object][] = [
    [".password", { password: "hunter2" }],
    [".auth.oauth.clientSecret", { auth: { oauth: { clientSecret: "hunter2" } } }],
    ['["signing.accessKey"]', { "signing.accessKey": "hunter2" }],
    [".sigV4AccessKey", { sigV4AccessKey: "hunter2" }],
    [".headers[0].httpHeaderValue1", { headers: [{ httpHeaderValue1: "hunter2" }] }],
    [".tlsClientKey", { tlsClientKey: "hunter2" }],
    [".key", { key: "-----BEGIN RSA PRIVATE KEY-----\nhunter2" }],
    [".proxy", { proxy: "http://me:hunter2@proxy:3128" }],
  ];
  for (const [path, jsonData] of plugins) {
    it(`jsonData${path}`, () => {
      assert.deepEqual(
        refused({ dataSources: [{ ...orders, jsonData }] }),
        clear(`dataSources[0].jsonData${path}`),
      );
    });
  }

  it("a data source's secret that is no reference", () => {
    const secureJsonData = { password: "hunter2" };
    assert.deepEqual(
      refused({ dataSources: [{ ...orders, secureJsonData }] }),
      clear("dataSources[0].secureJsonData.password"),
    );
  });
});

describe("Grafana takes", () => {
  it("a data source's secret from one of its Secrets, and refuses another", () => {
    const source = {
      ...orders,
      user: "grafana",
      basicAuth: true,
      basicAuthUser: "grafana",
      secureJsonData: { password: REFERENCE },
    };
    const secrets = [{ name: "orders", key: "password" }];
    assert.deepEqual(refused({ dataSources: [source], secrets }), []);
    assert.deepEqual(refused({ dataSources: [source] }), [
      'dataSources[0].secureJsonData.password: got "$__file{/etc/grafana-secrets/orders/password}"; allowed: a reference to one of `secrets`; write the Secret\'s name and key in `secrets`',
    ]);
  });

  it("references for secrets, also inside of an address", () => {
    const config = {
      "auth.github": { client_secret: REFERENCE, use_refresh_token: true },
      database: { url: `postgres://grafana:${REFERENCE}@postgres/grafana` },
    };
    assert.deepEqual(refused({ config }), []);
  });

  it("what only looks like a secret", () => {
    const config = {
      "auth.generic_oauth": { token_url: "https://id/token", id_token_attribute_name: "id" },
      smtp: { from_address: "a:b@example.com", password: "" },
    };
    const jsonData = {
      tlsAuth: true,
      derivedFields: [{ name: "token", matcherRegex: "token=(\\w+)", url: "http://a:80/${x}@b" }],
      tracesToLogsV2: { tags: [{ key: "service.name", value: "service_name" }] },
    };
    const url = "http://orders:8080/@v1?kind=a:b";
    assert.deepEqual(refused({ config, dataSources: [{ ...orders, url, jsonData }] }), []);
  });
});
