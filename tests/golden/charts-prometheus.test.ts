import assert from "node:assert/strict";
import type { Context } from "mocha";
import {
  type PrometheusOperatorArgs,
  resolvePrometheusOperator,
} from "../../components/prometheus/operator/operator-args";
import { operatedScrapeJobs } from "../../components/prometheus/operator/prometheus-operator";
import { crdReleases, stackRelease } from "../../components/prometheus/operator/release";
import { operatedPrometheusEndpoints } from "../../components/shared/endpoints";
import { IMAGES } from "../../components/versions";
import {
  type ChartObject,
  officialProblems,
  renderOfficial,
  renderOfficialText,
} from "../support/charts/official";
import { at } from "../support/deployed";
import { resolved } from "../support/resolved";

type Args = Partial<PrometheusOperatorArgs>;

const EVERYTHING: Args = {
  zones: ["a", "b", "c"],
  labels: { team: "platform" },
  annotations: { note: "{{ not a template }}" },
  imagePullSecrets: ["pull"],
  tolerations: [{ operator: "Exists" }],
  priorityClassName: "high",
  remoteWriteUrl: "http://mimir:8080/api/v1/push",
  alertmanagerUrl: "http://mimir:8080/alertmanager",
  secrets: [{ name: "orders", key: "password" }],
  admissionWebhooks: "cert-manager",
  image: { registry: "mirror.example.com", digest: `sha256:${"a".repeat(64)}` },
  targets: {
    kubeStateMetrics: "http://kube-state-metrics:8080/metrics",
    nodeExporter: { namespace: "agents", name: "node-exporter" },
  },
};

const spec = (args: Args = {}) => resolved(resolvePrometheusOperator, args);
const release = (args: Args = {}) => stackRelease(spec(args));

async function rendered(context: Context, args: Args = {}) {
  const objects = await renderOfficial(context, release(args));
  const one = (kind: string, name: string): ChartObject => {
    const found = objects.filter((o) => o.kind === kind && o.metadata.name === name);
    assert.equal(found.length, 1, `${kind} ${name}`);
    return found[0]!;
  };
  return { objects, one };
}

