import assert from "node:assert/strict";
import { reportWith } from "../support/report";

const ADOPTED = {
  "lgtm:namespace": { mode: "adopt", name: "obs" },
  "lgtm:agentsNamespace": { mode: "adopt", name: "agents" },
};

const BUCKETS = {
  "lgtm:objectStorage": {
    kind: "s3",
    region: "eu-west-1",
    buckets: { loki: "acme-l", mimir: "acme-m", tempo: "acme-t", pyroscope: "acme-p" },
    credentials: { kind: "keys", secret: "bucket-keys" },
  },
};

/** A stack with charts of every kind of values. */
const CHARTS = {
  ...BUCKETS,
  "lgtm:topology": "distributed",
  "lgtm:zones": ["a", "b", "c"],
  "lgtm:kafka": { kind: "incluster" },
  "lgtm:prometheus": { mode: "operator" },
};

/** `namespace/name[keys]: readers` of each Secret to bring. */
async function required(config: Record<string, unknown>): Promise<string[]> {
  const { requiredSecrets } = await reportWith(config);
  return requiredSecrets.map(({ namespace = "", name, keys, readers, isForCharts }) => {
    const all = [...readers, ...(isForCharts ? ["Pulumi"] : [])];
    return `${namespace}/${name}[${keys.join(",")}]: ${all.join(" ")}`;
  });
}

describe("report: Secrets to bring", () => {
  it("are none where the stack makes all of them", async () => {
    assert.deepEqual(await required({}), []);
    assert.deepEqual(await required({ "lgtm:objectStorage": { kind: "incluster" } }), []);
  });

  it("stand there once for each namespace, with everybody who reads them", async () => {
    const token = { name: "token", key: "bearer" };
    assert.deepEqual(await required({ ...ADOPTED, ...BUCKETS, "lgtm:ingestTokenSecret": token }), [
      "obs/bucket-keys[access-key-id,secret-access-key]: loki mimir tempo pyroscope",
      "agents/token[bearer]: beyla",
      "obs/token[bearer]: alloy-gateway",
    ]);
  });

  it("are those by which images are pulled, of charts as of objects", async () => {
    const pulled = await required({
      ...CHARTS,
      "lgtm:common": { imagePullSecrets: ["registry"] },
    });
    assert.deepEqual(pulled.slice(1), [
      "monitoring/registry[.dockerconfigjson]: alloy-gateway loki mimir tempo pyroscope " +
        "prometheus grafana kube-state-metrics kafka rollout-operator",
      "monitoring-agents/registry[.dockerconfigjson]: alloy-agent beyla node-exporter",
    ]);
  });

  it("are the password of a chart repository, where a chart is got", async () => {
    const charts = {
      repository: "https://charts.example.com",
      username: "reader",
      passwordSecret: { name: "charts", key: "password" },
    };
    const config = { ...ADOPTED, "lgtm:charts": charts };
    assert.deepEqual(await required(config), []);
    assert.deepEqual(await required({ ...config, "lgtm:objectStorage": { kind: "incluster" } }), [
      "obs/charts[password]: Pulumi",
    ]);
  });

  it("are others than those of the stack that are called the same in another namespace", async () => {
    const { parts } = await reportWith({
      "lgtm:common": { imagePullSecrets: ["grafana-admin"] },
    });
    const secrets = parts.flatMap((part) => part.secrets);
    const isOurs = (namespace: string) =>
      new Set(
        secrets
          .filter((s) => s.name === "grafana-admin" && s.namespace === namespace)
          .map((s) => s.isOurs),
      );
    assert.deepEqual(isOurs("monitoring"), new Set([true]));
    assert.deepEqual(isOurs("monitoring-agents"), new Set([false]));
  });
});
