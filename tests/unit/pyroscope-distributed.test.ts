import assert from "node:assert/strict";
import { pyroscopeConfig } from "../../components/pyroscope/config";
import { Pyroscope } from "../../components/pyroscope/pyroscope";
import { type PyroscopeArgs, resolvePyroscope } from "../../components/pyroscope/pyroscope-args";
import { pyroscopeReleases } from "../../components/pyroscope/values";
import { BUCKETS, S3 } from "../support/buckets";
import { checkYamlConfig } from "../support/config-keys";
import { at } from "../support/deployed";
import { find, listed, record } from "../support/mocks";
import { refusals, resolved } from "../support/resolved";

const DISTRIBUTED = {
  topology: "distributed",
  objectStorage: S3,
} as const satisfies Omit<PyroscopeArgs, "namespace">;
const spec = (args: object = {}) => resolved(resolvePyroscope, { ...DISTRIBUTED, ...args });
const values = (args: object = {}) => pyroscopeReleases(spec(args))[0]!.values;

describe("A distributed Pyroscope", () => {
  it("is one release of its chart, protected with its volumes, and says where it is", async () => {
    const created: Pyroscope[] = [];
    const resources = await record(() => {
      const persistence = { protect: true };
      const args = { ...DISTRIBUTED, namespace: "mon", name: "profiles", persistence };
      created.push(new Pyroscope("profiles", args));
    });
    assert.deepEqual(listed(resources), [
      "kubernetes:core/v1:ServiceAccount profiles",
      "kubernetes:helm.sh/v3:Release profiles",
      "lgtm:index:Pyroscope profiles",
      "pulumi:index:Stash profiles-storage",
    ]);
    const release = find(resources, "kubernetes:helm.sh/v3:Release", "profiles");
    assert.equal(release.inputs.chart, "pyroscope");
    assert.equal(release.inputs.version, "2.2.1");
    assert.equal(release.inputs.skipCrds, true);
    assert.equal(release.protect, true);
    assert.deepEqual(created[0]?.endpoints, {
      query: "http://profiles-query-frontend.mon.svc.cluster.local:4040",
      push: "http://profiles-distributor.mon.svc.cluster.local:4040",
    });
  });

  it("is no release in topology single", () => {
    assert.deepEqual(pyroscopeReleases(resolved(resolvePyroscope, {})), []);
  });

  it("brings no agents and no storage of the chart's", () => {
    const made = values();
    for (const extra of ["alloy", "agent", "minio"]) {
      assert.deepEqual(made[extra], { enabled: false }, extra);
    }
    assert.deepEqual(made.architecture, {
      microservices: { enabled: true },
      storage: { v1: false, v2: true },
    });
  });

  it("lays `values` over the chart's values as the last thing", () => {
    const made = values({ values: { pyroscope: { extraArgs: { "log.level": "debug" } } } });
    assert.equal((at(made, "pyroscope.extraArgs") as Record<string, string>)["log.level"], "debug");
    assert.equal(at(made, "pyroscope.fullnameOverride"), "pyroscope");
  });

  it("has the same limits, retention and bucket as a single one", () => {
    const args = { retention: "14d", limits: { ingestionRate: 7 }, objectStorage: S3 };
    const one = pyroscopeConfig(resolved(resolvePyroscope, args));
    const many = pyroscopeConfig(spec(args));
    assert.deepEqual(many.limits, one.limits);
    assert.equal(at(many, "limits.retention_period"), "336h");
    assert.deepEqual(many.storage, one.storage);
    assert.equal(at(one, "storage.backend"), "s3");
    assert.equal(at(one, "storage.filesystem"), undefined);
    assert.deepEqual(many.server, one.server);
    assert.equal(many.architecture_storage, "v2");
  });

  it("finds itself by the pod's address, and others by gossip", () => {
    const made = pyroscopeConfig(spec());
    const ring = { kvstore: { store: "memberlist" }, instance_addr: "${POD_IP}" };
    assert.deepEqual(made.distributor, { ring });
    assert.deepEqual(made.overrides_exporter, { ring });
    assert.deepEqual(made.segment_writer, {
      lifecycler: { address: "${POD_IP}", ring: { kvstore: { store: "memberlist" } } },
    });
    assert.deepEqual(made.frontend, { instance_addr: "${POD_IP}" });
    assert.deepEqual(made.memberlist, { advertise_addr: "${POD_IP}" });
  });

  it("writes only keys that Pyroscope has, to every kind of bucket", () => {
    for (const objectStorage of Object.values(BUCKETS)) {
      assert.deepEqual(checkYamlConfig("pyroscope", pyroscopeConfig(spec({ objectStorage }))), []);
    }
  });

  it("labels its pods for Azure's workload identity", () => {
    const azure = values({ objectStorage: BUCKETS["Azure with workload identity"] });
    assert.equal(
      (at(azure, "pyroscope.extraLabels") as Record<string, string>)["azure.workload.identity/use"],
      "true",
    );
  });
});

describe("A distributed Pyroscope refuses", () => {
  const cases: [string, object, string[]][] = [
    [
      "to be several equal processes",
      { topology: "replicated" },
      [
        'topology: got "replicated"; allowed: "single" or "distributed": Pyroscope 2 runs as one process, or as parts that share a bucket; write "single", or "distributed" with a bucket; several equal processes are Pyroscope 1, which this package does not deploy',
      ],
    ],
    [
      "to be without a bucket",
      { topology: "distributed" },
      [
        'objectStorage: got no bucket; allowed: a bucket in topology distributed: no replica sees the files of another; write for example { kind: "s3", bucket: …, region: …, credentials: … } (for a whole stack `buckets`), or topology "single"',
      ],
    ],
    [
      "an even number of metastores",
      { ...DISTRIBUTED, components: { metastore: { replicas: 4 } } },
      [
        "components.metastore.replicas: got 4; allowed: an odd number: with one more than that no more of them may fail; write 3 or 5",
      ],
    ],
    [
      "a metastore that may not fail, and a segment writer alone",
      {
        ...DISTRIBUTED,
        components: { metastore: { replicas: 1 }, segmentWriter: { replicas: 1 } },
      },
      [
        "components.segmentWriter.replicas: got 1; allowed: a whole number from 2; write for example 2",
        "components.metastore.replicas: got 1; allowed: a whole number from 3; write for example 3",
      ],
    ],
    [
      "KEDA",
      { ...DISTRIBUTED, autoscaling: "keda" },
      [
        'autoscaling: got "keda"; allowed: "none" or "hpa": the chart has nothing for KEDA; write "hpa"',
      ],
    ],
    [
      "parts in a single one",
      { components: { metastore: { replicas: 3 } } },
      [
        'components: got "components"; allowed: nothing in topology single, which is not made by a chart; write topology "distributed", or remove it',
      ],
    ],
    [
      "the size of the whole",
      { ...DISTRIBUTED, persistence: { size: "5Gi" }, replicas: 3 },
      [
        "replicas: got 3; allowed: nothing in topology distributed, in which every part has its own number; write it under `components`",
        'persistence.size: got "size"; allowed: nothing in topology distributed, in which every part has its own; write it under `components`',
      ],
    ],
  ];
  for (const [what, args, problems] of cases) {
    it(what, () => {
      assert.deepEqual(refusals(resolvePyroscope, args), problems);
    });
  }
});
