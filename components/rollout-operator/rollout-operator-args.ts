import { type ChartSettings, type ChartsArgs, chartsField } from "../shared/charts";
import { type Placement, type PlacementArgs, placementFields } from "../shared/component-args";
import type { Config } from "../shared/merge";
import { IN_VALUES, plainMap } from "../shared/plain-data";
import type { Place } from "../shared/place";
import { object } from "../shared/shape";
import { type WorkloadArgs, type WorkloadSettings, workloadFields } from "../shared/workload-args";

/** What you can say about the rollout operator. */
export interface RolloutOperatorArgs extends WorkloadArgs, PlacementArgs {
  /** Where its chart comes from and how it is installed. Defaults to a Helm release from the official repository. */
  charts?: ChartsArgs;
  /** Laid over the chart's values as the last thing. Defaults to nothing. */
  values?: Config;
}

/** The same with every default filled in. */
export interface RolloutOperatorSpec extends WorkloadSettings, Placement {
  charts: ChartSettings;
  values?: Config;
}

/** Reads and checks the args. */
export function resolveRolloutOperator(
  name: string,
  args: unknown,
  place: Place,
): RolloutOperatorSpec {
  return object<RolloutOperatorSpec>({
    ...placementFields(name),
    ...workloadFields({
      name: "rollout-operator",
      image: "rolloutOperator",
      resources: { cpu: "50m", memory: "64Mi", memoryLimit: "256Mi" },
    }),
    charts: chartsField(),
    values: plainMap(IN_VALUES),
  }).read(args, place);
}
