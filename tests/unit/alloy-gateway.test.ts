import assert from "node:assert/strict";
import * as k8s from "@pulumi/kubernetes";
import { AlloyGateway } from "../../components/alloy/alloy-gateway";
import type { AlloyGatewayArgs } from "../../components/alloy/alloy-gateway-args";
import { InvalidArgsError } from "../../components/shared/problems";
import { find, listed, objectName, record } from "../support/mocks";

const SET = "kubernetes:apps/v1:StatefulSet";
const ARGS: AlloyGatewayArgs = {
  namespace: "mon",
  tokenSecret: { name: "my-token", key: "bearer" },
  lokiOtlpUrl: "http://loki:3100/otlp",
};

interface Pod {
  metadata: { annotations: Record<string, string> };
  spec: {
    securityContext: object;
    topologySpreadConstraints?: object[];
    terminationGracePeriodSeconds: number;
    containers: Record<string, unknown>[];
    volumes: object[];
  };
}

function gateway(args: Partial<AlloyGatewayArgs> = {}) {
  return record(() => new AlloyGateway("gate", { ...ARGS, ...args }));
}

async function pod(args: Partial<AlloyGatewayArgs> = {}): Promise<Pod> {
  const { spec } = find(await gateway(args), SET, "gate").inputs as { spec: { template: Pod } };
  return spec.template;
}

describe("Alloy gateway", () => {
  it("consists of exactly these objects", async () => {
    assert.deepEqual(listed(await gateway()), [
      "kubernetes:apps/v1:StatefulSet gate",
      "kubernetes:core/v1:ConfigMap gate-config",
      "kubernetes:core/v1:Service gate",
      "kubernetes:core/v1:Service gate-headless",
      "kubernetes:core/v1:ServiceAccount gate",
      "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole gate",
      "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding gate",
      "lgtm:index:AlloyGateway gate",
    ]);
  });

  it("says where it is, and registers it", async () => {
    let endpoints: object = {};
    const resources = await record(() => {
      endpoints = new AlloyGateway("gate", { ...ARGS, name: "otlp" }).endpoints;
    });
    assert.deepEqual(endpoints, {
      otlpGrpc: "http://otlp.mon.svc.cluster.local:4317",
      otlpHttp: "http://otlp.mon.svc.cluster.local:4318",
    });
    assert.deepEqual(find(resources, "lgtm:index:AlloyGateway", "gate").outputs, { endpoints });
  });

  it("offers OTLP and not its user interface", async () => {
    const service = find(await gateway(), "kubernetes:core/v1:Service", "gate");
    assert.deepEqual((service.inputs.spec as { ports: object[] }).ports, [
      { name: "otlp-grpc", port: 4317, targetPort: "otlp-grpc", protocol: "TCP" },
      { name: "otlp-http", port: 4318, targetPort: "otlp-http", protocol: "TCP" },
    ]);
  });

  it("reads pods and namespaces, nothing else", async () => {
    const type = "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole";
    assert.deepEqual(find(await gateway(), type, "gate").inputs.rules, [
      { apiGroups: [""], resources: ["pods", "namespaces"], verbs: ["get", "list", "watch"] },
    ]);
  });

  it("runs Alloy on its configuration, with stable components only", async () => {
    const { containers, securityContext } = (await pod()).spec;
    const { args, readinessProbe } = containers[0]!;
    assert.deepEqual(args, [
      "run",
      "/etc/alloy/config.alloy",
      "--server.http.listen-addr=0.0.0.0:12345",
      "--storage.path=/var/lib/alloy/data",
      "--stability.level=generally-available",
      "--disable-reporting",
      "--server.http.disable-support-bundle",
    ]);
    assert.deepEqual((readinessProbe as { httpGet: object }).httpGet, {
      path: "/-/ready",
      port: "http",
    });
    assert.deepEqual(securityContext, {
      runAsNonRoot: true,
      runAsUser: 473,
      runAsGroup: 473,
      fsGroup: 473,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    });
  });

  it("mounts the token that it is told of", async () => {
    const { containers, volumes } = (await pod()).spec;
    assert.deepEqual(volumes, [
      {
        name: "config",
        configMap: {
          name: objectName(await gateway(), "kubernetes:core/v1:ConfigMap", "gate-config"),
        },
      },
      {
        name: "secret-0",
        secret: { secretName: "my-token", items: [{ key: "bearer", path: "bearer" }] },
      },
      { name: "scratch-var-lib-alloy-data", emptyDir: {} },
      { name: "scratch-tmp", emptyDir: {} },
    ]);
    assert.deepEqual(containers[0]!.volumeMounts, [
      { name: "config", mountPath: "/etc/alloy", readOnly: true },
      { name: "secret-0", mountPath: "/var/run/secrets/ingest-token", readOnly: true },
      { name: "scratch-var-lib-alloy-data", mountPath: "/var/lib/alloy/data" },
      { name: "scratch-tmp", mountPath: "/tmp" },
    ]);
    const map = find(await gateway(), "kubernetes:core/v1:ConfigMap", "gate-config");
    const { "config.alloy": config } = map.inputs.data as Record<string, string>;
    assert.match(config!, /filename {7}= "\/var\/run\/secrets\/ingest-token\/bearer"/);
  });

  it("asks for its metrics and profiles to be collected", async () => {
    const { annotations } = (await pod()).metadata;
    assert.equal(annotations["prometheus.io/port"], "12345");
    assert.equal(annotations["profiles.grafana.com/cpu.port"], "12345");
  });

  it("spreads more than one replica, and lets them be drained one at a time", async () => {
    const resources = await gateway({ replicas: 3 });
    const selector = {
      matchLabels: {
        "app.kubernetes.io/name": "alloy-gateway",
        "app.kubernetes.io/instance": "gate",
      },
    };
    const budget = find(resources, "kubernetes:policy/v1:PodDisruptionBudget", "gate");
    assert.deepEqual(budget.inputs.spec, {
      maxUnavailable: 1,
      selector,
      unhealthyPodEvictionPolicy: "AlwaysAllow",
    });
    const anywhere = { maxSkew: 1, whenUnsatisfiable: "ScheduleAnyway", labelSelector: selector };
    assert.deepEqual((await pod({ replicas: 3 })).spec.topologySpreadConstraints, [
      { topologyKey: "topology.kubernetes.io/zone", ...anywhere },
      { topologyKey: "kubernetes.io/hostname", ...anywhere },
    ]);
    assert.equal((await pod()).spec.topologySpreadConstraints, undefined);
  });

  it("hands its options on", async () => {
    const resources = await record(() => {
      const first = new k8s.core.v1.Namespace("first");
      new AlloyGateway("gate", ARGS, { dependsOn: [first], protect: true });
    });
    const set = find(resources, SET, "gate");
    assert.equal(set.parent, "lgtm:index:AlloyGateway gate");
    assert.equal(set.protect, true);
    const account = find(resources, "kubernetes:core/v1:ServiceAccount", "gate");
    assert.deepEqual(account.dependsOn, ["kubernetes:core/v1:Namespace first"]);
  });

  it("creates nothing when an arg is wrong", async () => {
    const resources = await record(() => {
      assert.throws(
        () => new AlloyGateway("gate", { ...ARGS, replicas: 0 }),
        (error: unknown) =>
          error instanceof InvalidArgsError &&
          error.message ===
            'AlloyGateway "gate": 1 problem, nothing was created\n' +
              "  replicas: got 0; allowed: a whole number from 1; write for example 1",
      );
    });
    assert.deepEqual(resources, []);
  });
});
