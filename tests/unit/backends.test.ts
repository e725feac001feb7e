import { quotedList } from "../../components/shared/shown";
import assert from "node:assert/strict";
import * as k8s from "@pulumi/kubernetes";
import type { ComponentResource, ComponentResourceOptions } from "@pulumi/pulumi";
import { Loki } from "../../components/loki/loki";
import { Mimir } from "../../components/mimir/mimir";
import { Pyroscope } from "../../components/pyroscope/pyroscope";
import { InvalidArgsError } from "../../components/shared/problems";
import { Tempo } from "../../components/tempo/tempo";
import { IMAGES } from "../../components/versions";
import type { ProgramName } from "../../components/shared/config-check/key-table";
import { checkYamlConfig } from "../support/config-keys";
import { deployed } from "../support/deployed";
import { find, listed, objectName, record } from "../support/mocks";

type Args = { namespace: string } & Record<string, unknown>;
type Backend = new (name: string, args: Args, opts?: ComponentResourceOptions) => Endpointed;
type Endpointed = ComponentResource & { endpoints: object };

interface Case {
  type: Backend;
  product: ProgramName;
  data: string;
  port: number;
  grace: number;
  leastRetention: string;
  topologies: string[];
  /** What Pulumi remembers of it beside its objects. */
  remembered?: string;
}

/** What holds for every backend of topology "single", and where they differ. */
const BACKENDS: Record<string, Case> = {
  Loki: {
    type: Loki,
    product: "loki",
    data: "/var/loki",
    port: 3100,
    grace: 300,
    leastRetention: "24h",
    topologies: ["single", "replicated", "simple-scalable", "distributed"],
    remembered: "test-schema",
  },
  Mimir: {
    type: Mimir,
    product: "mimir",
    data: "/data",
    port: 8080,
    grace: 300,
    leastRetention: "24h",
    topologies: ["single", "replicated", "distributed"],
    remembered: "test-layout",
  },
  Tempo: {
    type: Tempo,
    product: "tempo",
    data: "/var/tempo",
    port: 3200,
    grace: 120,
    leastRetention: "1h",
    topologies: ["single", "distributed"],
    remembered: "test-storage",
  },
  Pyroscope: {
    type: Pyroscope,
    product: "pyroscope",
    data: "/data",
    port: 4040,
    grace: 60,
    leastRetention: "24h",
    topologies: ["single", "distributed"],
    remembered: "test-storage",
  },
};

