import { type ChartSettings, type ChartsArgs, chartsField } from "../shared/charts";
import { type Placement, type PlacementArgs, placementFields } from "../shared/component-args";
import type { Config } from "../shared/merge";
import { IN_VALUES, plainMap } from "../shared/plain-data";
import type { Place } from "../shared/place";
import { listOf, object } from "../shared/shape";
import {
  type PersistenceArgs,
  type PersistenceSettings,
  type WorkloadArgs,
  type WorkloadSettings,
  persistenceFields,
  workloadFields,
} from "../shared/workload-args";
import { bucketName } from "../storage/names";

/** What you can say about SeaweedFS. */
export interface SeaweedFsArgs extends WorkloadArgs, PlacementArgs {
  /** Names of the buckets that it is to have. One that is taken away again stays. Defaults to none. */
  buckets?: string[];
  /** Its volume, of which every byte is kept once. Defaults to 50Gi of the cluster's default class, retained. */
  persistence?: PersistenceArgs;
  /** Where the chart comes from and how it is installed. Defaults to a Helm release from the official repository. */
  charts?: ChartsArgs;
  /** Laid over the chart's values as the last thing. Defaults to nothing. */
  values?: Config;
}

/** SeaweedFS with every default filled in. */
export interface SeaweedFsSpec extends WorkloadSettings, Placement {
  buckets: string[];
  persistence: PersistenceSettings;
  charts: ChartSettings;
  values?: Config;
}

/** Reads and checks the args. */
export function resolveSeaweedFs(name: string, args: unknown, place: Place): SeaweedFsSpec {
  return object<SeaweedFsSpec>({
    ...placementFields(name),
    ...workloadFields({
      name: "seaweedfs",
      image: "seaweedfs",
      resources: { cpu: "200m", memory: "512Mi", memoryLimit: "2Gi" },
      minMemoryLimit: "256Mi",
    }),
    buckets: listOf(bucketName("loki")),
    persistence: persistenceFields("50Gi"),
    charts: chartsField(),
    values: plainMap(IN_VALUES),
  }).read(args, place);
}
