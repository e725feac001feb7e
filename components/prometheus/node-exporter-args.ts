import { type Placement, type PlacementArgs, placementFields } from "../shared/component-args";
import { type FlagChanges, flagChanges } from "../shared/flags";
import { PORTS } from "../shared/endpoints";
import { integer } from "../shared/fields";
import type { Place } from "../shared/place";
import { object, withDefault } from "../shared/shape";
import {
  EVERY_NODE,
  type WorkloadArgs,
  type WorkloadSettings,
  workloadFields,
} from "../shared/workload-args";

/** What you can say about node-exporter. Its pods tolerate every taint unless you say which. */
export interface NodeExporterArgs extends WorkloadArgs, PlacementArgs {
  /** Port that it opens on each node; choose another if the nodes already run a node-exporter. Defaults to 9100. */
  port?: number;
  /** Laid over its command-line flags as the last thing: name without dashes to value; `null` removes one. Defaults to nothing. */
  config?: FlagChanges;
}

/** node-exporter with every default filled in. */
export interface NodeExporterSpec extends WorkloadSettings, Placement {
  port: number;
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
    port: withDefault(integer({ min: 1, max: 65535 }), PORTS.nodeExporter.http),
    config: flagChanges(),
  }).read(args, place);
}