describe("the chart kube-prometheus-stack", () => {
  for (const [what, args] of [
    ["nothing said", {}],
    ["everything said", EVERYTHING],
    ["one replica and no rules", { replicas: 1, rules: false }],
  ] as [string, Args][]) {
    it(`has every key that is set, with ${what}`, function () {
      assert.deepEqual(officialProblems(this, release(args)), []);
    });
  }

  it("brings the operator and Prometheus, and nothing that the stack has already", async function () {
    const { objects } = await rendered(this);
    const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    assert.deepEqual(names.filter((name) => !name.startsWith("PrometheusRule ")).sort(), [
      "ClusterRole prometheus-operator",
      "ClusterRole prometheus-prometheus",
      "ClusterRoleBinding prometheus-operator",
      "ClusterRoleBinding prometheus-prometheus",
      "Deployment prometheus-operator",
      "PodDisruptionBudget prometheus-prometheus",
      "Prometheus prometheus",
      "Service prometheus-operator",
      "Service prometheus-prometheus",
      "ServiceAccount prometheus-operator",
      "ServiceAccount prometheus-prometheus",
      "ServiceMonitor prometheus-operator",
      "ServiceMonitor prometheus-prometheus",
    ]);
    const places = new Set(objects.map(({ metadata }) => metadata.namespace));
    assert.deepEqual([...places].sort(), ["monitoring", undefined]);
  });

  it("has an operator that writes nothing into kube-system, where it would stay for ever", async function () {
    const { one } = await rendered(this);
    const [container] = at(
      one("Deployment", "prometheus-operator"),
      "spec.template.spec.containers",
    ) as [{ args: string[] }];
    assert.deepEqual(
      container.args.filter((arg) => arg.includes("kubelet")),
      ["--kubelet-endpoints=false", "--kubelet-endpointslice=false"],
    );
  });

  it("has its Service where it is looked for", async function () {
    const { one } = await rendered(this);
    const service = one("Service", "prometheus-prometheus");
    const ports = at(service, "spec.ports") as { port: number }[];
    const { host } = new URL(operatedPrometheusEndpoints(spec()).query);
    assert.equal(host, "prometheus-prometheus.monitoring.svc.cluster.local:9090");
    assert.ok(ports.some(({ port }) => port === 9090));
  });

  it("sends what Mimir can tell apart: one label a replica, which no alert has", async function () {
    const two = (await rendered(this)).one("Prometheus", "prometheus");
    assert.equal(at(two, "spec.replicas"), 2);
    assert.equal(at(two, "spec.replicaExternalLabelName"), "__replica__");
    assert.equal(at(two, "spec.prometheusExternalLabelName"), "");
    assert.deepEqual(at(two, "spec.externalLabels"), {
      cluster: "kubernetes",
      deployment_environment: "default",
    });
    const single = (await rendered(this, { replicas: 1 })).one("Prometheus", "prometheus");
    assert.equal(at(single, "spec.replicaExternalLabelName"), "");
  });

  it("drains one replica at a time, and none of one", async function () {
    const budget = async (replicas: number) => {
      const { objects } = await rendered(this, { replicas });
      const found = objects.find(({ kind }) => kind === "PodDisruptionBudget");
      return found && at(found, "spec.minAvailable");
    };
    assert.deepEqual(await Promise.all([1, 2, 3].map(budget)), [undefined, 1, 2]);
  });

  it("takes the monitors and rules of the whole cluster, and the jobs of ours", async function () {
    const prometheus = (await rendered(this)).one("Prometheus", "prometheus");
    for (const what of ["serviceMonitor", "podMonitor", "probe", "scrapeConfig", "rule"]) {
      assert.deepEqual(at(prometheus, `spec.${what}Selector`), {}, what);
      assert.deepEqual(at(prometheus, `spec.${what}NamespaceSelector`), {}, what);
    }
    assert.deepEqual(at(prometheus, "spec.additionalScrapeConfigs"), {
      name: "prometheus-scrape-jobs",
      key: "scrape-jobs.yaml",
    });
  });

  it("has only rules that find what is scraped", async function () {
    const { objects } = await rendered(this, EVERYTHING);
    const rules = objects.filter(({ kind }) => kind === "PrometheusRule");
    assert.equal(rules.length, 24);
    const jobs = operatedScrapeJobs(spec(EVERYTHING)).map(({ job_name }) => job_name);
    const scraped = new Set([...jobs, "prometheus-prometheus", "prometheus-operator"]);
    const expressions = rules.flatMap((rule) =>
      (at(rule, "spec.groups") as { rules: { expr: unknown }[] }[]).flatMap((group) =>
        group.rules.map(({ expr }) => String(expr)),
      ),
    );
    const asked = expressions.flatMap((e) => [...e.matchAll(/\bjob="([^"]*)"/g)].map(([, j]) => j));
    assert.ok(asked.length > 150);
    assert.deepEqual(new Set(asked.filter((job) => !scraped.has(job!))), new Set());
    const paths = expressions.flatMap((e) =>
      [...e.matchAll(/job="([^"]*)",\s*metrics_path="([^"]*)"/g)].map(
        ([, job, path]) => `${job} ${path}`,
      ),
    );
    assert.deepEqual([...new Set(paths)], ["kubelet /metrics"]);
  });

  it("runs images that we name, from the user's registry", async function () {
    const { one } = await rendered(this, EVERYTHING);
    const operator = one("Deployment", "prometheus-operator");
    const [container] = at(operator, "spec.template.spec.containers") as [
      { image: string; args: string[] },
    ];
    const image = (name: "prometheusOperator" | "prometheusConfigReloader" | "prometheus") =>
      `mirror.example.com/${IMAGES[name].repository}:${IMAGES[name].tag}`;
    assert.equal(container.image, image("prometheusOperator"));
    const reloader = `--prometheus-config-reloader=${image("prometheusConfigReloader")}`;
    assert.ok(container.args.includes(reloader));
    const prometheus = one("Prometheus", "prometheus");
    assert.equal(at(prometheus, "spec.image"), `${image("prometheus")}@sha256:${"a".repeat(64)}`);
  });

  it("takes texts as they are, whatever its templates would make of them", async function () {
    const { one } = await rendered(this, { ...EVERYTHING, cluster: "{{ .Values }}" });
    const prometheus = one("Prometheus", "prometheus");
    const annotations = at(prometheus, "spec.podMetadata.annotations") as Record<string, string>;
    assert.equal(annotations.note, "{{ not a template }}");
    assert.equal(at(prometheus, "spec.externalLabels.cluster"), "{{ .Values }}");
  });

  it("is the same twice, and has no hooks", async function () {
    for (const args of [{}, EVERYTHING]) {
      const first = await renderOfficialText(this, release(args));
      assert.equal(await renderOfficialText(this, release(args)), first);
      assert.ok(!first.includes("helm.sh/hook"));
    }
  });
});

describe("the chart prometheus-operator-crds", () => {
  it("brings the kinds that the operator of this version reads", async function () {
    const [crds] = crdReleases(spec());
    const objects = await renderOfficial(this, crds!);
    assert.deepEqual(objects.map(({ metadata }) => metadata.name.split(".")[0]).sort(), [
      "alertmanagerconfigs",
      "alertmanagers",
      "podmonitors",
      "probes",
      "prometheusagents",
      "prometheuses",
      "prometheusrules",
      "scrapeconfigs",
      "servicemonitors",
      "thanosrulers",
    ]);
    const version = IMAGES.prometheusOperator.tag.slice(1);
    for (const { metadata } of objects) {
      assert.equal(metadata.annotations?.["operator.prometheus.io/version"], version);
    }
  });
});