for (const [title, backendCase] of Object.entries(BACKENDS)) {
  const { type, product, data, port, grace, leastRetention, topologies, remembered } = backendCase;
  const memory = remembered ? [`pulumi:index:Stash ${remembered}`] : [];
  const backend = (args: object = {}) => deployed<object, Endpointed>(type, args);
  const lines = (args: object): string[] => {
    try {
      new type("test", { namespace: "mon", ...args });
    } catch (error) {
      if (error instanceof InvalidArgsError) return error.message.split("\n");
      throw error;
    }
    return [];
  };

  describe(`${title}, topology single`, () => {
    it("consists of exactly these objects", async () => {
      assert.deepEqual(listed((await backend()).resources), [
        "kubernetes:apps/v1:StatefulSet test",
        "kubernetes:core/v1:ConfigMap test-config",
        "kubernetes:core/v1:Service test",
        "kubernetes:core/v1:Service test-headless",
        "kubernetes:core/v1:ServiceAccount test",
        `lgtm:index:${title} test`,
        ...memory,
      ]);
    });

    it("registers its endpoints", async () => {
      const { component, resources } = await backend();
      const { outputs } = find(resources, `lgtm:index:${title}`, "test");
      assert.deepEqual(outputs, { endpoints: component.endpoints });
    });

    it("hands parent, provider, protection and what it waits for on to its objects", async () => {
      const { resources } = await deployed<object, Endpointed>(type, {}, () => ({
        dependsOn: [new k8s.core.v1.Namespace("first")],
        provider: new k8s.Provider("cluster"),
        protect: true,
      }));
      const set = find(resources, "kubernetes:apps/v1:StatefulSet", "test");
      const account = find(resources, "kubernetes:core/v1:ServiceAccount", "test");
      for (const object of [set, account]) {
        assert.equal(object.parent, `lgtm:index:${title} test`);
        assert.equal(object.provider, "cluster");
        assert.equal(object.protect, true);
      }
      assert.deepEqual(account.dependsOn, ["kubernetes:core/v1:Namespace first", ...memory]);
      assert.deepEqual(set.dependsOn, [
        "kubernetes:core/v1:ConfigMap test-config",
        "kubernetes:core/v1:Namespace first",
        "kubernetes:core/v1:Service test",
        "kubernetes:core/v1:Service test-headless",
        "kubernetes:core/v1:ServiceAccount test",
        ...memory,
      ]);
    });

    it("has only keys in its configuration that the pinned version knows", async () => {
      assert.deepEqual(checkYamlConfig(product, (await backend()).config), []);
    });

    it("listens where its Service leads, and logs as JSON", async () => {
      const { config, resources } = await backend();
      const server = config.server as Record<string, unknown>;
      assert.equal(server.http_listen_port, port);
      assert.equal(server.grpc_listen_port, 9095);
      assert.equal(server.log_format, "json");
      const service = find(resources, "kubernetes:core/v1:Service", "test");
      const { ports } = service.inputs.spec as { ports: object[] };
      assert.deepEqual(ports.slice(0, 2), [
        { name: "http", port, targetPort: "http", protocol: "TCP" },
        { name: "grpc", port: 9095, targetPort: "grpc", protocol: "TCP" },
      ]);
    });

    it("belongs to its namespace and instance", async () => {
      const { set } = await backend({ instance: "observability" });
      assert.deepEqual(set.inputs.metadata, {
        name: product,
        namespace: "mon",
        labels: {
          "app.kubernetes.io/name": product,
          "app.kubernetes.io/instance": "observability",
          "app.kubernetes.io/part-of": "lgtm",
          "app.kubernetes.io/managed-by": "pulumi",
        },
      });
    });

    it("runs the pinned image on its files, and writes to its volume only", async () => {
      const { pod, resources } = await backend();
      const { spec } = pod;
      const [container] = spec.containers;
      const image = IMAGES[product];
      assert.equal(container.image, `docker.io/grafana/${product}:${image.tag}`);
      assert.deepEqual(container.args, [`-config.file=/etc/${product}/config.yaml`]);
      assert.deepEqual(container.volumeMounts, [
        { name: "data", mountPath: data },
        { name: "config", mountPath: `/etc/${product}`, readOnly: true },
        { name: "scratch-tmp", mountPath: "/tmp" },
      ]);
      assert.deepEqual(spec.volumes, [
        {
          name: "config",
          configMap: { name: objectName(resources, "kubernetes:core/v1:ConfigMap", "test-config") },
        },
        { name: "scratch-tmp", emptyDir: {} },
      ]);
    });

    it("obeys restricted Pod Security", async () => {
      const { spec } = (await backend()).pod;
      assert.deepEqual(spec.securityContext, {
        runAsNonRoot: true,
        runAsUser: 10001,
        runAsGroup: 10001,
        fsGroup: 10001,
        fsGroupChangePolicy: "OnRootMismatch",
        seccompProfile: { type: "RuntimeDefault" },
      });
      assert.deepEqual(spec.containers[0].securityContext, {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
    });

    it("has half an hour to come up and its own time to stop", async () => {
      const { spec } = (await backend()).pod;
      const ready = {
        httpGet: { path: "/ready", port: "http" },
        periodSeconds: 10,
        timeoutSeconds: 5,
      };
      assert.deepEqual(spec.containers[0].readinessProbe, { ...ready, failureThreshold: 3 });
      assert.deepEqual(spec.containers[0].startupProbe, { ...ready, failureThreshold: 180 });
      assert.equal(spec.terminationGracePeriodSeconds, grace);
    });

    it("is scraped for metrics and profiles", async () => {
      const { annotations } = (await backend()).pod.metadata;
      assert.equal(annotations["prometheus.io/scrape"], "true");
      assert.equal(annotations["prometheus.io/port"], String(port));
      assert.equal(annotations["profiles.grafana.com/cpu.scrape"], "true");
      assert.equal(annotations["profiles.grafana.com/cpu.port"], String(port));
    });

    it("restarts when its configuration changes, and only then", async () => {
      const pod = async (args: object) => (await backend(args)).pod;
      assert.deepEqual(await pod({}), await pod({ persistence: { size: "99Gi" } }));
      assert.notDeepEqual(await pod({}), await pod({ retention: "30d" }));
    });

    it("claims the volume that it is told to", async () => {
      const { set } = await backend({
        persistence: { size: "99Gi", storageClass: "fast", whenDeleted: "Delete", protect: true },
      });
      const spec = set.inputs.spec as Record<string, unknown>;
      assert.equal(set.protect, true);
      assert.deepEqual(spec.persistentVolumeClaimRetentionPolicy, {
        whenDeleted: "Delete",
        whenScaled: "Retain",
      });
      const [claim] = spec.volumeClaimTemplates as { spec: object }[];
      assert.deepEqual(claim?.spec, {
        accessModes: ["ReadWriteOnce"],
        storageClassName: "fast",
        resources: { requests: { storage: "99Gi" } },
      });
    });

    it("lays `config` over its configuration as the last thing", async () => {
      const server = (await backend()).config.server as Record<string, unknown>;
      const { config } = await backend({
        config: { server: { http_server_read_timeout: "77s", log_format: null } },
      });
      delete server.log_format;
      assert.deepEqual(config.server, { ...server, http_server_read_timeout: "77s" });
    });

    it("creates nothing when args are wrong, and says all that is", async () => {
      const least = { "24h": "23h", "1h": "59m" }[leastRetention];
      assert.deepEqual(
        await record(() => {
          assert.deepEqual(lines({ replicas: 2, retention: least, topology: "singel" }), [
            `${title} "test": 3 problems, nothing was created`,
            `  topology: got "singel"; allowed: one of ${quotedList(topologies)}; write "single"`,
            `  retention: got "${least ?? ""}"; allowed: a duration of at least ${leastRetention}: a whole number and s, m, h, d, w or y; write for example "7d"`,
            "  replicas: got 2; allowed: 1 in topology single, whose storage one process owns; write 1, or leave it out",
          ]);
        }),
        [],
      );
    });

    it("refuses a misspelt arg with the nearest known one", () => {
      const [, line] = lines({ retentoin: "7d" });
      assert.match(line ?? "", /^ {2}retentoin: got "retentoin"; .*; write "retention"$/);
    });
  });
}
