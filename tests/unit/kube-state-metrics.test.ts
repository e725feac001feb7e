import assert from "node:assert/strict";
import { KubeStateMetrics } from "../../components/prometheus/kube-state-metrics";
import {
  type KubeStateMetricsArgs,
  resolveKubeStateMetrics,
} from "../../components/prometheus/kube-state-metrics-args";
import { find, listed, record } from "../support/mocks";
import { refusals } from "../support/resolved";

const ROLE = "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";

function created(args: Partial<KubeStateMetricsArgs> = {}) {
  return record(() => new KubeStateMetrics("state", { namespace: "mon", ...args }));
}

async function pod(args: Partial<KubeStateMetricsArgs> = {}) {
  const { spec } = find(await created(args), DEPLOYMENT, "state").inputs;
  const { template } = spec as {
    template: {
      metadata: { annotations?: object };
      spec: {
        automountServiceAccountToken: boolean;
        containers: [{ args: string[]; readinessProbe: object; livenessProbe: object }];
      };
    };
  };
  return { ...template.spec, annotations: template.metadata.annotations };
}

describe("KubeStateMetrics", () => {
  it("consists of exactly these objects", async () => {
    assert.deepEqual(listed(await created()), [
      "kubernetes:apps/v1:Deployment state",
      "kubernetes:core/v1:Service state",
      "kubernetes:core/v1:ServiceAccount state",
      "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole state",
      "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding state",
      "lgtm:index:KubeStateMetrics state",
    ]);
  });

  it("says where it is scraped", async () => {
    const { outputs } = find(await created(), "lgtm:index:KubeStateMetrics", "state");
    assert.deepEqual(outputs, {
      endpoints: { metrics: "http://kube-state-metrics.mon.svc.cluster.local:8080/metrics" },
    });
  });

  it("tells about workloads, nodes and volumes, and about no secret", async () => {
    const { containers } = await pod();
    assert.deepEqual(containers[0].args, [
      "--port=8080",
      "--telemetry-port=8081",
      "--resources=cronjobs,daemonsets,deployments,endpointslices,horizontalpodautoscalers,ingresses,jobs,limitranges,namespaces,networkpolicies,nodes,persistentvolumeclaims,persistentvolumes,poddisruptionbudgets,pods,replicasets,replicationcontrollers,resourcequotas,services,statefulsets,storageclasses,volumeattachments",
    ]);
  });

  it("may watch exactly what it tells about, with a token to do so", async () => {
    const args: Partial<KubeStateMetricsArgs> = { observe: ["pods", "jobs", "nodes", "cronjobs"] };
    assert.deepEqual(find(await created(args), ROLE, "state").inputs.rules, [
      { apiGroups: [""], resources: ["pods", "nodes"], verbs: ["list", "watch"] },
      { apiGroups: ["batch"], resources: ["jobs", "cronjobs"], verbs: ["list", "watch"] },
    ]);
    const { automountServiceAccountToken, containers } = await pod(args);
    assert.equal(automountServiceAccountToken, true);
    assert.equal(containers[0].args[2], "--resources=pods,jobs,nodes,cronjobs");
  });

  it("may not read secrets by default", async () => {
    const { rules } = find(await created(), ROLE, "state").inputs;
    assert.doesNotMatch(JSON.stringify(rules), /secrets|configmaps/);
  });

  it("is not annotated: Prometheus has a job of its own for it", async () => {
    assert.deepEqual((await pod()).annotations ?? {}, {});
  });

  it("is ready when it reads, and restarted when it is stuck", async () => {
    const { readinessProbe, livenessProbe } = (await pod()).containers[0];
    const times = { periodSeconds: 10, timeoutSeconds: 5 };
    assert.deepEqual(readinessProbe, {
      httpGet: { path: "/readyz", port: "telemetry" },
      ...times,
      failureThreshold: 3,
    });
    assert.deepEqual(livenessProbe, {
      httpGet: { path: "/livez", port: "http" },
      ...times,
      failureThreshold: 6,
    });
  });

  it("takes more flags, and gives one up", async () => {
    const config = {
      "metric-labels-allowlist": "nodes=[topology.kubernetes.io/zone]",
      "telemetry-port": null,
    };
    const { args } = (await pod({ config, observe: ["nodes"] })).containers[0];
    assert.deepEqual(args, [
      "--port=8080",
      "--resources=nodes",
      "--metric-labels-allowlist=nodes=[topology.kubernetes.io/zone]",
    ]);
  });
});

describe("KubeStateMetrics refuses", () => {
  const cases: [string, object, string][] = [
    [
      "a second replica",
      { replicas: 2 },
      "replicas: got 2; allowed: 1: a second one would tell everything twice; write 1, or leave it out",
    ],
    [
      "nothing to tell about: then it would read everything",
      { observe: [] },
      "observe: got []; allowed: at least one kind; write which, or leave it out",
    ],
    [
      "a kind given twice",
      { observe: ["pods", "nodes", "pods"] },
      'observe: got "pods"; allowed: each kind once; write it only once',
    ],
    [
      "a flag with something nested, which no command line can say",
      { config: { resources: { pods: true } } },
      'config.resources: got {"pods":true}; allowed: a text, a number, true, false, or a list of these; write the value as the command line takes it, or null to remove the flag',
    ],
  ];
  for (const [what, args, expected] of cases) {
    it(what, () => {
      assert.deepEqual(refusals(resolveKubeStateMetrics, args), [expected]);
    });
  }

  it("a kind that it does not know, with the nearest", () => {
    const [line = "", ...others] = refusals(resolveKubeStateMetrics, { observe: ["pod"] });
    assert.match(line, /^observe\[0\]: got "pod"; .*; write "pods"$/);
    assert.deepEqual(others, []);
  });
});
