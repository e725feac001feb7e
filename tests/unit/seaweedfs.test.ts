import assert from "node:assert/strict";
import { Problems } from "../../components/shared/problems";
import { Place } from "../../components/shared/place";
import { SeaweedFs } from "../../components/seaweedfs/seaweedfs";
import {
  type SeaweedFsArgs,
  type SeaweedFsSpec,
  resolveSeaweedFs,
} from "../../components/seaweedfs/seaweedfs-args";
import { seaweedFsValues } from "../../components/seaweedfs/values";
import { type ChartObject, renderOfficial, renderOfficialText } from "../support/charts/official";
import { type RecordedResource, find, listed, record, secretTexts } from "../support/mocks";

const RELEASE = "kubernetes:helm.sh/v3:Release";
const JOB = "kubernetes:batch/v1:Job";
const SECRET = "kubernetes:core/v1:Secret";
const CONTENT = "kubernetes:core/v1:SecretPatch";

const ARGS: SeaweedFsArgs = {
  namespace: "monitoring",
  name: "store",
  instance: "obs",
  buckets: ["loki", "mimir"],
};

function spec(args: Partial<SeaweedFsArgs> = {}): SeaweedFsSpec {
  const problems = new Problems();
  const resolved = resolveSeaweedFs("obs-store", { ...ARGS, ...args }, new Place("", problems));
  problems.throwIfAny("SeaweedFS");
  return resolved;
}

function release(args: Partial<SeaweedFsArgs> = {}) {
  const resolved = spec(args);
  const { name, namespace, charts } = resolved;
  return {
    chart: "seaweedfs" as const,
    name,
    namespace,
    charts,
    values: seaweedFsValues(resolved),
  };
}

interface Pod {
  securityContext: Record<string, unknown>;
  containers: {
    command: string[];
    image: string;
    resources: object;
    securityContext: object;
    volumeMounts: { name: string; mountPath: string }[];
  }[];
  nodeSelector: object;
  affinity?: object;
  volumes: object[];
}

const podOf = (object: Record<string, unknown> | ChartObject) =>
  (object.spec as { template: { spec: Pod } }).template.spec;

function kind(objects: readonly ChartObject[], name: string): ChartObject {
  const found = objects.filter((object) => object.kind === name);
  assert.equal(found.length, 1, `one ${name}`);
  return found[0] as ChartObject;
}

