/** Args that every component takes, and some take, from which good ones of each are put together. */

export const NAMESPACE = { namespace: "monitoring" };
export const S3 = {
  kind: "s3",
  bucket: "acme-loki",
  region: "eu-west-1",
  encryption: { kind: "aes256" },
  credentials: { kind: "keys", secret: "s3" },
};
export const TOKEN = { name: "ingest-token", key: "token" };
export const KAFKA = {
  address: "kafka:9092",
  sasl: {
    mechanism: "PLAIN",
    username: "lgtm",
    passwordSecret: { name: "kafka", key: "password" },
  },
};
export const PODS = {
  labels: { team: "platform" },
  annotations: { "example.com/owner": "platform" },
  nodeSelector: { disk: "ssd" },
  tolerations: [{ key: "dedicated", operator: "Equal", value: "monitoring", effect: "NoSchedule" }],
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [
          { matchExpressions: [{ key: "disk", operator: "In", values: ["ssd"] }] },
        ],
      },
    },
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight: 1,
          podAffinityTerm: {
            labelSelector: { matchLabels: { app: "x" } },
            topologyKey: "kubernetes.io/hostname",
          },
        },
      ],
    },
  },
  resources: { cpu: "100m", memory: "1Gi", memoryLimit: "2Gi" },
  image: { registry: "mirror.example.com", pullPolicy: "Always" },
  imagePullSecrets: ["registry"],
  priorityClassName: "high",
};
/** Of what a chart makes of parts, which have their own. */
export const CHART_PODS = { ...PODS, resources: undefined };
export const PERSISTENCE = {
  size: "20Gi",
  storageClass: "fast",
  whenDeleted: "Delete",
  protect: true,
};
export const CHARTS = {
  repository: "oci://mirror.example.com/charts",
  username: "me",
  password: "secret",
};
