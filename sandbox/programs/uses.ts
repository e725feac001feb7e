import type { ToolName } from "./catalog";

/** Who cannot do without a program: commands by their npm scripts, tests by level, or by level and file. */
export interface Uses {
  readonly commands: readonly string[];
  readonly tests: readonly string[];
}

function uses(commands: readonly string[], tests: readonly string[]): Uses {
  return { commands, tests };
}

const CONTROL_PLANE = uses(["start", "up"], ["engine"]);

/** What waits for a program that is missing. */
export const USES: Readonly<Record<ToolName, Uses>> = {
  etcd: CONTROL_PLANE,
  "kube-apiserver": CONTROL_PLANE,
  "kube-controller-manager": CONTROL_PLANE,
  "kube-scheduler": CONTROL_PLANE,
  kubectl: uses([], ["engine/cli", "engine/objects", "engine/operator-objects"]),
  kwok: CONTROL_PLANE,
  pulumi: uses(["start", "up", "preview", "down"], ["engine"]),
  "pulumi-resource-kubernetes": uses(["start", "up", "preview", "down"], ["engine"]),
  helm: uses(["charts", "images", "doctor"], ["engine"]),
  prometheus: uses(["live"], ["dataplane"]),
  promtool: uses(
    [],
    ["dataplane", "unit/prometheus-config", "unit/prometheus-operator", "unit/prometheus-relabel"],
  ),
  mimir: uses(["live"], ["dataplane", "golden/charts-mimir", "unit/mimir-replicated"]),
  "node-exporter": uses(["live"], ["dataplane/node-exporter"]),
  // `start` goes on without it; `live` by itself has no API server for it to ask.
  "kube-state-metrics": uses([], ["dataplane/kube-state-metrics"]),
  versitygw: uses(
    [],
    ["dataplane/object-storage", "dataplane/replicated", "dataplane/replicated-bucket"],
  ),
  crane: uses([], ["unit/image-pull", "engine/image-faults"]),
  loki: uses(
    ["live"],
    [
      ...["dataplane/logs", "dataplane/rules", "dataplane/object-storage", "dataplane/replicated"],
      ...["dataplane/replicated-bucket", "dataplane/alloy-gateway", "dataplane/grafana"],
      ...["dataplane/live", "golden/charts-loki", "unit/loki", "unit/loki-replicated"],
    ],
  ),
  tempo: uses(
    ["live"],
    ["dataplane/tempo", "dataplane/alloy-gateway", "golden/charts-tempo", "unit/tempo"],
  ),
  pyroscope: uses(["live"], ["dataplane/pyroscope"]),
  alloy: uses(
    ["live"],
    [
      ...["dataplane/alloy-files", "dataplane/alloy-gateway", "dataplane/live"],
      ...["unit/alloy-agent-config", "unit/alloy-gateway-config"],
    ],
  ),
  grafana: uses(["live"], ["dataplane/grafana"]),
  beyla: uses([], ["dataplane/beyla"]),
};
