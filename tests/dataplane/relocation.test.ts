import { deepEqual, equal, ok, throws } from "node:assert/strict";
import type { Rendering } from "../../cli/render/render";
import {
  askingByKubeconfig,
  askingNobody,
  withFileTargets,
} from "../../live/discovery/alloy-targets";
import { type Place, placePod, placedFile } from "../../live/pods/placed-pod";
import { listeningOnLoopback } from "../../live/pods/recipes";
import { relocate } from "../../live/pods/relocate";
import { type RenderedPod, renderedPod } from "../../live/pods/rendered-pod";
import { renderingOf } from "../support/rendering";

describe("A rendered file on this machine", () => {
  let rendering: Rendering;

  before(async () => {
    rendering = await renderingOf("dev");
  });

  it("of Loki differs in paths and ports, and in nothing else", () => {
    sameLines(changes("loki", "/etc/loki/config.yaml"), [
      "http_listen_port: 3100 -> http_listen_port: 1000",
      "grpc_listen_port: 9095 -> grpc_listen_port: 1001",
      "path_prefix: /var/loki -> path_prefix: /here/var/loki",
      "dir: /var/loki/chunks -> dir: /here/var/loki/chunks",
      "active_index_directory: /var/loki/tsdb-index -> active_index_directory: /here/var/loki/tsdb-index",
      "cache_location: /var/loki/tsdb-cache -> cache_location: /here/var/loki/tsdb-cache",
      "dir: /var/loki/wal -> dir: /here/var/loki/wal",
      "working_directory: /var/loki/compactor -> working_directory: /here/var/loki/compactor",
      "dir: /var/loki/rules -> dir: /here/var/loki/rules",
      "rule_path: /var/loki/rules-temp -> rule_path: /here/var/loki/rules-temp",
      "dir: /var/loki/ruler-wal -> dir: /here/var/loki/ruler-wal",
      "alertmanager_url: http://mimir.monitoring.svc.cluster.local:8080/alertmanager -> alertmanager_url: http://127.0.0.1:1002/alertmanager",
    ]);
  });

  it("of Mimir differs in paths and ports, and in nothing else", () => {
    sameLines(changes("mimir", "/etc/mimir/config.yaml"), [
      "filepath: /data/activity.log -> filepath: /here/data/activity.log",
      "http_listen_port: 8080 -> http_listen_port: 1002",
      "grpc_listen_port: 9095 -> grpc_listen_port: 1003",
      "dir: /data/blocks -> dir: /here/data/blocks",
      "dir: /data/tsdb -> dir: /here/data/tsdb",
      "sync_dir: /data/indexes -> sync_dir: /here/data/indexes",
      "dir: /data/rules -> dir: /here/data/rules",
      "dir: /data/alert-store -> dir: /here/data/alert-store",
      "data_dir: /data/compaction -> data_dir: /here/data/compaction",
      "rule_path: /data/evaluation -> rule_path: /here/data/evaluation",
      "alertmanager_url: http://127.0.0.1:8080/alertmanager -> alertmanager_url: http://127.0.0.1:1002/alertmanager",
      "data_dir: /data/alert-state -> data_dir: /here/data/alert-state",
      "fallback_config_file: /etc/mimir/alertmanager.yaml -> fallback_config_file: /here/etc/mimir/alertmanager.yaml",
      "external_url: http://mimir.monitoring.svc.cluster.local:8080/alertmanager -> external_url: http://127.0.0.1:1002/alertmanager",
    ]);
  });

  it("of Prometheus differs in paths and ports, and in nothing else", () => {
    const account = "/var/run/secrets/kubernetes.io/serviceaccount";
    const token = `credentials_file: ${account}/token -> credentials_file: /here${account}/token`;
    sameLines(changes("prometheus", "/etc/prometheus/prometheus.yml"), [
      "url: http://mimir.monitoring.svc.cluster.local:8080/api/v1/push -> url: http://127.0.0.1:1002/api/v1/push",
      token,
      token,
      token,
      `ca_file: ${account}/ca.crt -> ca_file: /here${account}/ca.crt`,
      "- kube-state-metrics.monitoring.svc.cluster.local:8080 -> - 127.0.0.1:1005",
    ]);
  });

  it("of Tempo says besides that on which address to listen", () => {
    const text = rendered("tempo", "/etc/tempo/config.yaml");
    const added = ["  http_listen_address: 127.0.0.1", "  grpc_listen_address: 127.0.0.1"];
    deepEqual(addedLines(text, listeningOnLoopback(text)), added);
  });

  it("of the Alloy gateway says besides that how it proves itself to Kubernetes", () => {
    const text = rendered("alloy-gateway", "/etc/alloy/config.alloy");
    deepEqual(addedLines(text, askingByKubeconfig(text)), [`\tauth_type = "kubeConfig"`]);
  });

  it("of the Alloy gateway says besides to ask no API server where there is none", () => {
    const text = rendered("alloy-gateway", "/etc/alloy/config.alloy");
    deepEqual(addedLines(text, askingNobody(text)), ["\tpassthrough = true"]);
  });

  it("of the Alloy agent takes its targets from a file, and says nothing else", () => {
    const text = rendered("alloy-agent", "/etc/alloy/config.alloy");
    const mapped = withFileTargets(text, "/here/pods.json");
    const [before, after] = [text, mapped].map((each) => each.split("\n"));
    deepEqual(
      after!.filter((line) => !before!.includes(line)),
      [
        'discovery.file "pods" {',
        '\tfiles = ["/here/pods.json"]',
        ...before!
          .filter((line) => line.includes("discovery.kubernetes.pods.targets"))
          .map((line) => line.replace("discovery.kubernetes", "discovery.file")),
      ],
    );
    ok(!mapped.includes("discovery.kubernetes"));
    const relabelled = (lines: string) => lines.slice(lines.indexOf("discovery.relabel"));
    equal(
      relabelled(mapped).replaceAll("discovery.file.pods", "discovery.kubernetes.pods"),
      relabelled(text),
    );
  });

  it("that leads to somebody who is not here is refused", () => {
    const pod = renderedPod(rendering, "loki");
    const alone = placePod(pod, place([pod]), [pod]);
    throws(
      () => placedFile(alone, "/etc/loki/config.yaml"),
      /^Error: loki: nobody here stands for mimir\.monitoring\.svc\.cluster\.local:8080 of /,
    );
  });

  /** With `/here` as its folder and ports from 1000 on, in the order of the pods and their ports. */
  function changes(name: string, path: string): string[] {
    const names = ["loki", "mimir", "prometheus", "kube-state-metrics"];
    const pods = names.map((each) => renderedPod(rendering, each));
    const pod = pods.find((each) => each.name === name)!;
    return changedLines(pod.files[path]!, placedFile(placePod(pod, place(pods), pods), path));
  }

  function rendered(name: string, path: string): string {
    return renderedPod(rendering, name).files[path]!;
  }

  function place(pods: readonly RenderedPod[]): Place {
    const names = pods.flatMap((pod) => pod.ports.map((port) => `${pod.name}/${port.name}`));
    return { folder: "/here", ports: new Map(names.map((each, i) => [each, 1000 + i])) };
  }
});

