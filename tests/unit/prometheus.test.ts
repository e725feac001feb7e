import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Prometheus } from "../../components/prometheus/prometheus";
import {
  type PrometheusArgs,
  resolvePrometheus,
} from "../../components/prometheus/prometheus-args";
import { InvalidArgsError } from "../../components/shared/problems";
import { find, listed, record } from "../support/mocks";
import { refusals } from "../support/resolved";

const SET = "kubernetes:apps/v1:StatefulSet";

interface Container {
  args: string[];
  ports: object[];
  readinessProbe: object;
  livenessProbe: object;
  startupProbe: object;
  securityContext: object;
  volumeMounts: object[];
}

async function container(args: Partial<PrometheusArgs> = {}): Promise<Container> {
  const resources = await record(() => new Prometheus("metrics", { namespace: "mon", ...args }));
  const spec = find(resources, SET, "metrics").inputs.spec as {
    template: { spec: { containers: Container[] } };
  };
  return spec.template.spec.containers[0]!;
}

describe("Prometheus", () => {
  it("consists of exactly these objects", async () => {
    const resources = await record(() => new Prometheus("metrics", { namespace: "mon" }));
    assert.deepEqual(listed(resources), [
      "kubernetes:apps/v1:StatefulSet metrics",
      "kubernetes:core/v1:ConfigMap metrics-config",
      "kubernetes:core/v1:Service metrics",
      "kubernetes:core/v1:Service metrics-headless",
      "kubernetes:core/v1:ServiceAccount metrics",
      "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole metrics",
      "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding metrics",
      "lgtm:index:Prometheus metrics",
    ]);
  });

  it("says where it is, and registers it", async () => {
    let endpoints: object = {};
    const resources = await record(() => {
      endpoints = new Prometheus("metrics", { namespace: "mon" }).endpoints;
    });
    assert.deepEqual(endpoints, { query: "http://prometheus.mon.svc.cluster.local:9090" });
    assert.deepEqual(find(resources, "lgtm:index:Prometheus", "metrics").outputs, { endpoints });
  });

  it("may read who is there and the metrics of nodes and API servers, nothing else", async () => {
    const resources = await record(() => new Prometheus("metrics", { namespace: "mon" }));
    const role = find(resources, "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", "metrics");
    assert.deepEqual(role.inputs.rules, [
      { apiGroups: [""], resources: ["nodes", "pods", "services"], verbs: ["list", "watch"] },
      { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
      { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
      { nonResourceURLs: ["/metrics"], verbs: ["get"] },
    ]);
  });

  it("keeps a day, and no more than four fifths of its volume", async () => {
    assert.deepEqual((await container()).args, [
      "--config.file=/etc/prometheus/prometheus.yml",
      "--storage.tsdb.path=/prometheus/data",
      "--storage.tsdb.retention.time=24h",
      "--storage.tsdb.retention.size=8192MB",
      "--web.listen-address=0.0.0.0:9090",
      "--enable-feature=exemplar-storage",
      "--log.format=json",
    ]);
  });

  it("keeps what it is told to keep, and takes samples from others where that is asked for", async () => {
    const { args } = await container({
      retention: "7d",
      retentionSize: "1Gi",
      remoteWriteReceiver: true,
    });
    assert.deepEqual(args.slice(2, 4), [
      "--storage.tsdb.retention.time=168h",
      "--storage.tsdb.retention.size=1024MB",
    ]);
    assert.equal(args.at(-1), "--web.enable-remote-write-receiver");
  });

  it("is restarted when it hangs, but never while it reads its log back", async () => {
    const { readinessProbe, livenessProbe, startupProbe } = await container();
    const get = (path: string) => ({ path, port: "http" });
    assert.deepEqual(readinessProbe, {
      httpGet: get("/-/ready"),
      periodSeconds: 10,
      failureThreshold: 3,
      timeoutSeconds: 5,
    });
    assert.deepEqual(livenessProbe, {
      ...readinessProbe,
      httpGet: get("/-/healthy"),
      failureThreshold: 6,
    });
    assert.deepEqual(startupProbe, { ...readinessProbe, failureThreshold: 180 });
  });

  it("obeys restricted Pod Security and writes to its volume only", async () => {
    const { securityContext, volumeMounts } = await container();
    assert.deepEqual(securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    assert.deepEqual(volumeMounts, [
      { name: "data", mountPath: "/prometheus" },
      { name: "config", mountPath: "/etc/prometheus", readOnly: true },
    ]);
  });

  it("hands its options on", async () => {
    const resources = await record(() => {
      const first = new pulumi.ComponentResource("test:index:First", "first");
      new Prometheus("metrics", { namespace: "mon" }, { dependsOn: [first], protect: true });
    });
    const set = find(resources, SET, "metrics");
    assert.equal(set.parent, "lgtm:index:Prometheus metrics");
    assert.equal(set.protect, true);
    assert.equal(find(resources, "lgtm:index:Prometheus", "metrics").protect, true);
  });

  it("creates nothing when an arg is wrong", async () => {
    const resources = await record(() => {
      assert.throws(
        () => new Prometheus("metrics", { namespace: "mon", retention: "1h" }),
        (error: unknown) =>
          error instanceof InvalidArgsError &&
          error.message ===
            'Prometheus "metrics": 1 problem, nothing was created\n' +
              '  retention: got "1h"; allowed: a duration of at least 2h: a whole number and s, m, h, d, w or y; write for example "24h"',
      );
    });
    assert.deepEqual(resources, []);
  });
});

describe("Prometheus refuses", () => {
  const cases: [string, object, string[]][] = [
    [
      "a second replica",
      { replicas: 2 },
      [
        "replicas: got 2; allowed: 1: a second server would send every sample twice; write 1, or leave it out",
      ],
    ],
    [
      "more than the volume holds",
      { retentionSize: "10Gi" },
      [
        'retentionSize: got "10Gi"; allowed: less than the volume, 10Gi; write a smaller one, or a bigger persistence.size',
      ],
    ],
    [
      "an interval below five seconds",
      { scrapeInterval: "1s" },
      [
        'scrapeInterval: got "1s"; allowed: a duration of at least 5s: a whole number and s, m, h, d, w or y; write for example "30s"',
      ],
    ],
    [
      "a remote without a scheme",
      { remoteWriteUrl: "mimir:8080/api/v1/push" },
      [
        'remoteWriteUrl: got "mimir:8080/api/v1/push"; allowed: an http:// or https:// URL with a host, without user, query or fragment, its port at most 65535; write for example "http://mimir.monitoring.svc:8080/api/v1/push"',
      ],
    ],
    [
      "two owners of one scrape job",
      { extraScrapeConfigs: [{ job_name: "kubelet" }] },
      [
        'extraScrapeConfigs[0].job_name: got "kubelet"; allowed: one owner of one scrape job: this one is ours; write another name',
      ],
    ],
    [
      "a job given twice",
      { extraScrapeConfigs: [{ job_name: "a" }, { job_name: "b" }, { job_name: "a" }] },
      [
        'extraScrapeConfigs[2].job_name: got "a"; allowed: one owner of one scrape job: this one is extraScrapeConfigs[0].job_name; write another name',
      ],
    ],
    [
      "a job without a name",
      { extraScrapeConfigs: [{ static_configs: [] }] },
      [
        'extraScrapeConfigs[0].job_name: got nothing; allowed: the name of the scrape job; write for example "blackbox"',
      ],
    ],
    [
      "a misspelt arg",
      { remoteWriteURL: "http://mimir:8080" },
      [`remoteWriteURL: got "remoteWriteURL"; allowed: one of KNOWN; write "remoteWriteUrl"`],
    ],
  ];
  for (const [what, args, expected] of cases) {
    it(what, () => {
      const known = /one of ("[a-zA-Z]+"(, )?){10,}/;
      const found = refusals(resolvePrometheus, args).map((l) => l.replace(known, "one of KNOWN"));
      assert.deepEqual(found, expected);
    });
  }

  it("no job of a name that is free while the exporter is not there", () => {
    const job = { job_name: "node-exporter", static_configs: [] };
    assert.deepEqual(refusals(resolvePrometheus, { extraScrapeConfigs: [job] }), []);
  });
});
