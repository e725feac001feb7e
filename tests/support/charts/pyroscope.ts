import { type PyroscopeArgs, resolvePyroscope } from "../../../components/pyroscope/pyroscope-args";
import { pyroscopeReleases } from "../../../components/pyroscope/values";
import type { ReleaseSpec } from "../../../components/shared/chart-release";
import { S3 } from "../buckets";
import { resolved } from "../resolved";
import { backendRenderer } from "./backend";

export type Args = Omit<PyroscopeArgs, "namespace">;

export const ZONES = ["a1", "b1", "c1"];
export const DISTRIBUTED: Args = {
  name: "profiles",
  topology: "distributed",
  objectStorage: S3,
};
export const DIGEST = `sha256:${"a".repeat(64)}`;

/** A Pyroscope of whom everything is said that goes to its pods. */
export const EVERYTHING: Args = {
  ...DISTRIBUTED,
  zones: ZONES,
  autoscaling: "hpa",
  labels: { team: "platform" },
  annotations: { note: "mine" },
  nodeSelector: { disk: "fast" },
  tolerations: [{ key: "profiles", operator: "Exists" }],
  affinity: { podAffinity: {} },
  imagePullSecrets: ["pull"],
  priorityClassName: "high",
  image: { registry: "mirror.example.com", digest: DIGEST },
  persistence: { storageClass: "slow" },
  components: {
    metastore: { replicas: 5, persistence: { size: "20Gi", storageClass: "fast" } },
    queryBackend: { autoscaling: { min: 1, max: 7, targetCpu: 50 } },
    admin: { replicas: 1 },
  },
};

/** The release of a Pyroscope in the namespace "monitoring". */
export function release(args: Args): ReleaseSpec {
  return pyroscopeReleases(resolved(resolvePyroscope, args))[0]!;
}

/** What the official chart makes of a Pyroscope named "profiles". */
export const rendered = backendRenderer(release, {
  configMap: "profiles-config",
  key: "config.yaml",
});
