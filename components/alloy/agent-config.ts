import { PROFILE_KINDS } from "../shared/scrape-annotations";
import type { TelemetryLabelName } from "../shared/telemetry-labels";
import type { AlloyAgentSpec } from "./alloy-agent-args";
import type { Part, Targets } from "./connections";
import { logging } from "./parts/logging";
import { lokiWrite } from "./parts/loki-write";
import {
  containerLabels,
  loggingContainers,
  nodePods,
  profilingContainers,
} from "./parts/node-pods";
import { containerLogs, logFiles } from "./parts/pod-logs";
import { pyroscopeWrite, scrapeProfiles } from "./parts/profiles";
import { relabelled } from "./parts/relabel";
import { printAlloy } from "./print";

/** Where kubelets write the logs of pods. */
export const POD_LOGS = "/var/log/pods";

/** The agent's configuration: logs and profiles of this node's pods. Pure. */
export function agentConfig(spec: AlloyAgentSpec): string {
  const pods = nodePods("pods");
  const parts: Part[] = [
    pods,
    ...(spec.lokiPushUrl ? podLogs(spec, spec.lokiPushUrl, pods.targets) : []),
    ...(spec.pyroscopePushUrl ? podProfiles(spec, spec.pyroscopePushUrl, pods.targets) : []),
  ];
  return printAlloy([logging(), ...parts.flatMap((part) => part.blocks)], spec.config);
}

function podLogs(spec: AlloyAgentSpec, url: string, pods: Targets): Part[] {
  const write = lokiWrite("default", url, placeLabels(spec));
  const process = containerLogs("pods", write.receiver);
  const containers = relabelled("logs", pods, [
    ...loggingContainers(POD_LOGS, spec.excludeNamespaces),
    ...containerLabels(),
  ]);
  const files = logFiles("pods", containers.targets, process.receiver);
  return [containers, files, process, write];
}

/** Each kind on its own: a pod may offer one at one port, another at another, and some not at all. */
function podProfiles(spec: AlloyAgentSpec, url: string, pods: Targets): Part[] {
  const write = pyroscopeWrite("default", url, placeLabels(spec));
  const kinds = PROFILE_KINDS.flatMap((kind) => {
    const containers = relabelled(`profiles_${kind}`, pods, [
      ...profilingContainers(kind),
      ...containerLabels(),
    ]);
    const settings = { kind, interval: spec.profileInterval };
    return [containers, scrapeProfiles(kind, settings, containers.targets, write.receiver)];
  });
  return [...kinds, write];
}

/** What is the same for everything that this agent collects. */
function placeLabels(spec: AlloyAgentSpec): { [L in TelemetryLabelName]?: string } {
  return { cluster: spec.cluster, deployment_environment: spec.environment };
}
