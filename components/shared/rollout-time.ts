import type * as pulumi from "@pulumi/pulumi";
import { WorkloadKind, type WorkloadSpec } from "./workload-spec";

/** For pulling an image and becoming ready, where no startup probe says more. */
const START_SECONDS = 300;
/** As long as the provider waits for anything that it is not told of. */
const LEAST_SECONDS = 600;
/** How many of the nodes are changed at a time, so that many nodes do not take many hours. */
const NODES_AT_A_TIME = 10;

/** How a DaemonSet changes: some of the nodes at a time. */
export const DAEMON_SET_STRATEGY = {
  type: "RollingUpdate",
  rollingUpdate: { maxUnavailable: `${NODES_AT_A_TIME}%` },
};

/**
 * How long Pulumi waits for the pods of a workload. They change one after the other, and each of them may take all of
 * its grace period to end and all of its startup probe to start: a big backend needs more than the ten minutes that the
 * provider gives everything. A new workload has nothing to end and nothing to read.
 */
export function rolloutTimeouts(spec: WorkloadSpec): pulumi.CustomTimeouts {
  const { gracePeriodSeconds = 30, startup } = spec;
  const starting = startup
    ? (startup.failureThreshold ?? 3) * (startup.periodSeconds ?? 10)
    : START_SECONDS;
  const seconds = steps(spec) * (gracePeriodSeconds + starting);
  return {
    create: inSeconds(LEAST_SECONDS),
    update: inSeconds(Math.max(LEAST_SECONDS, seconds)),
    delete: inSeconds(LEAST_SECONDS + gracePeriodSeconds),
  };
}

/** How many times pods have to end and start before all have changed. */
function steps({ kind, replicas = 1, zones }: WorkloadSpec): number {
  if (kind === WorkloadKind.DaemonSet) return 100 / NODES_AT_A_TIME;
  return Math.ceil(replicas / Math.max(1, zones?.length ?? 1));
}

function inSeconds(seconds: number): string {
  return `${seconds}s`;
}