describe("SeaweedFS", () => {
  const created = (args: Partial<SeaweedFsArgs> = {}): Promise<RecordedResource[]> =>
    record(() => new SeaweedFs("obs-store", { ...ARGS, ...args }));

  it("is a release, its keys before it and a Job for the buckets after it", async () => {
    const resources = await created();
    assert.deepEqual(
      listed(resources),
      [
        `${JOB} obs-store-buckets`,
        `${SECRET} obs-store-keys`,
        `${CONTENT} obs-store-keys-data`,
        `${RELEASE} obs-store`,
        "lgtm:index:SeaweedFs obs-store",
        "random:index/randomPassword:RandomPassword obs-store-keys",
      ].sort(),
    );
    const keys = [`${CONTENT} obs-store-keys-data`];
    assert.deepEqual(find(resources, RELEASE, "obs-store").dependsOn, keys);
    assert.deepEqual(find(resources, JOB, "obs-store-buckets").dependsOn, [`${RELEASE} obs-store`]);
  });

  it("tells where it is and which Secret opens it", async () => {
    const { outputs } = find(await created(), "lgtm:index:SeaweedFs", "obs-store");
    assert.deepEqual(outputs, {
      endpoints: { s3: "store-all-in-one.monitoring.svc.cluster.local:8333" },
      secret: "store",
    });
  });

  it("gives server and clients the same generated key, as a secret", async () => {
    const resources = await created();
    assert.deepEqual(find(resources, CONTENT, "obs-store-keys-data").secrets, ["data"]);
    const data = secretTexts(resources, "obs-store-keys");
    assert.equal(data["access-key-id"], "lgtm");
    assert.deepEqual(JSON.parse(data.seaweedfs_s3_config ?? ""), {
      identities: [
        {
          name: "lgtm",
          credentials: [{ accessKey: "lgtm", secretKey: data["secret-access-key"] }],
          actions: ["Admin", "Read", "Write", "List", "Tagging"],
        },
      ],
    });
  });

  it("has no secret in its values, and none of the chart's generated ones", () => {
    const { s3, sftp } = seaweedFsValues(spec()).allInOne as Record<string, unknown>;
    assert.deepEqual(s3, { enabled: true, enableAuth: true, existingConfigSecret: "store" });
    assert.equal(sftp, undefined);
  });

  it("makes no Job where no bucket is wanted", async () => {
    const resources = await created({ buckets: [] });
    assert.deepEqual(
      resources.filter(({ type }) => type === JOB),
      [],
    );
  });

  it("hands the buckets to the Job as arguments, not as shell", async () => {
    const job = podOf(find(await created(), JOB, "obs-store-buckets").inputs);
    const [sh, flags, , self, ...buckets] = job.containers[0]?.command ?? [];
    assert.deepEqual([sh, flags, self, buckets], ["/bin/sh", "-euc", "buckets", ["loki", "mimir"]]);
    assert.deepEqual(job.containers[0]?.securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    assert.equal(job.securityContext.runAsNonRoot, true);
  });

  it("protects the release where the volume is protected", async () => {
    const kept = await created({ persistence: { protect: true } });
    assert.equal(find(kept, RELEASE, "obs-store").protect, true);
    assert.equal(find(await created(), RELEASE, "obs-store").protect, false);
  });
});

describe("SeaweedFS in the official chart", () => {
  it("is one restricted pod on one retained volume, under its own name", async function () {
    this.timeout(60_000);
    const objects = await renderOfficial(this, release({ nodeSelector: { disk: "ssd" } }));
    const pod = podOf(kind(objects, "Deployment"));
    assert.equal(kind(objects, "Deployment").metadata.name, "store-all-in-one");
    assert.equal(kind(objects, "Service").metadata.name, "store-all-in-one");
    assert.deepEqual(pod.securityContext, {
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 1000,
      fsGroup: 1000,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    });
    const [container] = pod.containers as [Pod["containers"][number]];
    assert.deepEqual(container.securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    assert.deepEqual(container.resources, {
      requests: { cpu: "200m", memory: "512Mi" },
      limits: { memory: "2Gi" },
    });
    assert.equal(container.image, "docker.io/chrislusf/seaweedfs:4.44");
    assert.deepEqual(pod.nodeSelector, { "kubernetes.io/os": "linux", disk: "ssd" });
    assert.equal(pod.affinity, undefined);
    assert.ok(container.volumeMounts.some(({ mountPath }) => mountPath === "/tmp"));
    const claim = kind(objects, "PersistentVolumeClaim");
    assert.equal(claim.metadata.name, "store-all-in-one-data");
    assert.deepEqual(claim.metadata.annotations, { "helm.sh/resource-policy": "keep" });
  });

  it("has no rights in the cluster", async function () {
    this.timeout(60_000);
    const objects = await renderOfficial(this, release());
    const kinds = [...new Set(objects.map((object) => object.kind))].sort();
    // The Secret is for SFTP, which is off: the chart makes it all the same, as a hook.
    assert.deepEqual(kinds, [
      "ConfigMap",
      "Deployment",
      "NetworkPolicy",
      "PersistentVolumeClaim",
      "Secret",
      "Service",
      "ServiceAccount",
    ]);
    assert.equal(kind(objects, "ServiceAccount").automountServiceAccountToken, false);
  });

  it("lets others reach S3 and metrics, and only the Job what asks for no keys", async function () {
    this.timeout(60_000);
    const objects = await renderOfficial(this, release());
    const { ingress } = kind(objects, "NetworkPolicy").spec as {
      ingress: { from?: { podSelector?: { matchLabels: object } }[]; ports: { port: number }[] }[];
    };
    const open = ingress.filter((rule) => rule.from === undefined);
    assert.deepEqual(
      open.flatMap((rule) => rule.ports.map(({ port }) => port)),
      [8333, 9324],
    );
    const job = ingress.find(
      (rule) =>
        JSON.stringify(rule.from) ===
        JSON.stringify([
          {
            podSelector: {
              matchLabels: {
                "app.kubernetes.io/instance": "obs",
                "app.kubernetes.io/name": "store-buckets",
              },
            },
          },
        ]),
    );
    assert.deepEqual(
      job?.ports.map(({ port }) => port).sort((a, b) => a - b),
      [8080, 8888, 9333, 18080, 18888, 19333],
    );
  });

  it("renders the same text twice but for the hook's Secret", async function () {
    this.timeout(60_000);
    const render = async () =>
      (await renderOfficialText(this, release()))
        .split("\n---\n")
        .filter((text) => !text.includes("sftp"))
        .join("\n---\n");
    const first = await render();
    assert.match(first, /kind: Deployment/);
    assert.equal(await render(), first);
  });
});
