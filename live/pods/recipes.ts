import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { rootCertificates } from "node:tls";
import { parseImage } from "../../cli/images/image";
import { nameOfImage } from "../../cli/images/list";
import type { ImageName } from "../../components/versions";
import type { ToolName } from "../../sandbox/tools";
import { askingByKubeconfig, askingNobody, withFileTargets } from "../discovery/alloy-targets";
import type { DiscoveredPod } from "../discovery/discovered-pod";
import { jobTargets, withStaticTargets } from "../discovery/prometheus-targets";
import { LOOPBACK } from "../loopback";
import { type PlacedPod, SERVICE_ACCOUNT, placedFile, placedPath } from "./placed-pod";
import type { RenderedPod } from "./rendered-pod";

/** What a recipe may look at. */
export interface RecipeContext {
  placed: PlacedPod;
  binary: string;
  /** The pods that run here. */
  pods: readonly DiscoveredPod[];
  /** The same in a file, for programs that read one. */
  podsFile: string;
  /** Of an API server, where there is one. */
  kubeconfig?: string;
}

/** What a program needs beside what its pod says: it is no longer in an image, and not alone on its machine. */
export interface Recipe {
  tool: ToolName;
  /** Ports that the pod need not declare, because several pods would find each other by them. */
  morePorts?: readonly string[];
  /** In front of the pod's arguments: what the image's entry point adds. */
  before?: (context: RecipeContext) => string[];
  /** Behind them: where to listen. */
  after?: (context: RecipeContext) => string[];
  env?: (context: RecipeContext) => Record<string, string>;
  /** Files in place of the rendered ones, and more of them, by their path in the pod. */
  files?: (context: RecipeContext) => Record<string, string>;
  /** Whether it does nothing but ask an API server. */
  needsKubernetes?: boolean;
  /** Why it has nothing to do among processes. */
  idle?: string;
}

/** Flags by which Grafana's servers listen on the loopback address only. */
const LISTEN_ON_LOOPBACK = [
  `-server.http-listen-address=${LOOPBACK}`,
  `-server.grpc-listen-address=${LOOPBACK}`,
];

const listening = () => LISTEN_ON_LOOPBACK;

const ALLOY_FILE = "/etc/alloy/config.alloy";
const PROMETHEUS_FILE = "/etc/prometheus/prometheus.yml";
const TEMPO_FILE = "/etc/tempo/config.yaml";

const RECIPES: Partial<Record<ImageName, Recipe>> = {
  loki: { tool: "loki", after: listening },
  mimir: { tool: "mimir", after: listening },
  tempo: {
    tool: "tempo",
    // It has no flag for the address.
    files: ({ placed }) => ({ [TEMPO_FILE]: listeningOnLoopback(placedFile(placed, TEMPO_FILE)) }),
  },
  pyroscope: {
    tool: "pyroscope",
    morePorts: ["raft", "gossip"],
    after: ({ placed }) => [
      ...LISTEN_ON_LOOPBACK,
      `-metastore.raft.bind-address=${placed.address("raft")}`,
      `-metastore.raft.advertise-address=${placed.address("raft")}`,
      `-memberlist.bind-port=${portOf(placed, "gossip")}`,
      `-memberlist.advertise-port=${portOf(placed, "gossip")}`,
    ],
  },
  prometheus: {
    tool: "prometheus",
    files: ({ placed, pods }) => {
      const text = placedFile(placed, PROMETHEUS_FILE);
      return {
        [PROMETHEUS_FILE]: withStaticTargets(text, jobTargets(text, pods)),
        // It reads both at the start, and shows them to nobody.
        [`${SERVICE_ACCOUNT}/token`]: "nobody asks for it",
        [`${SERVICE_ACCOUNT}/ca.crt`]: rootCertificates[0] ?? "",
      };
    },
  },
  alloy: {
    tool: "alloy",
    files: ({ placed, podsFile, kubeconfig }) => {
      const text = withFileTargets(placedFile(placed, ALLOY_FILE), podsFile);
      return { [ALLOY_FILE]: kubeconfig ? askingByKubeconfig(text) : askingNobody(text) };
    },
    env: ({ kubeconfig }) => ({ ...(kubeconfig && { KUBECONFIG: kubeconfig }) }),
  },
  grafana: {
    tool: "grafana",
    before: ({ binary }) => ["server", `--homepath=${grafanaHome(binary)}`],
    env: ({ placed }) => ({
      GF_SERVER_HTTP_ADDR: LOOPBACK,
      // A folder of the image, of which the rendering mounts only a part.
      GF_PATHS_PROVISIONING: placedPath(placed, "/etc/grafana/provisioning"),
    }),
  },
  kubeStateMetrics: {
    tool: "kube-state-metrics",
    needsKubernetes: true,
    after: ({ kubeconfig }) => [
      ...[`--host=${LOOPBACK}`, `--telemetry-host=${LOOPBACK}`],
      ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`]),
    ],
  },
  nodeExporter: {
    tool: "node-exporter",
    ...(process.platform !== "linux" && { idle: "it tells about Linux" }),
  },
  beyla: {
    tool: "beyla",
    env: ({ kubeconfig }) => ({ ...(kubeconfig && { KUBECONFIG: kubeconfig }) }),
    idle: "it needs root, and instruments containers, of which there are none",
  },
};

/** The recipe for a pod's program, by the image that it runs; nothing where it has none. */
export function recipeFor({ image }: RenderedPod): Recipe | undefined {
  const name = nameOfImage(parseImage(image));
  return name && RECIPES[name];
}

/** Adds the address to listen on to a file's `server` block, for a program that has no flag for it. */
export function listeningOnLoopback(text: string): string {
  const lines = ["http", "grpc"].map((protocol) => `  ${protocol}_listen_address: ${LOOPBACK}`);
  return text.replace(/^server:$/m, ["server:", ...lines].join("\n"));
}

function portOf(placed: PlacedPod, port: string): string {
  return placed.address(port).replace(/^.*:/, "");
}

/** Where its web pages and defaults lie: beside the binary of the archive, or where a package puts them. */
function grafanaHome(binary: string): string {
  const folders = [dirname(dirname(realpathSync(binary))), "/usr/share/grafana"];
  const home = folders.find((folder) => existsSync(join(folder, "conf", "defaults.ini")));
  if (home === undefined) {
    throw new Error(`no conf/defaults.ini of Grafana in ${folders.join(" or ")}`);
  }
  return home;
}
