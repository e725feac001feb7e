import assert from "node:assert/strict";
import { grafanaConfig } from "../../components/grafana/config";
import { Grafana } from "../../components/grafana/grafana";
import { type GrafanaArgs, resolveGrafana } from "../../components/grafana/grafana-args";
import { at } from "../support/deployed";
import { find, listed, record } from "../support/mocks";
import { refusals, resolved } from "../support/resolved";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const DATABASE = {
  kind: "postgres",
  host: "pg.databases.svc:5432",
  passwordSecret: { name: "grafana-database", key: "password" },
} as const;
const NEEDED = {
  adminSecret: { name: "grafana-admin", key: "password" },
  secretKey: { name: "grafana-secret-key", key: "key" },
  database: DATABASE,
};

const created = (args: Partial<GrafanaArgs> = {}) =>
  record(() => new Grafana("show", { namespace: "mon", ...NEEDED, ...args }));

async function pod(args: Partial<GrafanaArgs> = {}) {
  return at(find(await created(args), DEPLOYMENT, "show").inputs, "spec.template.spec");
}

const ini = (args: object = {}) => grafanaConfig(resolved(resolveGrafana, { ...NEEDED, ...args }));

describe("Grafana with a database beside it", () => {
  it("is two equal pods without a volume, drained one at a time", async () => {
    const resources = await created();
    assert.deepEqual(listed(resources), [
      "kubernetes:apps/v1:Deployment show",
      "kubernetes:core/v1:ConfigMap show-config",
      "kubernetes:core/v1:ConfigMap show-data-sources",
      "kubernetes:core/v1:Service show",
      "kubernetes:core/v1:Service show-headless",
      "kubernetes:core/v1:ServiceAccount show",
      "kubernetes:policy/v1:PodDisruptionBudget show",
      "lgtm:index:Grafana show",
    ]);
    const { spec } = find(resources, DEPLOYMENT, "show").inputs;
    assert.equal(at(spec, "replicas"), 2);
    const spread = at(spec, "template.spec.topologySpreadConstraints") as object[];
    assert.deepEqual(
      spread.map((s) => [at(s, "topologyKey"), at(s, "whenUnsatisfiable")]),
      [
        ["topology.kubernetes.io/zone", "ScheduleAnyway"],
        ["kubernetes.io/hostname", "ScheduleAnyway"],
      ],
    );
  });

  it("writes only what may be lost with a pod", async () => {
    const { volumes, containers } = (await pod()) as {
      volumes: { name: string }[];
      containers: [{ volumeMounts: { name: string; mountPath: string }[] }];
    };
    const mounts = containers[0].volumeMounts;
    const data = mounts.find(({ mountPath }) => mountPath === "/var/lib/grafana");
    assert.deepEqual(
      volumes.find(({ name }) => name === data?.name),
      { name: "scratch-var-lib-grafana", emptyDir: {} },
    );
  });

  it("has every Secret that its configuration names as a file", async () => {
    const caSecret = { name: "grafana-database", key: "ca.crt" };
    const { volumes } = (await pod({ database: { ...DATABASE, caSecret } })) as {
      volumes: { secret?: { secretName: string; items: { key: string }[] } }[];
    };
    assert.deepEqual(
      volumes.flatMap(({ secret }) =>
        secret ? [[secret.secretName, ...secret.items.map(({ key }) => key)]] : [],
      ),
      [
        ["grafana-admin", "password"],
        ["grafana-secret-key", "key"],
        ["grafana-database", "password", "ca.crt"],
      ],
    );
  });

  it("reaches its database, and waits for the replica that changes it first", () => {
    const caSecret = { name: "grafana-database", key: "ca.crt" };
    assert.deepEqual(
      ini({ database: { ...DATABASE, sslMode: "verify-full", caSecret } }).database,
      {
        type: "postgres",
        host: "pg.databases.svc:5432",
        name: "grafana",
        user: "grafana",
        password: "$__file{/etc/grafana-secrets/grafana-database/password}",
        ssl_mode: "verify-full",
        ca_cert_path: "/etc/grafana-secrets/grafana-database/ca.crt",
        max_open_conn: 20,
        max_idle_conn: 10,
        locking_attempt_timeout_sec: 300,
      },
    );
    assert.equal(ini().database?.ssl_mode, "require");
  });

  it("tells the other replicas what was sent, at the address that its pod has", async () => {
    assert.deepEqual(ini({ name: "view" }).unified_alerting, {
      ha_listen_address: "$__env{POD_IP}:9094",
      ha_advertise_address: "$__env{POD_IP}:9094",
      ha_peers: "view-headless.monitoring.svc.cluster.local:9094",
      ha_label: "monitoring/view",
      ha_reconnect_timeout: "5m",
    });
    const { containers } = (await pod()) as {
      containers: [{ env: object[]; ports: { name: string; protocol: string }[] }];
    };
    assert.deepEqual(containers[0].env.at(-1), {
      name: "POD_IP",
      valueFrom: { fieldRef: { fieldPath: "status.podIP" } },
    });
    assert.deepEqual(
      containers[0].ports.map(({ name, protocol }) => `${name} ${protocol}`),
      ["http TCP", "gossip TCP", "gossip-udp UDP"],
    );
    const headless = find(await created(), "kubernetes:core/v1:Service", "show-headless").inputs;
    assert.equal(at(headless, "metadata.name"), "grafana-headless");
    // A replica that is not ready yet must hear what was sent.
    assert.equal(at(headless, "spec.publishNotReadyAddresses"), true);
  });

  it("says nothing of a database or replicas where it has none", () => {
    const alone = grafanaConfig(resolved(resolveGrafana, { adminSecret: NEEDED.adminSecret }));
    assert.deepEqual([alone.database, alone.unified_alerting], [undefined, undefined]);
  });
});

