import assert from "node:assert/strict";
import { summaryText } from "../../cli/summary/summary";
import { readEnvironment } from "../../cli/environments";

type Outputs = Parameters<typeof summaryText>[1];

const outputs = {
  namespace: "observability",
  agentsNamespace: "agents",
  endpoints: {
    loki: { push: "http://loki/push", query: "http://loki" },
    mimir: undefined,
    grafana: { url: "http://dashboards.observability.svc.cluster.local:80" },
    gateway: { otlpGrpc: "http://gateway:4317" },
  },
  secrets: {
    grafanaAdmin: { name: "grafana-admin", key: "password" },
    ingestToken: { name: "ingest-token", key: "token" },
  },
} as unknown as Outputs;

const loki = {
  name: "loki",
  namespace: "observability",
  kind: "StatefulSet",
  ready: 1,
  wanted: 2,
  nodes: ["node-a", "node-b"],
};

const backend = { description: "", env: {} };
const embedded = { cluster: { kubeconfig: "/a folder/k" }, backend, folder: "/f", embedded: true };
const named = {
  cluster: { kubeconfig: "/k", context: "work" },
  backend,
  folder: "/f",
  embedded: false,
};

describe("summary of up", () => {
  const dev = readEnvironment("dev");

  it("says what runs where, the endpoints, how to use it and how to take it down", () => {
    const text = summaryText(
      { environment: dev, target: embedded },
      outputs,
      [loki],
      "/bin/kubectl",
    );
    const command = "/bin/kubectl --kubeconfig '/a folder/k' -n observability";
    assert.deepEqual(text.split("\n"), [
      "",
      "What runs where",
      "  loki                 StatefulSet  1/2 ready  observability on node-a, node-b",
      "",
      "Endpoints in the cluster",
      "  loki push                        http://loki/push",
      "  loki query                       http://loki",
      "  grafana url                      http://dashboards.observability.svc.cluster.local:80",
      "  gateway otlpGrpc                 http://gateway:4317",
      "",
      "How to use it",
      "  (The embedded cluster schedules real objects, but its nodes are simulated: no container runs, and no port of",
      "  a pod answers. `npm run live` runs the same pods as processes of this machine.)",
      `  admin password:  ${command} get secret grafana-admin -o 'go-template={{index .data "password" | base64decode}}'`,
      `  ingest token:    ${command} get secret ingest-token -o 'go-template={{index .data "token" | base64decode}}'`,
      "",
      "Take it down",
      "  npm run down",
    ]);
  });

  it("says how to get kubectl where it is not here", () => {
    const text = summaryText({ environment: dev, target: embedded }, outputs, [], undefined);
    assert.match(text, /\(kubectl is not here: `npm run programs -- --get kubectl` gets it/);
    assert.match(text, /admin password: {2}kubectl --kubeconfig '\/a folder\/k' /);
  });

  it("names the context instead of a kubeconfig, and nothing that is not there", () => {
    const without = { ...outputs, endpoints: {}, secrets: {} };
    const text = summaryText({ environment: dev, target: named }, without, [], "kubectl");
    assert.doesNotMatch(text, /simulated|Grafana|password|token/);
    assert.match(text, /\n {2}npm run down -- --context work$/);
    const grafana = summaryText({ environment: dev, target: named }, outputs, [], "kubectl");
    assert.match(
      grafana,
      /: +kubectl --context work -n observability port-forward service\/dashboards 3000:80, then http:\/\/localhost:3000 as admin\n/,
    );
  });

  it("takes another environment down by its name, and one from elsewhere by its path", () => {
    const downOf = (environment: typeof dev, target: typeof named | typeof embedded) =>
      summaryText({ environment, target }, outputs, [], "kubectl").split("\n").at(-1);
    const prod = readEnvironment("prod");
    assert.equal(downOf(prod, named), "  npm run down -- --env prod --context work");
    const elsewhere = { ...dev, file: "/elsewhere/Pulumi.dev.yaml" };
    assert.equal(downOf(elsewhere, embedded), "  npm run down -- --env /elsewhere/Pulumi.dev.yaml");
    const spaced = { ...dev, file: "/my files/Pulumi.dev.yaml" };
    assert.equal(downOf(spaced, embedded), "  npm run down -- --env '/my files/Pulumi.dev.yaml'");
  });
});
