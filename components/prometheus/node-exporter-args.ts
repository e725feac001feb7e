import { type Placement, type PlacementArgs, placementFields } from "../shared/component-args";
import { type FlagChanges, flagChanges } from "../shared/flags";
import { type Place, object } from "../shared/shape";
import {
  EVERY_NODE,
  type WorkloadArgs,
  type WorkloadSettings,
  workloadFields,
} from "../shared/workload-args";

/** What you can say about node-exporter. Its pods tolerate every taint unless you say which. */
export interface NodeExporterArgs extends WorkloadArgs, PlacementArgs {
  /** Laid over its command-line flags as the last thing: name without dashes to value; `null` removes one. Defaults to nothing. */
  config?: FlagChanges;
}

/** node-exporter with every default filled in. */
export interface NodeExporterSpec extends WorkloadSettings, Placement {
  config?: FlagChanges;
}

/** Reads and checks the args. */
export function resolveNodeExporter(name: string, args: unknown, place: Place): NodeExporterSpec {
  return object<NodeExporterSpec>({
    ...placementFields(name),
    ...workloadFields({
      name: "node-exporter",
      image: "nodeExporter",
      resources: { cpu: "20m", memory: "32Mi", memoryLimit: "128Mi" },
      tolerations: EVERY_NODE,
    }),
    config: flagChanges(),
  }).read(args, place);
}
