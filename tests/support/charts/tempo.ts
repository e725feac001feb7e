import type { ReleaseSpec } from "../../../components/shared/chart-release";
import { type TempoArgs, resolveTempo } from "../../../components/tempo/tempo-args";
import { tempoReleases } from "../../../components/tempo/values";
import { S3 } from "../buckets";
import { resolved } from "../resolved";
import { backendRenderer } from "./backend";

export type Args = Omit<TempoArgs, "namespace">;

export const ZONES = ["a1", "b1", "c1"];
export const DISTRIBUTED: Args = {
  name: "traces",
  topology: "distributed",
  objectStorage: S3,
  kafka: { address: "kafka-kafka-bootstrap:9092" },
  remoteWriteUrl: "http://mimir:8080/api/v1/push",
};
export const DIGEST = `sha256:${"a".repeat(64)}`;

/** A Tempo of whom everything is said that goes to its pods. */
export const EVERYTHING: Args = {
  ...DISTRIBUTED,
  zones: ZONES,
  partitions: 5,
  kafka: {
    address: "kafka.example.com:9092",
    sasl: {
      mechanism: "PLAIN",
      username: "tempo",
      passwordSecret: { name: "kafka", key: "password" },
    },
  },
  autoscaling: "hpa",
  labels: { team: "platform" },
  annotations: { note: "mine" },
  nodeSelector: { disk: "fast" },
  tolerations: [{ key: "traces", operator: "Exists" }],
  affinity: { podAffinity: {} },
  imagePullSecrets: ["pull"],
  priorityClassName: "high",
  image: { registry: "mirror.example.com", digest: DIGEST },
  cache: { replicas: 2, memory: "2Gi" },
  components: { querier: { autoscaling: { min: 1, max: 7, targetCpu: 50 } } },
};

/** The release of a Tempo in the namespace "monitoring". */
export function release(args: Args): ReleaseSpec {
  return tempoReleases(resolved(resolveTempo, args))[0]!;
}

/** What the official chart makes of a Tempo named "traces". */
export const rendered = backendRenderer(release, { configMap: "traces-config", key: "tempo.yaml" });
