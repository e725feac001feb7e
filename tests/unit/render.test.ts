import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { type Environment, readEnvironment } from "../../cli/environments";
import { imageVersions } from "../../cli/render/image-versions";
import { type Rendering, renderEnvironment } from "../../cli/render/render";
import { renderedFiles, writeRendering } from "../../cli/render/write";

function environment(config: Record<string, unknown>): Environment {
  return { name: "test", file: "Pulumi.test.yaml", config };
}

/** A rendering of a few objects, for what is written where. */
async function smallRendering(): Promise<Rendering> {
  const rendering = await renderEnvironment(environment({}));
  return {
    ...rendering,
    objects: [
      { apiVersion: "v1", kind: "Namespace", metadata: { name: "mon" } },
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "a", namespace: "mon" },
        data: { b: "yes", a: "1" },
      },
    ],
    releases: [
      {
        name: "kafka",
        chart: "strimzi",
        version: "1.2.0",
        repository: "https://example.com/charts",
        namespace: "mon",
        values: { replicas: 3 },
      },
    ],
  };
}

describe("render: files", () => {
  it("puts each object where its namespace, kind and name say", async () => {
    assert.deepEqual(
      [...renderedFiles(await smallRendering()).keys()],
      [
        "objects/_cluster/namespace-mon.yaml",
        "objects/mon/configmap-a.yaml",
        "releases/kafka.yaml",
        "summary.json",
      ],
    );
  });

  it("writes keys in one order, the usual ones first, and quotes what YAML 1.1 would misread", async () => {
    assert.equal(
      renderedFiles(await smallRendering()).get("objects/mon/configmap-a.yaml"),
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: mon\ndata:\n  a: "1"\n  b: "yes"\n',
    );
  });

  it("writes what helm needs of a release", async () => {
    assert.deepEqual(parse(renderedFiles(await smallRendering()).get("releases/kafka.yaml")!), {
      chart: "strimzi",
      version: "1.2.0",
      repository: "https://example.com/charts",
      namespace: "mon",
      values: { replicas: 3 },
    });
  });

  it("counts the objects by kind in the summary, with versions and endpoints", async () => {
    const summary = JSON.parse(renderedFiles(await smallRendering()).get("summary.json")!) as {
      environment: string;
      objects: object;
      versions: Record<string, string>;
      endpoints: { loki: { push: string } };
    };
    assert.equal(summary.environment, "test");
    assert.deepEqual(summary.objects, { ConfigMap: 1, Namespace: 1 });
    assert.equal(summary.versions["loki/loki"], "3.7.8");
    assert.match(summary.endpoints.loki.push, /^http:\/\/loki\.monitoring\.svc/);
  });

  it("replaces what an earlier render left, and nothing else in the folder", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lgtm-render-"));
    try {
      mkdirSync(join(folder, "objects", "old"), { recursive: true });
      writeFileSync(join(folder, "objects", "old", "gone.yaml"), "");
      writeFileSync(join(folder, "mine.txt"), "keep");
      assert.equal(writeRendering(await smallRendering(), folder), 4);
      assert.ok(!existsSync(join(folder, "objects", "old")));
      assert.equal(readFileSync(join(folder, "mine.txt"), "utf8"), "keep");
      assert.ok(existsSync(join(folder, "summary.json")));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("render: charts", () => {
  it("are releases by either delivery", async () => {
    const { config } = readEnvironment("prod");
    const rendered = async (delivery: string) => {
      const changed = { ...config, "lgtm:charts": { delivery } };
      return (await renderEnvironment(environment(changed))).releases;
    };
    const releases = await rendered("release");
    assert.equal(releases.length, 8);
    assert.deepEqual(await rendered("chart"), releases);
  });

  it("need no cluster for a password that lies in a Secret, and do not write that", async () => {
    const { config } = readEnvironment("prod");
    const repository = "https://mirror.example.com/charts";
    const passwordSecret = { name: "registry", key: "token" };
    const { releases, objects } = await renderEnvironment(
      environment({
        ...config,
        "lgtm:namespace": { mode: "adopt" },
        "lgtm:charts": { repository, username: "reader", passwordSecret },
      }),
    );
    assert.deepEqual([...new Set(releases.map((release) => release.repository))], [repository]);
    assert.ok(!JSON.stringify(releases).includes("reader"));
    assert.ok(!objects.some(({ metadata }) => metadata.name === "registry"));
  });
});

describe("render: versions", () => {
  it("are those of the rendered containers, in the order of their names", async () => {
    const digest = `sha256:${"a".repeat(64)}`;
    const { versions } = await renderEnvironment(
      environment({
        "lgtm:common": { imageRegistry: "mirror.example:5000" },
        "lgtm:loki": { image: { tag: "3.7.9" } },
        "lgtm:tempo": { image: { digest } },
        "lgtm:beyla": { enabled: false },
      }),
    );
    assert.equal(versions["loki/loki"], "3.7.9");
    assert.equal(versions["tempo/tempo"], digest);
    assert.deepEqual(Object.keys(versions), Object.keys(versions).sort());
    assert.ok(!Object.keys(versions).some((name) => name.startsWith("beyla")));
  });

  it("take no port of a registry for one, and count init containers", () => {
    const containers = [{ name: "a", image: "mirror.example:5000/a" }];
    const initContainers = [{ name: "b", image: "mirror.example:5000/b:1" }];
    const job = { apiVersion: "batch/v1", kind: "Job", metadata: { name: "j" } };
    const spec = { template: { spec: { containers, initContainers } } };
    assert.deepEqual(imageVersions([{ ...job, spec }]), { "j/a": "latest", "j/b": "1" });
  });
});

describe("render: secrets", () => {
  it("never decrypts or writes one, wherever it comes from", async () => {
    const { objects } = await renderEnvironment(
      environment({ "lgtm:grafanaAdminPassword": { secure: "AAABAN3crypt3d" } }),
    );
    const text = JSON.stringify(objects);
    assert.ok(!text.includes("AAABAN3crypt3d"));
    const admin = objects.find((o) => o.kind === "Secret" && o.metadata.name === "grafana-admin");
    assert.deepEqual(admin?.stringData, {
      user: "<secret monitoring/grafana-admin user>",
      password: "<secret monitoring/grafana-admin password>",
    });
  });

  it("takes an encrypted one for right, for nobody can see what it is", async () => {
    const encrypted = { secure: "v1:x" };
    const { objects } = await renderEnvironment(
      environment({ "lgtm:grafanaAdminPassword": encrypted, "lgtm:ingestToken": encrypted }),
    );
    const token = objects.find((o) => o.kind === "Secret" && o.metadata.name === "ingest-token");
    assert.deepEqual(token?.stringData, { token: "<secret monitoring/ingest-token token>" });
    assert.doesNotMatch(JSON.stringify(objects), /v1:x|encrypted\.lgtm/);
  });

  it("refuses one inside a map, at any depth, before it lands in a ConfigMap", async () => {
    const encrypted = { secure: "AAABAN3crypt3d" };
    const maps = [
      encrypted,
      { config: { storage: { azure: { account_key: encrypted } } } },
      { config: { list: [{ a: 1 }, { b: [encrypted] }] } },
    ];
    for (const map of maps) {
      await assert.rejects(
        renderEnvironment(environment({ "lgtm:loki": map })),
        /\n {2}lgtm:loki: got an encrypted value; allowed: a map in clear text, .*; write secrets as keys/,
      );
    }
  });

  it("takes a key `secure` among others for what it is: a setting of the program", async () => {
    const config = { memberlist: { secure: "no", bind_port: 7946 } };
    const loki = { config, configCheck: "warn" };
    const { objects } = await renderEnvironment(environment({ "lgtm:loki": loki }));
    assert.match(JSON.stringify(objects), /secure: no|secure: \\"no/);
  });
});

describe("environments", () => {
  it("are found by name and by path", () => {
    const byName = readEnvironment("dev");
    assert.deepEqual(readEnvironment(byName.file), byName);
    assert.equal(byName.name, "dev");
    assert.equal(byName.config["lgtm:environment"], "dev");
  });

  it("that do not exist are refused with those that do", () => {
    assert.throws(
      () => readEnvironment("prd"),
      /no environment "prd": .*Environments here: dev, prod\. Did you mean "prod"\?/,
    );
  });
});
