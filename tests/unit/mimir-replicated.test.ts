import assert from "node:assert/strict";
import { parse } from "yaml";
import { Mimir } from "../../components/mimir/mimir";
import type { MimirArgs } from "../../components/mimir/mimir-args";
import type { ObjectStorageArgs } from "../../components/storage/object-storage";
import { checkYamlConfig } from "../support/config-keys";
import { type Pod, at, deployed, textsUnder } from "../support/deployed";
import { find, record } from "../support/mocks";
import { verifyConfig } from "../support/verify";

const BUCKET: ObjectStorageArgs = {
  kind: "s3",
  bucket: "acme-mimir",
  region: "eu-west-1",
  credentials: { kind: "keys", secret: "object-storage" },
};

const ZONES = ["eu-a", "eu-b", "eu-c"];

type Args = Omit<MimirArgs, "namespace">;

const mimir = (args: Args = {}) =>
  deployed<Args, Mimir>(Mimir, { topology: "replicated", objectStorage: BUCKET, ...args });

/** The pods of each zone's StatefulSet. */
async function zonePods(args: Args = {}) {
  const resources = await record(() => {
    const all = { namespace: "mon", topology: "replicated", zones: ZONES, ...args } as const;
    new Mimir("test", { objectStorage: BUCKET, ...all });
  });
  const file = find(resources, "kubernetes:core/v1:ConfigMap", "test-config");
  const config: unknown = parse((file.inputs.data as Record<string, string>)["config.yaml"]!);
  const pods = ZONES.map((zone) => {
    const set = find(resources, "kubernetes:apps/v1:StatefulSet", `test-${zone}`);
    return (set.inputs.spec as { template: Pod; replicas: number }).template;
  });
  return { config, pods };
}

