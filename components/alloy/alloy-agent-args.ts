import { type Placement, type PlacementArgs, placementFields } from "../shared/component-args";
import { dnsLabel, duration, text, url } from "../shared/fields";
import type { Place } from "../shared/place";
import { listOf, object, optional, withDefault } from "../shared/shape";
import type { Duration } from "../shared/units";
import {
  EVERY_NODE,
  type WorkloadArgs,
  type WorkloadSettings,
  workloadFields,
} from "../shared/workload-args";
import { type ConfigCheckArgs, configCheckField } from "../shared/config-check/overlay";
import { refuseWithoutDestination } from "./destinations";

/** What you can say about the agent of each node. */
export interface AlloyAgentArgs extends WorkloadArgs, PlacementArgs, ConfigCheckArgs {
  /** Loki's push API, for the logs of pods. Defaults to none: no logs are collected. */
  lokiPushUrl?: string;
  /** Pyroscope, for the profiles that pods offer by annotation. Defaults to none: no profiles are collected. */
  pyroscopePushUrl?: string;
  /** Name of the cluster, a label of all logs and profiles. Defaults to none. */
  cluster?: string;
  /** Name of the environment, a label of all logs and profiles. Defaults to none. */
  environment?: string;
  /** Namespaces whose pods' logs are left out. Single pods say so by an annotation. Defaults to none. */
  excludeNamespaces?: string[];
  /** How often profiles are fetched. Defaults to 15 seconds. */
  profileInterval?: Duration;
  /** Alloy configuration that is appended to ours. It can refer to our components. Defaults to nothing. */
  config?: string;
}

/** The agent with every default filled in. */
export interface AlloyAgentSpec extends WorkloadSettings, Placement, ConfigCheckArgs {
  lokiPushUrl?: string;
  pyroscopePushUrl?: string;
  cluster?: string;
  environment?: string;
  excludeNamespaces: string[];
  profileInterval: Duration;
  config?: string;
}

/** Reads the args. What is appended is checked with the whole configuration. */
export function readAlloyAgent(name: string, args: unknown, place: Place): AlloyAgentSpec {
  const spec = object<AlloyAgentSpec>({
    ...placementFields(name),
    ...workloadFields({
      name: "alloy-agent",
      image: "alloy",
      resources: { cpu: "50m", memory: "128Mi", memoryLimit: "512Mi" },
      tolerations: EVERY_NODE,
    }),
    lokiPushUrl: optional(url("http://loki:3100/loki/api/v1/push")),
    pyroscopePushUrl: optional(url("http://pyroscope:4040")),
    cluster: optional(text()),
    environment: optional(text()),
    excludeNamespaces: listOf(dnsLabel("build")),
    // A CPU profile takes the whole interval but one second.
    profileInterval: withDefault(duration({ min: "5s", example: "15s" }), "15s"),
    config: optional(text({ allowed: "a text in Alloy's own language, not a map" })),
    configCheck: configCheckField(),
  }).read(args, place);
  refuseWithoutDestination(spec, ["lokiPushUrl", "pyroscopePushUrl"], place);
  return spec;
}
