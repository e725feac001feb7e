import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { StringMap } from "./labels";
import type { SecurityExceptionName } from "./pod-security";
import type { PersistenceSettings, WorkloadSettings } from "./workload-args";

/** Which controller runs the pods. */
export const WorkloadKind = {
  StatefulSet: "StatefulSet",
  Deployment: "Deployment",
  DaemonSet: "DaemonSet",
} as const;
export type WorkloadKind = (typeof WorkloadKind)[keyof typeof WorkloadKind];

/** A port of the pod. */
export interface Port {
  /** At most 15 lower-case letters, digits and dashes. */
  name: string;
  number: number;
  /** Defaults to TCP. */
  protocol?: "TCP" | "UDP";
  /** Whether the Service offers it. Defaults to true. */
  service?: boolean;
  /** Opened on the node itself as well. Defaults to false. */
  host?: boolean;
}

/** Files that we write, mounted from a ConfigMap named `<workload>-<suffix>`. A changed file restarts the pods. */
export interface MountedFiles {
  suffix: string;
  directory: string;
  files: StringMap;
}

/** Keys of a Secret, mounted as files. A changed value reaches the file without a restart. */
export interface MountedSecret {
  secret: string;
  directory: string;
  keys: readonly string[];
}

/** A folder of the node. */
export interface HostPath {
  name: string;
  path: string;
  mountPath: string;
  readOnly: boolean;
  /** What must be there. Defaults to "Directory". */
  type?: "Directory" | "DirectoryOrCreate";
  propagation?: "HostToContainer";
}

/** A check over HTTP. */
export interface HttpCheck {
  path: string;
  /** Name of the port. */
  port: string;
  /** How often, in seconds. Defaults to 10. */
  periodSeconds?: number;
  /** Failures in a row that count. Defaults to 3. */
  failureThreshold?: number;
}

/** Rights in the whole cluster. */
export type ClusterRule = types.input.rbac.v1.PolicyRule;

/** Everything that tells one workload from another. The rest is the same for all. */
export interface WorkloadSpec {
  kind: WorkloadKind;
  settings: WorkloadSettings;
  instance: string;
  namespace: string;
  /** Defaults to 1. A DaemonSet has none. More than one are spread, and drained one at a time. */
  replicas?: number;
  /** Zones of a StatefulSet: it becomes one a zone, changed one after the other. Defaults to none: one for all. */
  zones?: readonly string[];
  /** Arguments that tell a pod its zone. Defaults to none. */
  zoneArgs?: (zone: string) => string[];
  /** Whether pods find each other by a Service without an address of its own. Defaults to true for a StatefulSet. */
  headless?: boolean;
  /** Numeric user of the image, which owns the volume. */
  user: number;
  command?: string[];
  args: string[];
  env?: types.input.core.v1.EnvVar[];
  /** Annotations of the service account: who it is for the cloud. Defaults to none. */
  serviceAccountAnnotations?: StringMap;
  /** Labels of the pods alone. Defaults to none. */
  podLabels?: StringMap;
  ports: Port[];
  files?: MountedFiles[];
  secrets?: MountedSecret[];
  storage?: PersistenceSettings & { mountPath: string };
  /** Folders that may be lost with the pod: the root file system is read-only. */
  scratch?: string[];
  hostPaths?: HostPath[];
  /** Ready for traffic. */
  readiness: HttpCheck;
  /** Restarted when it fails. Defaults to none. */
  liveness?: HttpCheck;
  /** Time to come up before the other checks count. Defaults to none. */
  startup?: HttpCheck;
  /** What the pod needs beyond Pod Security `restricted`. Several add up. Defaults to nothing. */
  exception?: SecurityExceptionName | readonly SecurityExceptionName[];
  clusterRules?: ClusterRule[];
  /** Texts that pods read once, at start: they restart when one changes. Never the secret itself: its version. */
  restartOn?: Record<string, pulumi.Input<string> | undefined>;
  /** Port and path of the metrics that the annotation scraper collects. Defaults to none. */
  metrics?: { port: number; path?: string };
  /** Port of Go's pprof endpoints for the profile scraper. Defaults to none. */
  profiles?: { port: number };
  /** Seconds between SIGTERM and SIGKILL: enough to flush what is in memory. Defaults to 30. */
  gracePeriodSeconds?: number;
}
