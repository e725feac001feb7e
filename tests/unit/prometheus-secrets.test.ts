import assert from "node:assert/strict";
import { Prometheus } from "../../components/prometheus/prometheus";
import { resolvePrometheus } from "../../components/prometheus/prometheus-args";
import { find, record } from "../support/mocks";
import { refusals } from "../support/resolved";

/** The one refusal of a secret that stands here. */
function clear(path: string): string[] {
  return [
    `${path}: got a secret in clear; allowed: the name of a file, for this configuration lies in a ConfigMap; write the form that ends in _file, with "/etc/prometheus-secrets/NAME/KEY", and its Secret in \`secrets\``,
  ];
}

const CLEAR: [path: string, config: object][] = [
  ["basic_auth.password", { basic_auth: { username: "me", password: "hunter2" } }],
  ["authorization.credentials", { authorization: { credentials: "hunter2" } }],
  ["bearer_token", { bearer_token: "hunter2" }],
  ["oauth2.client_secret", { oauth2: { client_id: "me", client_secret: "hunter2" } }],
  ["tls_config.key", { tls_config: { key: "hunter2" } }],
  [
    "http_headers.X-Api-Key.secrets[0]",
    { http_headers: { "X-Api-Key": { secrets: ["hunter2"] } } },
  ],
  ["consul_sd_configs[0].token", { consul_sd_configs: [{ server: "consul", token: "hunter2" }] }],
  ["proxy_url", { proxy_url: "http://me:hunter2@proxy:3128" }],
];

describe("Prometheus refuses, without showing it,", () => {
  for (const [path, settings] of CLEAR) {
    it(`${path} of a scrape job`, () => {
      const job = { job_name: "orders", ...settings };
      assert.deepEqual(
        refusals(resolvePrometheus, { extraScrapeConfigs: [job] }),
        clear(`extraScrapeConfigs[0].${path}`),
      );
    });

    it(`${path} of a remote`, () => {
      const config = { remote_write: [{ url: "http://far/push", ...settings }] };
      assert.deepEqual(
        refusals(resolvePrometheus, { config }),
        clear(`config.remote_write[0].${path}`),
      );
    });
  }
});

describe("Prometheus takes", () => {
  it("secrets as files, and labels of any name", () => {
    const job = {
      job_name: "orders",
      basic_auth: { username: "me", password_file: "/etc/prometheus-secrets/orders/password" },
      authorization: { type: "Bearer", credentials_file: "/etc/prometheus-secrets/orders/token" },
      tls_config: { key_file: "/etc/prometheus-secrets/orders/tls.key" },
      static_configs: [{ targets: ["orders:80"], labels: { token: "a", secret: "b" } }],
    };
    const config = { global: { external_labels: { token: "a" } } };
    assert.deepEqual(refusals(resolvePrometheus, { extraScrapeConfigs: [job], config }), []);
  });

  it("Secrets, each as a folder with the keys that it names", async () => {
    const secrets = [
      { name: "orders", key: "password" },
      { name: "far", key: "token" },
      { name: "orders", key: "tls.key" },
    ];
    const resources = await record(() => new Prometheus("p", { namespace: "mon", secrets }));
    const { spec } = find(resources, "kubernetes:apps/v1:StatefulSet", "p").inputs as {
      spec: { template: { spec: { volumes: object[]; containers: [{ volumeMounts: object[] }] } } };
    };
    const { volumes, containers } = spec.template.spec;
    const mount = (name: string, secret: string) => ({
      name,
      mountPath: `/etc/prometheus-secrets/${secret}`,
      readOnly: true,
    });
    assert.deepEqual(containers[0].volumeMounts.slice(-2), [
      mount("secret-0", "orders"),
      mount("secret-1", "far"),
    ]);
    const items = (...keys: string[]) => keys.map((key) => ({ key, path: key }));
    assert.deepEqual(volumes.slice(-2), [
      { name: "secret-0", secret: { secretName: "orders", items: items("password", "tls.key") } },
      { name: "secret-1", secret: { secretName: "far", items: items("token") } },
    ]);
  });

  it("no Secret by a name that none can have", () => {
    const [line = ""] = refusals(resolvePrometheus, { secrets: [{ name: "Orders", key: "a" }] });
    assert.match(line, /^secrets\[0\]\.name: got "Orders"; /);
  });
});
