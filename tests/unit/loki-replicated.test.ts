import assert from "node:assert/strict";
import { parse } from "yaml";
import { Loki } from "../../components/loki/loki";
import { type LokiArgs, resolveLoki } from "../../components/loki/loki-args";
import { lokiConfig } from "../../components/loki/config";
import type { Config } from "../../components/shared/merge";
import { toYaml } from "../../components/shared/yaml";
import { BUCKETS, S3 } from "../support/buckets";
import { checkYamlConfig } from "../support/config-keys";
import { type Pod, at } from "../support/deployed";
import { find, listed, record } from "../support/mocks";
import { resolved } from "../support/resolved";
import { verifyConfig } from "../support/verify";

type Args = Omit<LokiArgs, "namespace">;

const REPLICATED: Args = { topology: "replicated", objectStorage: S3 };
const ZONES = ["a", "b", "c"];

async function deployed(args: Args) {
  const resources = await record(() => {
    new Loki("logs", { namespace: "mon", ...REPLICATED, ...args });
  });
  const map = find(resources, "kubernetes:core/v1:ConfigMap", "logs-config");
  const { "config.yaml": text } = map.inputs.data as { "config.yaml": string };
  const set = (name: string) => find(resources, "kubernetes:apps/v1:StatefulSet", name);
  const pod = (name: string) => (set(name).inputs.spec as { template: Pod }).template;
  return { resources, text, config: parse(text) as Config, set, pod };
}

describe("a replicated Loki", () => {
  it("is three replicas that are drained one at a time", async () => {
    const { resources, set } = await deployed({});
    assert.deepEqual(listed(resources), [
      "kubernetes:apps/v1:StatefulSet logs",
      "kubernetes:core/v1:ConfigMap logs-config",
      "kubernetes:core/v1:Service logs",
      "kubernetes:core/v1:Service logs-headless",
      "kubernetes:core/v1:ServiceAccount logs",
      "kubernetes:policy/v1:PodDisruptionBudget logs",
      "lgtm:index:Loki logs",
      "pulumi:index:Stash logs-schema",
      "pulumi:index:Stash logs-storage",
    ]);
    assert.equal(at(set("logs").inputs, "spec.replicas"), 3);
  });

  it("is one StatefulSet a zone, each changed after the one before", async () => {
    const { set } = await deployed({ zones: ZONES, replicas: 6 });
    const before = (name: string) =>
      set(name).dependsOn.filter((d) => d.startsWith("kubernetes:apps/v1:StatefulSet"));
    assert.deepEqual(before("logs-a"), []);
    assert.deepEqual(before("logs-b"), ["kubernetes:apps/v1:StatefulSet logs-a"]);
    assert.deepEqual(before("logs-c"), ["kubernetes:apps/v1:StatefulSet logs-b"]);
    assert.equal(at(set("logs-c").inputs, "spec.replicas"), 2);
  });

  it("keeps three copies, found by gossip through the headless Service", async () => {
    const { config, pod } = await deployed({});
    assert.deepEqual(config.common, {
      path_prefix: "/var/loki",
      replication_factor: 3,
      instance_addr: "${POD_IP}",
      ring: {
        kvstore: { store: "memberlist" },
        instance_id: "${POD_NAME}",
        heartbeat_period: "5s",
        heartbeat_timeout: "20s",
      },
    });
    assert.deepEqual(config.memberlist, {
      bind_port: 7946,
      join_members: ["dns+loki-headless.mon.svc.cluster.local.:7946"],
      cluster_label: "loki.mon",
    });
    const { ports, args } = pod("logs").spec.containers[0];
    assert.deepEqual(ports.at(-1), { name: "gossip", containerPort: 7946, protocol: "TCP" });
    assert.deepEqual(args, ["-config.file=/etc/loki/config.yaml", "-config.expand-env=true"]);
    const env = at(pod("logs").spec.containers[0], "env") as { name: string }[];
    const names = env.map(({ name }) => name);
    assert.ok(["POD_NAME", "POD_IP", "AWS_ACCESS_KEY_ID"].every((name) => names.includes(name)));
  });

  it("knows its zone, and no zone where there are none", async () => {
    const { config, pod } = await deployed({ zones: ZONES });
    assert.equal(at(config, "common.ring.zone_awareness_enabled"), true);
    for (const zone of ZONES) {
      const flag = `-common.storage.ring.instance-availability-zone=${zone}`;
      assert.deepEqual(pod(`logs-${zone}`).spec.containers[0].args.slice(-1), [flag]);
    }
    const { config: alone } = await deployed({});
    assert.equal(at(alone, "common.ring.zone_awareness_enabled"), undefined);
  });

  it("expands its environment once, also where the storage asks for it", async () => {
    const { pod } = await deployed({ objectStorage: BUCKETS["Azure with a key"]! });
    const { args } = pod("logs").spec.containers[0];
    assert.equal(args.filter((arg) => arg === "-config.expand-env=true").length, 1);
  });

  it("loses no query with the scheduler of another, and is let go of before it stops", async () => {
    const { config, pod } = await deployed({});
    assert.deepEqual(config.frontend_worker, { frontend_address: "${POD_IP}:9095" });
    assert.equal(config.shutdown_delay, "5s");
    assert.equal(pod("logs").spec.terminationGracePeriodSeconds, 300);
    assert.equal(at(config, "ingester.wal.flush_on_shutdown"), true);
  });

  it("waits once to be ready, and not for patterns too", async () => {
    const { config } = await deployed({});
    assert.equal(at(config, "ingester.lifecycler.min_ready_duration"), undefined);
    assert.equal(at(config, "pattern_ingester.lifecycler.min_ready_duration"), "0s");
  });

  it("gets ready while another is away, and stays in the ring while it is away itself", async () => {
    const { config } = await deployed({});
    assert.equal(at(config, "ingester.lifecycler.readiness_check_ring_health"), false);
    assert.equal(at(config, "pattern_ingester.lifecycler.readiness_check_ring_health"), false);
    assert.equal(at(config, "ingester.lifecycler.unregister_on_shutdown"), false);
  });

  it("evaluates each rule once, and deletes with whoever is the compactor", async () => {
    const { config } = await deployed({});
    assert.equal(at(config, "ruler.enable_sharding"), true);
    assert.equal(at(config, "ruler.ring"), undefined);
    assert.equal(at(config, "compactor.deletion_marker_object_store_prefix"), "deletion-markers/");
    assert.equal(at(config, "compactor.delete_request_store"), "s3");
  });
});