it("Grafana encrypts its secrets with the key that it is given, alone as well", () => {
  const { adminSecret, secretKey } = NEEDED;
  const key = (args: object) => grafanaConfig(resolved(resolveGrafana, args)).security?.secret_key;
  assert.equal(
    key({ adminSecret, secretKey }),
    "$__file{/etc/grafana-secrets/grafana-secret-key/key}",
  );
  assert.equal(key({ adminSecret }), undefined);
});

describe("Grafana with a database refuses", () => {
  it("to encrypt with a key that everybody knows", () => {
    assert.deepEqual(refusals(resolveGrafana, { ...NEEDED, secretKey: undefined }), [
      "secretKey: got nothing; allowed: a Secret with a `database`, whose secrets would be encrypted by a key that everybody knows; write { name: …, key: … } of a Secret with a random text",
    ]);
  });

  it("the size of a volume that there is not, but takes what is said of all volumes", () => {
    const persistence = { storageClass: "fast", whenDeleted: "Delete" };
    assert.deepEqual(refusals(resolveGrafana, { ...NEEDED, persistence }), []);
    assert.deepEqual(refusals(resolveGrafana, { ...NEEDED, persistence: { size: "5Gi" } }), [
      'persistence.size: got "size"; allowed: nothing with a `database`: there is no volume; write nothing, or no `database`',
    ]);
  });

  it("a CA for a connection without TLS", () => {
    const caSecret = { name: "ca", key: "ca.crt" };
    const database = { ...DATABASE, sslMode: "disable", caSecret };
    assert.deepEqual(refusals(resolveGrafana, { ...NEEDED, database }), [
      'database.caSecret: got {"name":"ca","key":"ca.crt"}; allowed: nothing with sslMode "disable"; write sslMode "verify-full", or no CA',
    ]);
  });

  it("an address without a port, and a password in clear", () => {
    const database = { ...DATABASE, host: "pg", password: "geheim" };
    const allowed = '"host", "name", "user", "passwordSecret", "sslMode", "caSecret"';
    assert.deepEqual(refusals(resolveGrafana, { ...NEEDED, database }), [
      `database.password: got "password"; allowed: one of ${allowed}; write "passwordSecret"`,
      'database.host: got "pg"; allowed: host:port, without http://, and the port from 1 to 65535; write for example "postgres.databases.svc:5432"',
    ]);
  });
});
