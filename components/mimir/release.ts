import type { ReleaseSpec } from "../shared/chart-release";
import { merge } from "../shared/merge";
import { Topology } from "../shared/topology";
import type { MimirSpec } from "./mimir-args";
import { mimirValues } from "./values";

/** What is installed for a distributed Mimir; nothing in other topologies. Pure: equal specs give equal releases. */
export function mimirReleases(spec: MimirSpec): ReleaseSpec[] {
  if (spec.topology !== Topology.Distributed) return [];
  return [
    {
      chart: "mimir-distributed",
      name: spec.name,
      namespace: spec.namespace,
      values: merge(mimirValues(spec), spec.values),
      charts: spec.charts,
      // Only those of the rollout operator, which is not this chart's to bring.
      skipCrds: true,
    },
  ];
}
