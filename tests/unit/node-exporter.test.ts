import assert from "node:assert/strict";
import { NodeExporter } from "../../components/prometheus/node-exporter";
import {
  type NodeExporterArgs,
  resolveNodeExporter,
} from "../../components/prometheus/node-exporter-args";
import { find, listed, record } from "../support/mocks";
import { refusals } from "../support/resolved";

interface Pod {
  hostPID?: boolean;
  hostNetwork?: boolean;
  automountServiceAccountToken: boolean;
  securityContext: object;
  tolerations: object[];
  volumes: object[];
  containers: [{ args: string[]; env: object[]; securityContext: object; volumeMounts: object[] }];
}

function created(args: Partial<NodeExporterArgs> = {}) {
  return record(() => new NodeExporter("nodes", { namespace: "agents", ...args }));
}

async function pod(args: Partial<NodeExporterArgs> = {}): Promise<Pod> {
  const { spec } = find(await created(args), "kubernetes:apps/v1:DaemonSet", "nodes").inputs;
  return (spec as { template: { spec: Pod } }).template.spec;
}

describe("NodeExporter", () => {
  it("consists of exactly these objects", async () => {
    assert.deepEqual(listed(await created()), [
      "kubernetes:apps/v1:DaemonSet nodes",
      "kubernetes:core/v1:ServiceAccount nodes",
      "lgtm:index:NodeExporter nodes",
    ]);
  });

  it("says where Prometheus finds its pods", async () => {
    const { outputs } = find(await created(), "lgtm:index:NodeExporter", "nodes");
    assert.deepEqual(outputs, { pods: { namespace: "agents", name: "node-exporter" } });
  });

  it("runs on every node, also on those that take nothing else", async () => {
    assert.deepEqual((await pod()).tolerations, [{ operator: "Exists" }]);
  });

  it("sees the node's processes and network, and may do nothing there", async () => {
    const { hostPID, hostNetwork, automountServiceAccountToken, securityContext, containers } =
      await pod();
    assert.deepEqual([hostPID, hostNetwork, automountServiceAccountToken], [true, true, false]);
    assert.deepEqual(securityContext, {
      runAsNonRoot: true,
      runAsUser: 65534,
      runAsGroup: 65534,
      fsGroup: 65534,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    });
    assert.deepEqual(containers[0].securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
  });

  it("sees the node's files, those mounted later too, and can change none", async () => {
    const { volumes, containers } = await pod();
    const mount = { readOnly: true, mountPropagation: "HostToContainer" };
    assert.deepEqual(containers[0].volumeMounts, [
      { name: "root", mountPath: "/host/root", ...mount },
      { name: "sys", mountPath: "/host/sys", ...mount },
    ]);
    assert.deepEqual(volumes, [
      { name: "root", hostPath: { path: "/", type: "Directory" } },
      { name: "sys", hostPath: { path: "/sys", type: "Directory" } },
    ]);
  });

  it("listens at the node's own address and reads the node's files", async () => {
    const { args, env } = (await pod()).containers[0];
    assert.deepEqual(args.slice(0, 5), [
      "--web.listen-address=[$(HOST_IP)]:9100",
      "--path.procfs=/host/root/proc",
      "--path.sysfs=/host/sys",
      "--path.rootfs=/host/root",
      "--path.udev.data=/host/root/run/udev/data",
    ]);
    assert.deepEqual(env, [
      { name: "HOST_IP", valueFrom: { fieldRef: { fieldPath: "status.hostIP" } } },
    ]);
  });

  it("leaves out what belongs to pods", async () => {
    const { args } = (await pod()).containers[0];
    const excluded = (flag: string) =>
      new RegExp(args.find((a) => a.startsWith(`--${flag}=`))?.slice(flag.length + 3) ?? "^$");
    const mounts = excluded("collector.filesystem.mount-points-exclude");
    assert.ok(mounts.test("/var/lib/kubelet/pods/1-2/volumes/data"));
    assert.ok(mounts.test("/run/containerd/io.containerd.runtime/rootfs"));
    assert.ok(!mounts.test("/var/lib/data") && !mounts.test("/"));
    const devices = excluded("collector.netdev.device-exclude");
    assert.ok(devices.test("veth1a2b3c") && devices.test("cali0123"));
    assert.ok(!devices.test("eth0") && !devices.test("ens5"));
  });

  it("takes more flags, repeats one, and gives one up", async () => {
    const config = { "collector.textfile.directory": ["/a", "/b"], "no-collector.hwmon": null };
    const { args } = (await pod({ config })).containers[0];
    assert.deepEqual(args.slice(-2), [
      "--collector.textfile.directory=/a",
      "--collector.textfile.directory=/b",
    ]);
    assert.ok(args.includes("--no-collector.btrfs") && !args.includes("--no-collector.hwmon"));
  });

  it("refuses what no command line can say, and nothing else", () => {
    const config = {
      "log.level": "warn",
      "collector.ntp": true,
      "web.max-requests": 4,
      "collector.hwmon": null,
      "collector.textfile.directory": ["/a", { path: "/b" }],
      "web.config": { tls: {} },
    };
    const hint =
      "allowed: a text, a number, true, false, or a list of these; write the value as the command line takes it, or null to remove the flag";
    assert.deepEqual(refusals(resolveNodeExporter, { config }), [
      `config["collector.textfile.directory"]: got ["/a",{"path":"/b"}]; ${hint}`,
      `config["web.config"]: got {"tls":{}}; ${hint}`,
    ]);
    assert.deepEqual(refusals(resolveNodeExporter, { config: ["--log.level=warn"] }), [
      'config: got ["--log.level=warn"]; allowed: a map; write a map of names to values',
    ]);
  });

  it("has no replicas to choose: one a node", () => {
    const [line = ""] = refusals(resolveNodeExporter, { replicas: 2 });
    assert.match(line, /^replicas: got "replicas"; allowed: one of "namespace", /);
  });
});