describe("a Loki on a bucket", () => {
  for (const [kind, objectStorage] of Object.entries(BUCKETS)) {
    it(`takes its configuration for ${kind}`, async function () {
      for (const args of [{ objectStorage }, { ...REPLICATED, objectStorage, zones: ZONES }]) {
        const config = lokiConfig(resolved(resolveLoki, args));
        assert.deepEqual(checkYamlConfig("loki", config), []);
        await verifyConfig(this, "loki", toYaml(config));
      }
    });
  }

  it("keeps logs, index, rules and deletions there, and nothing but work on the volume", () => {
    const config = lokiConfig(resolved(resolveLoki, { objectStorage: S3 }));
    const s3 = at(config, "storage_config.object_store.s3");
    assert.equal(at(s3, "bucket_name"), "acme-logs");
    assert.deepEqual(config.ruler_storage, { backend: "s3", s3 });
    assert.deepEqual(Object.keys(at(config, "storage_config.object_store") as object), ["s3"]);
    assert.equal(at(config, "compactor.delete_request_store"), "s3");
  });

  it("reads the volume too while logs from before lie there", () => {
    const schema = [
      { from: "2024-04-01", objectStore: "filesystem" as const },
      { from: "2030-01-01" },
    ];
    const config = lokiConfig(resolved(resolveLoki, { objectStorage: S3, schema }));
    assert.deepEqual(Object.keys(at(config, "storage_config.object_store") as object), [
      "filesystem",
      "s3",
    ]);
    const periods = at(config, "schema_config.configs") as { object_store: string }[];
    assert.deepEqual(
      periods.map(({ object_store }) => object_store),
      ["filesystem", "s3"],
    );
  });
});

it("a simple-scalable Loki is announced as what Loki 4 removes", async () => {
  const said: string[] = [];
  const { warn } = console;
  console.warn = (line: string) => void said.push(line);
  try {
    await record(() => {
      new Loki("logs", { namespace: "mon", topology: "simple-scalable", objectStorage: S3 });
    });
  } finally {
    console.warn = warn;
  }
  assert.match(said.join("\n"), /Loki 4 removes topology "simple-scalable"/);
});

it("a Loki made by the chart is a release after its schema was checked", async () => {
  const resources = await record(() => {
    const persistence = { protect: true };
    new Loki("logs", {
      namespace: "mon",
      topology: "distributed",
      objectStorage: S3,
      persistence,
    });
  });
  assert.deepEqual(listed(resources), [
    "kubernetes:core/v1:ServiceAccount logs",
    "kubernetes:helm.sh/v3:Release logs",
    "lgtm:index:Loki logs",
    "pulumi:index:Stash logs-schema",
    "pulumi:index:Stash logs-storage",
  ]);
  const release = find(resources, "kubernetes:helm.sh/v3:Release", "logs");
  assert.deepEqual(release.dependsOn, [
    "kubernetes:core/v1:ServiceAccount logs",
    "pulumi:index:Stash logs-schema",
    "pulumi:index:Stash logs-storage",
  ]);
  assert.equal(release.protect, true);
});
