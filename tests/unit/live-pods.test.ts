import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import type { Rendering } from "../../cli/render/render";
import { type UnplacedPod, discoveredTargets } from "../../live/discovery/discovered-pod";
import { jobTargets, withStaticTargets } from "../../live/discovery/prometheus-targets";
import { LOOPBACK, NOBODY } from "../../live/loopback";
import { podArguments, podEnvironment } from "../../live/pods/environment";
import { placePod, placedFile } from "../../live/pods/placed-pod";
import { recipeFor } from "../../live/pods/recipes";
import { type RenderedPod, renderedPod, renderedPods } from "../../live/pods/rendered-pod";
import { madeUpSecrets } from "../../live/pods/secrets";
import { freePorts, freePortsLike } from "../../live/processes/free-ports";
import { programsOf } from "../../live/programs";
import { listening } from "../support/listening";
import { renderingOf } from "../support/rendering";

const PROMETHEUS_FILE = "/etc/prometheus/prometheus.yml";

describe("Pods of a rendering as processes", () => {
  let rendering: Rendering;

  before(async () => {
    rendering = await renderingOf("dev");
  });

  it("are those of every workload, each with what tells when it is ready", () => {
    const workloads = rendering.objects.filter(({ kind }) =>
      /^(StatefulSet|Deployment|DaemonSet)$/.test(kind),
    );
    const pods = renderedPods(rendering);
    equal(pods.length, workloads.length);
    for (const { name, ready, ports } of pods) {
      ok(
        ports.some((port) => port.name === ready?.port),
        name,
      );
    }
  });

  it("get what Kubernetes would put into their variables and arguments", () => {
    const pod = {
      ...renderedPod(rendering, "node-exporter"),
      env: {
        HOST_IP: { field: "status.hostIP" },
        TOKEN: { secret: "ingest-token", key: "token" },
        UNKNOWN: { secret: "yours", key: "key" },
        HEADERS: { value: "Bearer $(TOKEN) $(NOT_THERE) $$(TOKEN)" },
      },
      args: ["--web.listen-address=[$(HOST_IP)]:9100", "--path.rootfs=/host/root/var"],
    };
    const placed = placed7(pod);
    const values = {
      secrets: { "ingest-token/token": "t0ken" },
      fields: { "status.hostIP": LOOPBACK },
    };
    const env = podEnvironment(placed, values);
    deepEqual(env, {
      HOST_IP: LOOPBACK,
      TOKEN: "t0ken",
      HEADERS: "Bearer t0ken $(NOT_THERE) $(TOKEN)",
    });
    deepEqual(podArguments(placed, env), [
      `--web.listen-address=${LOOPBACK}:7000`,
      "--path.rootfs=//var",
    ]);
  });

  it("get a value nobody has seen for every Secret, another one each time", () => {
    const [one, other] = [madeUpSecrets(rendering), madeUpSecrets(rendering)];
    deepEqual(Object.keys(one).sort(), [
      "grafana-admin/password",
      "grafana-admin/user",
      "grafana-secret-key/key",
      "ingest-token/token",
    ]);
    for (const [name, value] of Object.entries(one)) {
      ok(value.length >= 32);
      notEqual(value, other[name]);
    }
  });

  it("that lead to one that does not run find nobody there", () => {
    const gateway = renderedPod(rendering, "alloy-gateway");
    const text = placedFile(placed7(gateway), "/etc/alloy/config.alloy");
    ok(text.includes(`endpoint = "http://${NOBODY}/otlp"`), text);
  });

  it("are known by their image, from whatever mirror and by whatever version", () => {
    const loki = renderedPod(rendering, "loki");
    for (const image of [
      "docker.io/grafana/loki:3.7.8",
      "mirror.example:5000/hub/grafana/loki@sha256:0123",
      "grafana/loki",
    ]) {
      equal(recipeFor({ ...loki, image })?.tool, "loki", image);
    }
    equal(recipeFor({ ...loki, image: "docker.io/grafana/loki-canary:3.7.8" }), undefined);
    equal(recipeFor({ ...loki, image: "docker.io/not-grafana/lokis:1" }), undefined);
  });

  it("run where their program is here, and else are named with the reason", async () => {
    const { binaries, absent, standIns } = await programsOf(
      rendering,
      {
        get: (names) =>
          Promise.resolve({ ...(names.includes("alloy") && { alloy: "/a" }), mimir: "/m" }),
        standIns: (names) => Promise.resolve(names.map((name) => `${name} 1 for 2`)),
      },
      undefined,
    );
    deepEqual(standIns, ["alloy 1 for 2", "mimir 1 for 2"]);
    deepEqual(Object.fromEntries(binaries), {
      "alloy-gateway": "/a",
      "alloy-agent": "/a",
      mimir: "/m",
    });
    equal(binaries.size + absent.length, renderedPods(rendering).length);
    const reasons = new Map(absent.map(({ workload, reason }) => [workload, reason]));
    equal(reasons.get("tempo"), "no program of the right version is here");
    equal(
      reasons.get("beyla"),
      "it needs root, and instruments containers, of which there are none",
    );
    equal(reasons.get("kube-state-metrics"), "there is no API server to ask");
  });

  it("are scraped by the jobs that would find them, with the labels of Kubernetes", () => {
    const pods = ["loki", "node-exporter"].map((name) => discovered(renderedPod(rendering, name)));
    const text = renderedPod(rendering, "prometheus").files[PROMETHEUS_FILE]!;
    const targets = jobTargets(text, pods);
    deepEqual(Object.keys(targets), ["annotated-pods", "node-exporter"]);
    deepEqual(
      targets["node-exporter"]!.flatMap((target) => target.targets),
      [`${LOOPBACK}:9100`],
    );
    const loki = targets["annotated-pods"]!.find(
      ({ labels }) => labels.__meta_kubernetes_pod_name === "loki-0",
    );
    deepEqual(loki, {
      targets: [`${LOOPBACK}:3100`],
      labels: {
        __meta_kubernetes_namespace: "monitoring",
        __meta_kubernetes_pod_name: "loki-0",
        __meta_kubernetes_pod_uid: "uid",
        __meta_kubernetes_pod_ip: LOOPBACK,
        __meta_kubernetes_pod_host_ip: LOOPBACK,
        __meta_kubernetes_pod_node_name: "node",
        __meta_kubernetes_pod_phase: "Running",
        __meta_kubernetes_pod_ready: "true",
        __meta_kubernetes_pod_container_name: "loki",
        __meta_kubernetes_pod_container_init: "false",
        __meta_kubernetes_pod_container_port_name: "http",
        __meta_kubernetes_pod_container_port_number: "3100",
        __meta_kubernetes_pod_container_port_protocol: "TCP",
        __meta_kubernetes_pod_label_app_kubernetes_io_instance: "lgtm",
        __meta_kubernetes_pod_label_app_kubernetes_io_managed_by: "pulumi",
        __meta_kubernetes_pod_label_app_kubernetes_io_name: "loki",
        __meta_kubernetes_pod_label_app_kubernetes_io_part_of: "lgtm",
        ...Object.fromEntries(
          ["cpu", "goroutine", "memory"].flatMap((kind) => [
            [`__meta_kubernetes_pod_annotation_profiles_grafana_com_${kind}_port`, "3100"],
            [`__meta_kubernetes_pod_annotation_profiles_grafana_com_${kind}_scrape`, "true"],
          ]),
        ),
        __meta_kubernetes_pod_annotation_prometheus_io_port: "3100",
        __meta_kubernetes_pod_annotation_prometheus_io_scrape: "true",
      },
    });
  });

  it("are found by the agent though they declare no port", () => {
    const job = { ...discovered(renderedPod(rendering, "loki")), ports: [] };
    deepEqual(
      discoveredTargets(job).map(({ targets }) => targets),
      [[LOOPBACK]],
    );
  });

  it("are not scraped where they do not run", () => {
    const prometheus = renderedPod(rendering, "prometheus");
    const pods = renderedPods(rendering);
    const ports = new Map([["prometheus/http", 7000]]);
    const placed = placePod(prometheus, { folder: "/here", ports }, pods);
    const text = withStaticTargets(placedFile(placed, PROMETHEUS_FILE), {});
    ok(text.includes(NOBODY), "remote write goes nowhere, and Prometheus tries again");
    ok(!text.includes(`- ${NOBODY}`), text);
  });

  /** Placed with its ports from 7000 on, and without neighbours. */
  function placed7(pod: RenderedPod) {
    const ports = new Map(pod.ports.map(({ name }, i) => [`${pod.name}/${name}`, 7000 + i]));
    return placePod(pod, { folder: "/here", ports }, renderedPods(rendering));
  }
});

describe("Free ports", () => {
  it("are as many different ones as are wanted", async () => {
    const ports = await freePorts(50);
    equal(new Set(ports).size, 50);
  });

  it("are none that an outgoing connection could take before a program does", async () => {
    for (const port of await freePorts(20)) ok(port >= 20_000 && port < 32_000, String(port));
  });

  it("are the wished ones where nobody has them, and others where somebody has", async () => {
    const [free] = await freePorts(1);
    const server = createServer();
    const taken = await listening(server);
    const [other, mine, any] = await freePortsLike([taken, free!, 0]);
    equal(mine, free);
    notEqual(other, taken);
    equal(new Set([taken, other, mine, any]).size, 4);
    await once(server.close(), "close");
  });
});

function discovered(pod: RenderedPod) {
  const { namespace, name: workload, container, labels, annotations, ports } = pod;
  const known: UnplacedPod = {
    namespace,
    workload,
    name: `${workload}-0`,
    container,
    labels,
    annotations,
    ports,
  };
  return {
    ...known,
    uid: "uid",
    node: "node",
    ports: ports.map((port) => ({ ...port, address: `${LOOPBACK}:${port.number}` })),
  };
}
