import type { PartDefaults } from "../shared/part-sizes";

/**
 * The parts of a distributed Tempo by the chart's name for them, sized for some 20 MB of spans a second. Upstream's
 * rule: a distributor for every 10 MB/s, a partition for every 6 to 10, a querier for every 1 to 2 of what is searched.
 */
export const TEMPO_PARTS = {
  distributor: {
    replicas: 2,
    resources: { cpu: "500m", memory: "512Mi", memoryLimit: "2Gi" },
    scalesTo: 10,
  },
  /** Writes what is in Kafka into the bucket: one for each partition. */
  blockBuilder: { replicas: 3, resources: { cpu: "500m", memory: "1Gi", memoryLimit: "4Gi" } },
  /** Answers for the last half hour out of Kafka: one for each partition. */
  liveStore: { replicas: 3, resources: { cpu: "500m", memory: "1Gi", memoryLimit: "4Gi" } },
  querier: {
    replicas: 2,
    resources: { cpu: "500m", memory: "1Gi", memoryLimit: "4Gi" },
    scalesTo: 10,
  },
  queryFrontend: {
    replicas: 2,
    resources: { cpu: "200m", memory: "512Mi", memoryLimit: "4Gi" },
    scalesTo: 4,
  },
  /** Plans compaction and retention. Two would plan the same twice. */
  backendScheduler: {
    replicas: 1,
    maxReplicas: 1,
    resources: { cpu: "100m", memory: "256Mi", memoryLimit: "2Gi" },
  },
  backendWorker: {
    replicas: 2,
    resources: { cpu: "500m", memory: "512Mi", memoryLimit: "2Gi" },
    scalesTo: 10,
  },
  metricsGenerator: {
    replicas: 2,
    resources: { cpu: "500m", memory: "512Mi", memoryLimit: "2Gi" },
  },
} as const satisfies Record<string, PartDefaults>;

export type TempoPart = keyof typeof TEMPO_PARTS;

/** What a part is called in names, labels and flags, such as "block-builder". */
export function partName(part: TempoPart): string {
  return part.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Name of a part's Service and controller. */
export function partService(name: string, part: TempoPart): string {
  return `${name}-${partName(part)}`;
}
