import { type LokiArgs, resolveLoki } from "../../../components/loki/loki-args";
import { lokiReleases } from "../../../components/loki/values";
import type { ReleaseSpec } from "../../../components/shared/chart-release";
import { S3 } from "../buckets";
import { resolved } from "../resolved";
import { backendRenderer } from "./backend";

export type Args = Omit<LokiArgs, "namespace">;

export const ZONES = ["a1", "b1", "c1"];
export const DISTRIBUTED: Args = { name: "logs", topology: "distributed", objectStorage: S3 };
export const SCALABLE: Args = { ...DISTRIBUTED, topology: "simple-scalable" };
export const DIGEST = `sha256:${"a".repeat(64)}`;

/** A Loki of whom everything is said that goes to its pods. */
export const EVERYTHING: Args = {
  ...DISTRIBUTED,
  zones: ZONES,
  autoscaling: "hpa",
  canary: true,
  labels: { team: "platform" },
  annotations: { note: "mine" },
  nodeSelector: { disk: "fast" },
  tolerations: [{ key: "logs", operator: "Exists" }],
  imagePullSecrets: ["pull"],
  priorityClassName: "high",
  image: { registry: "mirror.example.com", digest: DIGEST },
  alertmanagerUrl: "http://mimir:8080/alertmanager",
};

/** The release of a Loki in the namespace "monitoring". */
export function release(args: Args): ReleaseSpec {
  return lokiReleases(resolved(resolveLoki, args))[0]!;
}

/** What the official chart makes of a Loki named "logs". */
export const rendered = backendRenderer(release, { configMap: "logs", key: "config.yaml" });
