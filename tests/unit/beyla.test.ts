import assert from "node:assert/strict";
import * as k8s from "@pulumi/kubernetes";
import { Beyla } from "../../components/beyla/beyla";
import { type BeylaArgs, resolveBeyla } from "../../components/beyla/beyla-args";
import { beylaConfig } from "../../components/beyla/config";
import { checkYamlConfig } from "../support/config-keys";
import { find, listed, record } from "../support/mocks";
import { refusals, resolved } from "../support/resolved";

const ARGS = {
  otlpEndpoint: "http://alloy-gateway.mon.svc.cluster.local:4317",
  tokenSecret: { name: "my-token", key: "bearer" },
};

function config(args: Partial<BeylaArgs> = {}) {
  return beylaConfig(resolved(resolveBeyla, { ...ARGS, ...args }));
}

interface Pod {
  metadata: { annotations: Record<string, string> };
  spec: {
    hostPID: boolean;
    hostNetwork?: boolean;
    dnsPolicy?: string;
    securityContext: object;
    tolerations: object[];
    volumes: { hostPath?: object }[];
    containers: {
      args: string[];
      env: object[];
      readinessProbe: { httpGet: object };
      securityContext: { capabilities: { add: string[] } };
      volumeMounts: { name: string; readOnly?: boolean }[];
    }[];
  };
}

function beyla(args: Partial<BeylaArgs> = {}) {
  return record(() => new Beyla("eyes", { namespace: "on-nodes", ...ARGS, ...args }));
}

async function pod(args: Partial<BeylaArgs> = {}): Promise<Pod> {
  const { inputs } = find(await beyla(args), "kubernetes:apps/v1:DaemonSet", "eyes");
  return (inputs.spec as { template: Pod }).template;
}

describe("Beyla's configuration", () => {
  it("is exactly this", () => {
    assert.deepEqual(config(), {
      log_level: "INFO",
      discovery: {
        instrument: [{ k8s_namespace: "*" }],
        exclude_instrument: [
          { k8s_pod_labels: { "app.kubernetes.io/part-of": "lgtm" } },
          { k8s_pod_labels: { "app.kubernetes.io/part-of": "memberlist" } },
        ],
      },
      attributes: {
        kubernetes: {
          enable: "true",
          resource_labels: {
            "service.name": ["app.kubernetes.io/name"],
            "service.namespace": [],
          },
        },
      },
      metrics: { features: ["application"] },
      otel_metrics_export: { endpoint: ARGS.otlpEndpoint, protocol: "grpc" },
      otel_traces_export: { endpoint: ARGS.otlpEndpoint, protocol: "grpc" },
      ebpf: { context_propagation: "disabled" },
      internal_metrics: {
        exporter: "prometheus",
        prometheus: { port: 8999, path: "/internal/metrics" },
      },
    });
  });

  it("has only keys that the pinned Beyla knows", () => {
    assert.deepEqual(checkYamlConfig("beyla", config()), []);
    const everything = config({ cluster: "east", networkMetrics: true, contextPropagation: true });
    assert.deepEqual(checkYamlConfig("beyla", everything), []);
    assert.deepEqual(checkYamlConfig("beyla", { discovery: { instruments: [] } }), [
      'beyla: discovery.instruments: got "instruments"; allowed: a key that Beyla 3.33.0 has here; write "instrument"',
    ]);
  });

  it("looks where it is told to", () => {
    const { discovery } = config({
      namespaces: ["shop-*", "web"],
      excludeNamespaces: ["shop-test"],
    });
    assert.deepEqual(discovery, {
      instrument: [{ k8s_namespace: "shop-*" }, { k8s_namespace: "web" }],
      exclude_instrument: [
        { k8s_pod_labels: { "app.kubernetes.io/part-of": "lgtm" } },
        { k8s_pod_labels: { "app.kubernetes.io/part-of": "memberlist" } },
        { k8s_namespace: "shop-test" },
      ],
    });
  });

  it("measures the network between workloads where that is asked for", () => {
    const { metrics, attributes } = config({ networkMetrics: true, cluster: "east" });
    assert.deepEqual(metrics, { features: ["application", "network"] });
    assert.deepEqual(attributes, {
      kubernetes: {
        enable: "true",
        cluster_name: "east",
        resource_labels: { "service.name": ["app.kubernetes.io/name"], "service.namespace": [] },
      },
      select: {
        beyla_network_flow_bytes: {
          include: [
            "k8s.src.namespace",
            "k8s.src.owner.name",
            "k8s.dst.namespace",
            "k8s.dst.owner.name",
            "k8s.cluster.name",
          ],
        },
      },
    });
  });

  it("lets the user have the last word", () => {
    const { log_level, ebpf } = config({ config: { log_level: null, ebpf: { wakeup_len: 10 } } });
    assert.equal(log_level, undefined);
    assert.deepEqual(ebpf, { context_propagation: "disabled", wakeup_len: 10 });
  });

  it("says what is wrong with its args", () => {
    assert.deepEqual(
      refusals(resolveBeyla, {
        otlpEndpoint: "alloy-gateway:4317",
        namespaces: ["Shop"],
        excludeNamespaces: "shop",
        userSpaceProbes: "yes",
        networkMetrics: 1,
        contextPropagation: "all",
      }),
      [
        'otlpEndpoint: got "alloy-gateway:4317"; allowed: an http:// or https:// URL with a host, without user, query or fragment, its port at most 65535; write for example "http://alloy-gateway:4317"',
        'tokenSecret.name: got nothing; allowed: 1 to 253 lower-case letters, digits, dashes and dots, with a letter or digit at both ends and around each dot; write for example "ingest-token"',
        'tokenSecret.key: got nothing; allowed: the key of a Secret: 1 to 253 letters, digits, dashes, dots and underscores, not beginning with two dots; write for example "token"',
        'namespaces[0]: got "Shop"; allowed: the name of a namespace, in which * stands for any text and ? for any letter; write for example "shop-*"',
        'excludeNamespaces: got "shop"; allowed: a list; write a list, one item a line with a dash in front',
        'userSpaceProbes: got "yes"; allowed: true or false; write true or false, without quotes',
        "networkMetrics: got 1; allowed: true or false; write true or false, without quotes",
        'contextPropagation: got "all"; allowed: true or false; write true or false, without quotes',
      ],
    );
  });
});

