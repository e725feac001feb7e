import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import type { DataSource } from "../../components/grafana/data-source-args";
import { Grafana } from "../../components/grafana/grafana";
import { type GrafanaArgs } from "../../components/grafana/grafana-args";
import { lokiEndpoints } from "../../components/shared/endpoints";
import { find, listed, objectName, record } from "../support/mocks";

const SET = "kubernetes:apps/v1:StatefulSet";
const MAP = "kubernetes:core/v1:ConfigMap";
const NEEDED: GrafanaArgs = {
  namespace: "mon",
  adminSecret: { name: "grafana-admin", key: "password" },
};
const LOKI = lokiEndpoints({ name: "loki", namespace: "mon" });

interface Pod {
  securityContext: object;
  volumes: object[];
  containers: [
    {
      args: string[];
      env: object[];
      volumeMounts: object[];
      readinessProbe: object;
      livenessProbe: object;
      startupProbe: object;
    },
  ];
}

function created(args: Partial<GrafanaArgs> = {}) {
  return record(() => new Grafana("show", { ...NEEDED, ...args }));
}

async function pod(args: Partial<GrafanaArgs> = {}): Promise<Pod> {
  const { spec } = find(await created(args), SET, "show").inputs;
  return (spec as { template: { spec: Pod } }).template.spec;
}

async function file(suffix: string, name: string, args: Partial<GrafanaArgs>): Promise<string> {
  const { data } = find(await created(args), MAP, `show-${suffix}`).inputs;
  const text = (data as Record<string, string>)[name];
  assert.ok(text !== undefined, `no file ${name}`);
  return text;
}

async function sources(args: Partial<GrafanaArgs>): Promise<DataSource[]> {
  const text = await file("data-sources", "data-sources.yaml", args);
  return (parse(text) as { datasources: DataSource[] }).datasources;
}

describe("Grafana", () => {
  it("consists of exactly these objects", async () => {
    assert.deepEqual(listed(await created()), [
      "kubernetes:apps/v1:StatefulSet show",
      "kubernetes:core/v1:ConfigMap show-config",
      "kubernetes:core/v1:ConfigMap show-data-sources",
      "kubernetes:core/v1:Service show",
      "kubernetes:core/v1:Service show-headless",
      "kubernetes:core/v1:ServiceAccount show",
      "lgtm:index:Grafana show",
    ]);
  });

  it("says where it is, and registers it", async () => {
    assert.deepEqual(find(await created(), "lgtm:index:Grafana", "show").outputs, {
      endpoints: { url: "http://grafana.mon.svc.cluster.local:3000" },
    });
  });

  it("hands its options on", async () => {
    const resources = await record(() => {
      const first = new pulumi.ComponentResource("test:index:First", "first");
      new Grafana("show", NEEDED, { dependsOn: [first], protect: true });
    });
    const set = find(resources, SET, "show");
    assert.deepEqual([set.parent, set.protect], ["lgtm:index:Grafana show", true]);
  });

  it("reads its own files beside those of the image, and secrets as files", async () => {
    const resources = await created();
    const { volumes, containers } = await pod();
    assert.deepEqual(containers[0].args, []);
    assert.deepEqual(containers[0].env, [
      { name: "GF_PATHS_CONFIG", value: "/etc/grafana-config/grafana.ini" },
    ]);
    assert.deepEqual(containers[0].volumeMounts, [
      { name: "data", mountPath: "/var/lib/grafana" },
      { name: "config", mountPath: "/etc/grafana-config", readOnly: true },
      { name: "data-sources", mountPath: "/etc/grafana/provisioning/datasources", readOnly: true },
      { name: "secret-0", mountPath: "/etc/grafana-secrets/grafana-admin", readOnly: true },
      { name: "scratch-tmp", mountPath: "/tmp" },
    ]);
    assert.deepEqual(volumes, [
      {
        name: "config",
        configMap: { name: objectName(resources, "kubernetes:core/v1:ConfigMap", "show-config") },
      },
      {
        name: "data-sources",
        configMap: {
          name: objectName(resources, "kubernetes:core/v1:ConfigMap", "show-data-sources"),
        },
      },
      {
        name: "secret-0",
        secret: { secretName: "grafana-admin", items: [{ key: "password", path: "password" }] },
      },
      { name: "scratch-tmp", emptyDir: {} },
    ]);
  });

  it("mounts every Secret once, with the keys that are needed", async () => {
    const secrets = [
      { name: "oauth", key: "client-secret" },
      { name: "grafana-admin", key: "signing-key" },
    ];
    const { volumes } = await pod({ secrets });
    const items = (...keys: string[]) => keys.map((key) => ({ key, path: key }));
    assert.deepEqual(volumes.slice(2, 4), [
      {
        name: "secret-0",
        secret: { secretName: "grafana-admin", items: items("password", "signing-key") },
      },
      { name: "secret-1", secret: { secretName: "oauth", items: items("client-secret") } },
    ]);
  });

  it("runs as the image's user", async () => {
    assert.deepEqual((await pod()).securityContext, {
      runAsNonRoot: true,
      runAsUser: 472,
      runAsGroup: 472,
      fsGroup: 472,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    });
  });

  it("is ready with its database, and restarted only when it does not answer at all", async () => {
    const { readinessProbe, livenessProbe, startupProbe } = (await pod()).containers[0];
    const probe = (path: string, failureThreshold: number) => ({
      httpGet: { path, port: "http" },
      periodSeconds: 10,
      failureThreshold,
      timeoutSeconds: 5,
    });
    assert.deepEqual(readinessProbe, probe("/api/health", 3));
    assert.deepEqual(livenessProbe, probe("/healthz", 6));
    assert.deepEqual(startupProbe, probe("/healthz", 60));
  });

  it("has the data sources of the backends that it is told of, and the user's", async () => {
    const orders = { name: "Orders", uid: "orders", type: "mysql", url: "orders:3306" };
    const found = await sources({ endpoints: { loki: LOKI }, dataSources: [orders] });
    assert.deepEqual(
      found.map(({ uid, url, isDefault }) => [uid, url, isDefault]),
      [
        ["loki", "http://loki.mon.svc.cluster.local:3100", true],
        ["orders", "orders:3306", undefined],
      ],
    );
  });

  it("lets the user say which data source is the default", async () => {
    const orders = { name: "Orders", uid: "orders", type: "mysql", url: "o:1", isDefault: true };
    const found = await sources({ endpoints: { loki: LOKI }, dataSources: [orders] });
    assert.deepEqual(
      found.map(({ uid, isDefault }) => [uid, isDefault]),
      [
        ["loki", undefined],
        ["orders", true],
      ],
    );
  });

  it("starts again when its configuration or a data source changes", async () => {
    const before = await pod({});
    const changed: Partial<GrafanaArgs>[] = [
      { endpoints: { loki: LOKI } },
      { config: { users: { default_theme: "light" } } },
      { dataSources: [{ name: "Orders", uid: "orders", type: "mysql", url: "orders:3306" }] },
    ];
    for (const args of changed) assert.notDeepEqual(await pod(args), before);
    assert.deepEqual(await pod({ labels: { team: "a" } }), before);
  });
});
