import type { PartDefaults } from "../shared/part-sizes";

/** What nobody asks who comes by a data source. */
const ASIDE = {
  replicas: 0,
  minReplicas: 0,
  resources: { cpu: "100m", memory: "64Mi", memoryLimit: "256Mi" },
} as const;

/** The parts of a distributed Pyroscope, sized for some 5 MB of profiles a second. */
export const PYROSCOPE_PARTS = {
  distributor: {
    replicas: 2,
    resources: { cpu: "250m", memory: "256Mi", memoryLimit: "1Gi" },
    scalesTo: 10,
  },
  /** Writes what comes in into the bucket twice a second, and answers only then. */
  segmentWriter: {
    replicas: 3,
    minReplicas: 2,
    resources: { cpu: "500m", memory: "1Gi", memoryLimit: "4Gi" },
  },
  /** Keeps the index, agreed on by most of them. */
  metastore: {
    replicas: 3,
    minReplicas: 3,
    resources: { cpu: "250m", memory: "512Mi", memoryLimit: "2Gi" },
    size: "10Gi",
  },
  compactionWorker: {
    replicas: 2,
    resources: { cpu: "500m", memory: "512Mi", memoryLimit: "2Gi" },
    scalesTo: 10,
  },
  queryFrontend: {
    replicas: 2,
    resources: { cpu: "100m", memory: "256Mi", memoryLimit: "1Gi" },
    scalesTo: 4,
  },
  queryBackend: {
    replicas: 2,
    resources: { cpu: "500m", memory: "512Mi", memoryLimit: "2Gi" },
    scalesTo: 10,
  },
  tenantSettings: ASIDE,
  adHocProfiles: ASIDE,
  admin: ASIDE,
} as const satisfies Record<string, PartDefaults>;

export type PyroscopePart = keyof typeof PYROSCOPE_PARTS;

/** What a part is called in names, labels and flags, such as "segment-writer". */
export function partName(part: PyroscopePart): string {
  return part.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Name of a part's Service and controller. */
export function partService(name: string, part: PyroscopePart): string {
  return `${name}-${partName(part)}`;
}
