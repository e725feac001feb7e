import assert from "node:assert/strict";
import { grafanaConfig } from "../../components/grafana/config";
import { resolveGrafana } from "../../components/grafana/grafana-args";
import { toIni } from "../../components/grafana/ini";
import { refusals, resolved } from "../support/resolved";

const adminSecret = { name: "grafana-admin", key: "password" };

function config(args: object = {}) {
  return grafanaConfig(resolved(resolveGrafana, { adminSecret, ...args }));
}

describe("grafana.ini", () => {
  it("has everything that speaks to the world outside off", () => {
    const { analytics, news, snapshots, plugins, security } = config();
    assert.deepEqual(analytics, {
      reporting_enabled: false,
      check_for_updates: false,
      check_for_plugin_updates: false,
      feedback_links_enabled: false,
    });
    assert.deepEqual(news, { news_feed_enabled: false });
    assert.deepEqual(snapshots, { external_enabled: false });
    assert.deepEqual(plugins, {
      preinstall_disabled: true,
      preinstall_auto_update: false,
      public_key_retrieval_disabled: true,
    });
    assert.equal(security?.disable_gravatar, true);
  });

  it("reads the password from a file", () => {
    const { admin_user, admin_password } = config().security ?? {};
    assert.deepEqual(
      [admin_user, admin_password],
      ["admin", "$__file{/etc/grafana-secrets/grafana-admin/password}"],
    );
  });

  it("knows how it is reached from outside", () => {
    const served = (externalUrl?: string) => {
      const { server, security } = config({ externalUrl });
      return { ...server, cookie_secure: security?.cookie_secure };
    };
    assert.deepEqual(served(), { http_port: 3000, cookie_secure: undefined });
    assert.deepEqual(served("http://grafana.lan"), {
      http_port: 3000,
      root_url: "http://grafana.lan",
      cookie_secure: undefined,
    });
    assert.deepEqual(served("https://example.com/grafana/"), {
      http_port: 3000,
      root_url: "https://example.com/grafana/",
      serve_from_sub_path: true,
      cookie_secure: true,
    });
  });

  it("lets the escape hatch have the last word, key by key", () => {
    const laid = config({ config: { security: { admin_user: null, cookie_samesite: "strict" } } });
    assert.deepEqual(laid.security, {
      admin_password: "$__file{/etc/grafana-secrets/grafana-admin/password}",
      disable_gravatar: true,
      cookie_samesite: "strict",
    });
  });

  it("is written section by section, and quotes what an ini file would cut off", () => {
    const text = toIni({
      server: { http_port: 3000, root_url: "https://x/" },
      empty: {},
      "auth.ldap": { a: "b;c # d", e: " f", g: true, h: "'i'" },
    });
    assert.equal(
      text,
      "[server]\nhttp_port = 3000\nroot_url = https://x/\n\n" +
        '[auth.ldap]\na = """b;c # d"""\ne = """ f"""\ng = true\nh = """\'i\'"""\n',
    );
  });
});

describe("Grafana refuses", () => {
  const loki = { query: "http://loki:3100" };
  const orders = { name: "Orders", uid: "orders", type: "mysql", url: "orders:3306" };
  const cases: [string, object, string[]][] = [
    [
      "a second replica, for SQLite's sake",
      { replicas: 2 },
      [
        "replicas: got 2; allowed: 1 without a database: SQLite is a file that only one process may write; write 1, or `database` as well",
      ],
    ],
    [
      "to be without a password",
      { adminSecret: undefined },
      [
        'adminSecret.name: got nothing; allowed: 1 to 253 lower-case letters, digits, dashes and dots, with a letter or digit at both ends and around each dot; write for example "grafana-admin"',
        'adminSecret.key: got nothing; allowed: the key of a Secret: 1 to 253 letters, digits, dashes, dots and underscores, not beginning with two dots; write for example "password"',
      ],
    ],
    [
      "a data source with a UID of ours",
      { endpoints: { loki }, dataSources: [{ ...orders, uid: "loki" }] },
      [
        'dataSources[0].uid: got "loki"; allowed: a uid that no other data source has; write another',
      ],
    ],
    [
      "a data source given twice",
      { dataSources: [orders, orders] },
      [
        'dataSources[1].name: got "Orders"; allowed: a name that no other data source has; write another',
        'dataSources[1].uid: got "orders"; allowed: a uid that no other data source has; write another',
      ],
    ],
    [
      "two defaults",
      {
        dataSources: [
          { ...orders, isDefault: true },
          { ...orders, name: "B", uid: "b", isDefault: true },
        ],
      },
      [
        "dataSources[1].isDefault: got true; allowed: one default data source; write false, or leave it out",
      ],
    ],
    [
      "a UID that Grafana would refuse at start",
      { dataSources: [{ ...orders, uid: "orders db" }] },
      [
        'dataSources[0].uid: got "orders db"; allowed: 1 to 40 letters, digits, dashes and underscores; write for example "orders-db"',
      ],
    ],
    [
      "an address without a scheme",
      { externalUrl: "grafana.example.com" },
      [
        'externalUrl: got "grafana.example.com"; allowed: an http:// or https:// URL with a host, without user, query or fragment, its port at most 65535; write for example "https://grafana.example.com/"',
      ],
    ],
    [
      "a key outside a section",
      { config: { app_mode: "production" } },
      [
        'config.app_mode: got "production"; allowed: a section: a map of keys to values; write the key inside its section',
      ],
    ],
    [
      "a map where a value belongs",
      { config: { auth: { github: { enabled: true } } } },
      [
        'config.auth.github: got {"enabled":true}; allowed: a text, a number, true or false; write one of these, or null to remove it',
      ],
    ],
  ];
  for (const [what, args, expected] of cases) {
    it(what, () => {
      assert.deepEqual(refusals(resolveGrafana, { adminSecret, ...args }), expected);
    });
  }
});
