import assert from "node:assert/strict";
import * as k8s from "@pulumi/kubernetes";
import { AlloyAgent } from "../../components/alloy/alloy-agent";
import type { AlloyAgentArgs } from "../../components/alloy/alloy-agent-args";
import { find, listed, record } from "../support/mocks";

const BACKENDS = {
  lokiPushUrl: "http://loki:3100/loki/api/v1/push",
  pyroscopePushUrl: "http://pyroscope:4040",
};

interface Pod {
  spec: {
    securityContext: object;
    tolerations: object[];
    hostNetwork?: boolean;
    volumes: { name: string; hostPath?: object }[];
    containers: { env: object[]; securityContext: object; volumeMounts: object[] }[];
  };
}

async function pod(args: Partial<AlloyAgentArgs> = {}): Promise<Pod> {
  const resources = await record(
    () => new AlloyAgent("agent", { namespace: "on-nodes", ...BACKENDS, ...args }),
  );
  const { inputs } = find(resources, "kubernetes:apps/v1:DaemonSet", "agent");
  return (inputs.spec as { template: Pod }).template;
}

describe("Alloy agent", () => {
  it("consists of exactly these objects", async () => {
    const resources = await record(
      () => new AlloyAgent("agent", { namespace: "on-nodes", ...BACKENDS }),
    );
    assert.deepEqual(listed(resources), [
      "kubernetes:apps/v1:DaemonSet agent",
      "kubernetes:core/v1:ConfigMap agent-config",
      "kubernetes:core/v1:ServiceAccount agent",
      "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole agent",
      "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding agent",
      "lgtm:index:AlloyAgent agent",
    ]);
    const role = find(resources, "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", "agent");
    assert.deepEqual(role.inputs.rules, [
      { apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] },
    ]);
  });

  it("runs on every node, as the one user who may read the logs there", async () => {
    const { spec } = await pod();
    assert.deepEqual(spec.tolerations, [{ operator: "Exists" }]);
    assert.deepEqual(spec.securityContext, {
      runAsUser: 0,
      runAsGroup: 0,
      seccompProfile: { type: "RuntimeDefault" },
    });
    assert.deepEqual(spec.containers[0]!.securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"], add: ["DAC_READ_SEARCH"] },
    });
    assert.equal(spec.hostNetwork, undefined);
    assert.deepEqual(spec.containers[0]!.env, [
      { name: "NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
    ]);
  });

  it("remembers on the node how far it read", async () => {
    const { volumes, containers } = (await pod({ name: "collector" })).spec;
    assert.deepEqual(
      volumes.filter((volume) => volume.hostPath),
      [
        { name: "pod-logs", hostPath: { path: "/var/log/pods", type: "Directory" } },
        {
          name: "positions",
          hostPath: { path: "/var/lib/lgtm/on-nodes/collector", type: "DirectoryOrCreate" },
        },
      ],
    );
    assert.deepEqual(containers[0]!.volumeMounts.slice(1, 3), [
      { name: "pod-logs", mountPath: "/var/log/pods", readOnly: true },
      { name: "positions", mountPath: "/var/lib/alloy/data", readOnly: false },
    ]);
  });

  it("does not see the node's logs when it collects none", async () => {
    const { volumes } = (await pod({ lokiPushUrl: undefined })).spec;
    assert.deepEqual(
      volumes.map((volume) => volume.name),
      ["config", "positions", "scratch-tmp"],
    );
  });

  it("hands its options on", async () => {
    const resources = await record(() => {
      const first = new k8s.core.v1.Namespace("first");
      const args = { namespace: "on-nodes", ...BACKENDS };
      new AlloyAgent("agent", args, { dependsOn: [first], protect: true });
    });
    const set = find(resources, "kubernetes:apps/v1:DaemonSet", "agent");
    assert.equal(set.parent, "lgtm:index:AlloyAgent agent");
    assert.equal(set.protect, true);
    const account = find(resources, "kubernetes:core/v1:ServiceAccount", "agent");
    assert.deepEqual(account.dependsOn, ["kubernetes:core/v1:Namespace first"]);
    assert.deepEqual(find(resources, "lgtm:index:AlloyAgent", "agent").outputs, {});
  });
});
