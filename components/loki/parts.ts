import type { PartDefaults, PartSize, PartSizeArgs } from "../shared/part-sizes";
import { Topology } from "../shared/topology";
import { REPLICATION_FACTOR } from "../shared/zones";

/**
 * The parts of topology "distributed", by the chart's name for them, sized for some 100 GB of logs a day. Grafana's
 * own plan for up to 3 TB a day has 6 ingesters of 4Gi, 4 distributors and 10 queriers.
 */
const DISTRIBUTED = {
  distributor: {
    replicas: 2,
    resources: { cpu: "250m", memory: "256Mi", memoryLimit: "1Gi" },
    scalesTo: 6,
  },
  ingester: {
    replicas: REPLICATION_FACTOR,
    minReplicas: REPLICATION_FACTOR,
    resources: { cpu: "500m", memory: "2Gi", memoryLimit: "4Gi" },
    minMemoryLimit: "256Mi",
    size: "20Gi",
  },
  querier: {
    replicas: 3,
    resources: { cpu: "500m", memory: "512Mi", memoryLimit: "2Gi" },
    scalesTo: 12,
  },
  queryFrontend: {
    replicas: 2,
    resources: { cpu: "100m", memory: "256Mi", memoryLimit: "1Gi" },
    scalesTo: 4,
  },
  queryScheduler: {
    replicas: 2,
    resources: { cpu: "100m", memory: "128Mi", memoryLimit: "512Mi" },
  },
  indexGateway: {
    replicas: 2,
    resources: { cpu: "250m", memory: "512Mi", memoryLimit: "2Gi" },
    size: "10Gi",
  },
  patternIngester: {
    replicas: 2,
    resources: { cpu: "100m", memory: "256Mi", memoryLimit: "1Gi" },
  },
  /** Two would delete the same twice. */
  compactor: {
    replicas: 1,
    maxReplicas: 1,
    resources: { cpu: "250m", memory: "512Mi", memoryLimit: "2Gi" },
    size: "10Gi",
  },
  ruler: { replicas: 2, resources: { cpu: "100m", memory: "256Mi", memoryLimit: "1Gi" } },
} as const satisfies Record<string, PartDefaults>;

/** The parts of topology "simple-scalable". Two write two of three copies: one more, and any of them may be away. */
const SIMPLE_SCALABLE = {
  write: {
    replicas: 3,
    minReplicas: 2,
    resources: { cpu: "500m", memory: "1Gi", memoryLimit: "4Gi" },
    minMemoryLimit: "256Mi",
    size: "20Gi",
  },
  read: {
    replicas: 3,
    minReplicas: 2,
    resources: { cpu: "500m", memory: "512Mi", memoryLimit: "2Gi" },
    scalesTo: 9,
  },
  backend: {
    replicas: 3,
    minReplicas: 2,
    resources: { cpu: "250m", memory: "512Mi", memoryLimit: "2Gi" },
    size: "10Gi",
  },
} as const satisfies Record<string, PartDefaults>;

/** The proxy before the parts of either. */
const GATEWAY = {
  gateway: {
    replicas: 2,
    resources: { cpu: "50m", memory: "64Mi", memoryLimit: "256Mi" },
    scalesTo: 6,
  },
} as const satisfies Record<string, PartDefaults>;

export const LOKI_PARTS = { ...DISTRIBUTED, ...SIMPLE_SCALABLE, ...GATEWAY } as const;

export type LokiPart = keyof typeof LOKI_PARTS;

/** Sizes of the parts of a Loki whose pods a chart makes. */
export interface LokiComponentsArgs {
  /** Takes logs in, in topology "distributed". Defaults to 2 pods. */
  distributor?: PartSizeArgs;
  /** Keeps what is new, in topology "distributed". Defaults to 3 pods with 20Gi each; with zones a multiple of three. */
  ingester?: PartSizeArgs;
  /** Searches, in topology "distributed". Defaults to 3 pods. */
  querier?: PartSizeArgs;
  /** Splits queries and keeps their answers, in topology "distributed". Defaults to 2 pods. */
  queryFrontend?: PartSizeArgs;
  /** Shares out queries, in topology "distributed". Defaults to 2 pods. */
  queryScheduler?: PartSizeArgs;
  /** Answers from the index, in topology "distributed". Defaults to 2 pods with 10Gi each. */
  indexGateway?: PartSizeArgs;
  /** Finds patterns in what is new, in topology "distributed". Defaults to 2 pods. */
  patternIngester?: PartSizeArgs;
  /** Merges the index and deletes what is old, in topology "distributed". Exactly one pod, with 10Gi by default. */
  compactor?: PartSizeArgs;
  /** Evaluates rules, in topology "distributed". Defaults to 2 pods. */
  ruler?: PartSizeArgs;
  /** Takes logs in and keeps what is new, in topology "simple-scalable". Defaults to 3 pods with 20Gi each, at least 2. */
  write?: PartSizeArgs;
  /** Searches, in topology "simple-scalable". Defaults to 3 pods, at least 2. */
  read?: PartSizeArgs;
  /** Everything else in topology "simple-scalable". Defaults to 3 pods with 10Gi each, at least 2. */
  backend?: PartSizeArgs;
  /** The proxy before the parts. Defaults to 2 pods. */
  gateway?: PartSizeArgs;
}

export type LokiComponents = Record<LokiPart, PartSize>;

/** The parts of a topology. */
export function partsOf(topology: Topology): LokiPart[] {
  const parts = topology === Topology.Distributed ? DISTRIBUTED : SIMPLE_SCALABLE;
  return [...(Object.keys(parts) as LokiPart[]), "gateway"];
}

/** What a part is called in names and labels, such as "query-frontend". */
export function partName(part: LokiPart): string {
  return part.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