describe("Beyla", () => {
  it("consists of exactly these objects", async () => {
    const resources = await beyla();
    assert.deepEqual(listed(resources), [
      "kubernetes:apps/v1:DaemonSet eyes",
      "kubernetes:core/v1:ConfigMap eyes-config",
      "kubernetes:core/v1:ServiceAccount eyes",
      "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole eyes",
      "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding eyes",
      "lgtm:index:Beyla eyes",
    ]);
    const role = find(resources, "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", "eyes");
    assert.deepEqual(role.inputs.rules, [
      { apiGroups: ["apps"], resources: ["replicasets"], verbs: ["list", "watch"] },
      {
        apiGroups: [""],
        resources: ["pods", "services", "nodes"],
        verbs: ["get", "list", "watch"],
      },
    ]);
  });

  it("gets the token from its Secret, never from its configuration", async () => {
    const [container] = (await pod()).spec.containers;
    assert.deepEqual(container!.env, [
      {
        name: "INGEST_TOKEN",
        valueFrom: { secretKeyRef: { name: "my-token", key: "bearer" } },
      },
      { name: "OTEL_EXPORTER_OTLP_HEADERS", value: "Authorization=Bearer $(INGEST_TOKEN)" },
    ]);
    assert.deepEqual(container!.args, ["--config=/etc/beyla/config.yml"]);
  });

  it("is ready when it tells about itself, which is also scraped", async () => {
    const { metadata, spec } = await pod();
    const path = "/internal/metrics";
    assert.deepEqual(spec.containers[0]!.readinessProbe.httpGet, { path, port: "http" });
    assert.equal(metadata.annotations["prometheus.io/port"], "8999");
    assert.equal(metadata.annotations["prometheus.io/path"], path);
  });

  it("has capabilities by name and is not privileged", async () => {
    const { spec } = await pod();
    assert.deepEqual(spec.containers[0]!.securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: {
        drop: ["ALL"],
        add: [
          "BPF",
          "CHECKPOINT_RESTORE",
          "DAC_READ_SEARCH",
          "NET_RAW",
          "PERFMON",
          "SYS_ADMIN",
          "SYS_PTRACE",
        ],
      },
    });
    assert.equal(spec.hostPID, true);
    assert.equal(spec.hostNetwork, undefined);
    assert.deepEqual(spec.tolerations, [{ operator: "Exists" }]);
  });

  it("gets the rest of its privileges only for what needs them", async () => {
    const added = async (args: Partial<BeylaArgs>) => {
      const { hostNetwork, dnsPolicy, containers } = (await pod(args)).spec;
      const { add } = containers[0]!.securityContext.capabilities;
      const extra = add.filter((capability) => /ADMIN/.test(capability));
      return { extra, hostNetwork, dnsPolicy };
    };
    const node = { hostNetwork: true, dnsPolicy: "ClusterFirstWithHostNet" };
    const none = { hostNetwork: undefined, dnsPolicy: undefined };
    assert.deepEqual(await added({ userSpaceProbes: false }), { extra: [], ...none });
    assert.deepEqual(await added({ networkMetrics: true }), { extra: ["SYS_ADMIN"], ...node });
    assert.deepEqual(await added({ contextPropagation: true }), {
      extra: ["NET_ADMIN", "SYS_ADMIN"],
      ...node,
    });
  });

  it("sees of the node's files what eBPF needs", async () => {
    const { volumes, containers } = (await pod()).spec;
    assert.deepEqual(
      volumes.flatMap((volume) => volume.hostPath ?? []),
      [
        { path: "/sys/fs/cgroup", type: "Directory" },
        { path: "/sys/kernel/tracing", type: "Directory" },
        { path: "/sys/kernel/security", type: "Directory" },
      ],
    );
    assert.deepEqual(
      containers[0]!.volumeMounts.map(({ name, readOnly }) => `${name} ${String(readOnly)}`),
      [
        "config true",
        "cgroup true",
        "tracing false",
        "security true",
        "scratch-var-run-beyla undefined",
        "scratch-tmp undefined",
      ],
    );
  });

  it("hands its options on", async () => {
    const resources = await record(() => {
      const first = new k8s.core.v1.Namespace("first");
      const args = { namespace: "on-nodes", ...ARGS };
      new Beyla("eyes", args, { dependsOn: [first], protect: true });
    });
    const set = find(resources, "kubernetes:apps/v1:DaemonSet", "eyes");
    assert.equal(set.parent, "lgtm:index:Beyla eyes");
    assert.equal(set.protect, true);
    const account = find(resources, "kubernetes:core/v1:ServiceAccount", "eyes");
    assert.deepEqual(account.dependsOn, ["kubernetes:core/v1:Namespace first"]);
    assert.deepEqual(find(resources, "lgtm:index:Beyla", "eyes").outputs, {});
  });
});