describe("Relocation", () => {
  const relocations = new Map([
    ["/data", "/here/data"],
    ["/data/tsdb", "/there"],
    ["127.0.0.1:80", "127.0.0.1:4080"],
  ]);
  const cases: [before: string, after: string][] = [
    ["/data", "/here/data"],
    ["dir: /data/blocks", "dir: /here/data/blocks"],
    ["--path=/data/tsdb/wal", "--path=/there/wal"],
    ["http://127.0.0.1:80/api", "http://127.0.0.1:4080/api"],
    ["127.0.0.1:8080", "127.0.0.1:8080"],
    ["/data2 /data-old /var/data x/data", "/data2 /data-old /var/data x/data"],
  ];
  for (const [before, after] of cases) {
    it(`${before} -> ${after}`, () => {
      equal(relocate(before, relocations), after);
    });
  }
});

/** Lines that differ, as `before -> after`, without their indentation. */
function changedLines(before: string, after: string): string[] {
  const [old, now] = [before.split("\n"), after.split("\n")];
  if (old.length !== now.length) throw new RangeError("lines were added or removed");
  return old.flatMap((line, i) => (line === now[i] ? [] : [`${line.trim()} -> ${now[i]!.trim()}`]));
}

/** The order in which a file says things means nothing. */
function sameLines(actual: readonly string[], expected: readonly string[]): void {
  deepEqual([...actual].sort(), [...expected].sort());
}

/** The lines that `after` has and `before` has not, where it has all of `before` in their order. */
function addedLines(before: string, after: string): string[] {
  const left = before.split("\n");
  const added: string[] = [];
  for (const line of after.split("\n")) {
    if (line === left[0]) left.shift();
    else added.push(line);
  }
  deepEqual(left, []);
  return added;
}
