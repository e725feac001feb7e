import { type MimirArgs, resolveMimir } from "../../../components/mimir/mimir-args";
import { mimirReleases } from "../../../components/mimir/release";
import type { ReleaseSpec } from "../../../components/shared/chart-release";
import { S3 } from "../buckets";
import { resolved } from "../resolved";
import { backendRenderer } from "./backend";

export type Args = Omit<MimirArgs, "namespace">;

export const ZONES = ["a1", "b1", "c1"];
export const DISTRIBUTED: Args = { name: "metrics", topology: "distributed", objectStorage: S3 };
export const INGEST_STORAGE: Args = {
  ...DISTRIBUTED,
  zones: ZONES,
  architecture: "ingest-storage",
  kafka: {
    address: "kafka-a:9092,kafka-b:9092",
    sasl: {
      mechanism: "SCRAM-SHA-512",
      username: "mimir",
      passwordSecret: { name: "kafka", key: "password" },
    },
  },
};
export const DIGEST = `sha256:${"a".repeat(64)}`;

/** A Mimir of whom everything is said that goes to its pods. */
export const EVERYTHING: Args = {
  ...DISTRIBUTED,
  zones: ZONES,
  autoscaling: "hpa",
  labels: { team: "platform" },
  annotations: { note: "mine" },
  nodeSelector: { disk: "fast" },
  tolerations: [{ key: "metrics", operator: "Exists" }],
  imagePullSecrets: ["pull"],
  priorityClassName: "high",
  image: { registry: "mirror.example.com", digest: DIGEST },
  persistence: { storageClass: "fast", whenDeleted: "Delete" },
  components: {
    ingester: { replicas: 6, persistence: { storageClass: "faster" } },
    compactor: { replicas: 3 },
  },
  config: { limits: { ingestion_rate: 123 }, frontend: { extra_label: null } },
};

/** The release of a Mimir in the namespace "monitoring". */
export function release(args: Args): ReleaseSpec {
  return mimirReleases(resolved(resolveMimir, args))[0]!;
}

/** What the official chart makes of a Mimir named "metrics". */
export const rendered = backendRenderer(release, {
  configMap: "metrics-config",
  key: "mimir.yaml",
});