describe("Mimir, topology replicated", () => {
  it("has only keys in its configuration that the pinned version knows", async () => {
    assert.deepEqual(checkYamlConfig("mimir", (await mimir()).config), []);
    assert.deepEqual(checkYamlConfig("mimir", (await zonePods()).config), []);
  });

  it("has a configuration that Mimir itself accepts", async function () {
    await verifyConfig(this, "mimir", (await mimir()).files["config.yaml"]!);
  });

  it("runs three of the same process, which does everything", async () => {
    const { set, config } = await mimir();
    assert.equal((set.inputs.spec as { replicas: number }).replicas, 3);
    assert.equal(config.target, "all,alertmanager,overrides-exporter");
  });

  it("keeps three copies of samples, of the blocks' owners and of alerts", async () => {
    const { config } = await mimir();
    const rings = ["ingester.ring", "store_gateway.sharding_ring", "alertmanager.sharding_ring"];
    for (const ring of rings) {
      assert.equal(at(config, `${ring}.replication_factor`), 3, ring);
      assert.equal(at(config, `${ring}.zone_awareness_enabled`), undefined, ring);
    }
  });

  it("is in every ring under the pod's own name and address", async () => {
    const { config, pod } = await mimir();
    const rings = [
      "distributor.ring",
      "ingester.ring",
      "querier.ring",
      "store_gateway.sharding_ring",
      "compactor.sharding_ring",
      "ruler.ring",
      "alertmanager.sharding_ring",
      "overrides_exporter.ring",
    ];
    for (const ring of rings) {
      assert.equal(at(config, `${ring}.kvstore.store`), "memberlist", ring);
      assert.equal(at(config, `${ring}.instance_id`), "${POD_NAME}", ring);
      assert.equal(at(config, `${ring}.instance_addr`), "${POD_IP}", ring);
    }
    const [container] = pod.spec.containers as [Pod["spec"]["containers"][0] & { env: object[] }];
    assert.ok(container.args.includes("-config.expand-env=true"));
    for (const [name, fieldPath] of Object.entries({
      POD_NAME: "metadata.name",
      POD_IP: "status.podIP",
    })) {
      const variable = { name, valueFrom: { fieldRef: { fieldPath } } };
      assert.ok(
        container.env.some((e) => JSON.stringify(e) === JSON.stringify(variable)),
        name,
      );
    }
  });

  it("says once that environment is expanded, also where a key of the bucket comes by it", async () => {
    const { pod } = await mimir({
      objectStorage: {
        kind: "azure",
        account: "acme",
        bucket: "mimir",
        credentials: { kind: "key", secret: { name: "azure", key: "account-key" } },
      },
    });
    const { args } = pod.spec.containers[0];
    assert.deepEqual(
      args.filter((arg) => arg.includes("expand-env")),
      ["-config.expand-env=true"],
    );
  });

  it("gossips among its own pods alone, on a port that they open", async () => {
    const { config, pod } = await mimir();
    assert.deepEqual(config.memberlist, {
      bind_port: 7946,
      advertise_addr: "${POD_IP}",
      join_members: ["dns+mimir-headless.mon.svc.cluster.local.:7946"],
      cluster_label: "mimir.mon",
    });
    const ports = pod.spec.containers[0].ports.map(({ containerPort }) => containerPort);
    assert.deepEqual(ports, [8080, 9095, 7946]);
  });

  it("comes back into its place after a restart", async () => {
    const { config } = await mimir();
    for (const ring of ["ingester.ring", "store_gateway.sharding_ring"]) {
      assert.equal(at(config, `${ring}.unregister_on_shutdown`), false, ring);
      assert.match(
        String(at(config, `${ring}.tokens_file_path`)),
        /^\/data\/[a-z-]+-tokens$/,
        ring,
      );
    }
    assert.equal(config.shutdown_delay, "15s");
  });

  it("has no path that is the beginning of another, as text, and all on the volume", async () => {
    const paths = textsUnder((await mimir()).config, /(dir|path)$/);
    assert.equal(paths.length, 8);
    for (const path of paths) {
      assert.match(path, /^\/data\/./);
      assert.deepEqual(
        paths.filter((other) => other.startsWith(path)),
        [path],
      );
    }
  });

  it("keeps blocks, rules and alerts in one bucket, under prefixes of which none is another's", async () => {
    const { config } = await mimir();
    assert.deepEqual(at(config, "common.storage"), {
      backend: "s3",
      s3: {
        bucket_name: "acme-mimir",
        endpoint: "s3.eu-west-1.amazonaws.com",
        region: "eu-west-1",
      },
    });
    const stores = ["blocks_storage", "ruler_storage", "alertmanager_storage"];
    const prefixes = stores.map((store) => at(config, `${store}.storage_prefix`));
    assert.deepEqual(prefixes, ["blocks", "ruler", "alertmanager"]);
    for (const store of stores) assert.equal(at(config, `${store}.backend`), undefined, store);
  });

  it("keeps one copy in each zone, whose name each process gets as an argument", async () => {
    const { config, pods } = await zonePods();
    for (const ring of [
      "ingester.ring",
      "store_gateway.sharding_ring",
      "alertmanager.sharding_ring",
    ]) {
      assert.equal(at(config, `${ring}.zone_awareness_enabled`), true, ring);
    }
    for (const [i, { spec }] of pods.entries()) {
      const zones = spec.containers[0].args.filter((arg) => arg.includes("availability-zone"));
      assert.deepEqual(zones, [
        `-ingester.ring.instance-availability-zone=${ZONES[i]!}`,
        `-store-gateway.sharding-ring.instance-availability-zone=${ZONES[i]!}`,
        `-alertmanager.sharding-ring.instance-availability-zone=${ZONES[i]!}`,
      ]);
    }
  });

  it("listens to one of two Prometheus servers at a time where it is told to", async () => {
    const { config } = await mimir({ haDeduplication: true });
    assert.deepEqual(at(config, "distributor.ha_tracker"), {
      enable_ha_tracker: true,
      kvstore: { store: "memberlist" },
    });
    assert.equal(at(config, "limits.accept_ha_samples"), true);
    const plain = (await mimir()).config;
    assert.equal(at(plain, "distributor.ha_tracker"), undefined);
    assert.equal(at(plain, "limits.accept_ha_samples"), undefined);
  });
});

it("Mimir, topology single, uses a bucket too", async () => {
  const { config, pod } = await deployed(Mimir, { objectStorage: BUCKET });
  assert.deepEqual(checkYamlConfig("mimir", config), []);
  assert.equal(at(config, "common.storage.backend"), "s3");
  assert.equal(at(config, "blocks_storage.backend"), undefined);
  assert.equal(at(config, "ingester.ring.replication_factor"), 1);
  const { env } = pod.spec.containers[0] as unknown as { env: { name: string }[] };
  assert.deepEqual(
    env.map(({ name }) => name),
    ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
  );
});
