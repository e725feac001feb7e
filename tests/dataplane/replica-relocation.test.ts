import { deepEqual } from "node:assert/strict";
import { renderEnvironment } from "../../cli/render/render";
import { placedFile } from "../../live/pods/placed-pod";
import { placeReplica } from "../support/dataplane/replica-set";
import { replicatedEnvironment } from "../support/dataplane/replicated";
import { renderedPod } from "../../live/pods/rendered-pod";

const MEMBERS = ["127.7.1.1:1002", "127.7.1.2:1005", "127.7.1.3:1008"];

describe("A rendered file of one replica of three on this machine", () => {
  it("of Loki differs in paths, ports and who gossips, and in nothing else", async () => {
    deepEqual(await differences("loki", "/etc/loki/config.yaml"), {
      gone: [
        "http_listen_port: 3100",
        "grpc_listen_port: 9095",
        "path_prefix: /var/loki",
        "dir: /var/loki/wal",
        "rule_path: /var/loki/rules-temp",
        "dir: /var/loki/ruler-wal",
        "alertmanager_url: http://mimir.monitoring.svc.cluster.local:8080/alertmanager",
        "bind_port: 7946",
        "- dns+loki-headless.monitoring.svc.cluster.local.:7946",
        "frontend_address: ${POD_IP}:9095",
        "active_index_directory: /var/loki/tsdb-index",
        "cache_location: /var/loki/tsdb-cache",
        "working_directory: /var/loki/compactor",
      ].sort(),
      come: [
        "http_listen_port: 1000",
        "grpc_listen_port: 1001",
        "path_prefix: /here/var/loki",
        "dir: /here/var/loki/wal",
        "rule_path: /here/var/loki/rules-temp",
        "dir: /here/var/loki/ruler-wal",
        "alertmanager_url: http://127.0.0.1:9/alertmanager",
        "bind_port: 1002",
        "bind_addr:",
        "- 127.7.1.1",
        ...MEMBERS.map((member) => `- ${member}`),
        "frontend_address: ${POD_IP}:1001",
        "active_index_directory: /here/var/loki/tsdb-index",
        "cache_location: /here/var/loki/tsdb-cache",
        "working_directory: /here/var/loki/compactor",
      ].sort(),
    });
  });

  it("of Mimir differs in paths, ports and who gossips, and in nothing else", async () => {
    const { gone, come } = await differences("mimir", "/etc/mimir/config.yaml");
    const paths = gone.filter((line) => /: \/(data|etc)\//.test(line));
    deepEqual(
      gone.filter((line) => !paths.includes(line)),
      [
        "http_listen_port: 8080",
        "grpc_listen_port: 9095",
        "alertmanager_url: http://127.0.0.1:8080/alertmanager",
        "external_url: http://mimir.monitoring.svc.cluster.local:8080/alertmanager",
        "bind_port: 7946",
        "- dns+mimir-headless.monitoring.svc.cluster.local.:7946",
      ].sort(),
    );
    deepEqual(
      come,
      [
        ...paths.map((line) => line.replace(": /", ": /here/")),
        "http_listen_port: 1000",
        "grpc_listen_port: 1001",
        "alertmanager_url: http://127.7.1.1:1000/alertmanager",
        "external_url: http://127.0.0.1:9/alertmanager",
        "bind_port: 1002",
        "bind_addr:",
        "- 127.7.1.1",
        ...MEMBERS.map((member) => `- ${member}`),
      ].sort(),
    );
  });
});

/** Lines that the rendered file alone has, and those that the placed one alone has. */
async function differences(store: string, path: string) {
  const rendering = await renderEnvironment(replicatedEnvironment("s3.example.com:9000"));
  const pod = renderedPod(rendering, `${store}-zone-a`);
  const placed = placeReplica(pod, {
    folder: "/here",
    ports: new Map(pod.ports.map(({ name }, i) => [`${pod.name}/${name}`, 1000 + i])),
    address: "127.7.1.1",
    members: MEMBERS,
    neighbours: { "mimir.monitoring.svc.cluster.local:8080": "127.0.0.1:9" },
  });
  const before = lines(pod.files[path]!);
  const after = lines(placedFile(placed, path));
  return {
    gone: before.filter((line) => !after.includes(line)).sort(),
    come: after.filter((line) => !before.includes(line)).sort(),
  };
}

function lines(text: string): string[] {
  return text.split("\n").map((line) => line.trim());
}
