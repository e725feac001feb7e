import { CommandError } from "../cli/command-error";
import type { Rendering } from "../cli/render/render";
import type { StackPlan } from "../components/stack/plan";
import { Topology } from "../components/shared/topology";

/**
 * Refuses an environment whose pods cannot run as processes of one machine, or would reach for data elsewhere: a
 * bucket or a database of somebody's is nothing to play with.
 */
export function refuseUnsuitable({ environment, plan, releases }: Rendering): void {
  const reasons = [
    ...backendsOf(plan).flatMap(({ name, spec: { topology, objectStorage } }) => {
      if (topology !== Topology.Single)
        return [`${name}: topology ${topology} is more than a process`];
      if (objectStorage.kind === "filesystem") return [];
      return [`${name}: its data is in a bucket (${objectStorage.kind}), which is left alone`];
    }),
    ...(plan.grafana?.spec.database
      ? ["grafana: its state is in a database, which is left alone"]
      : []),
    ...(releases.length === 0
      ? []
      : [`Helm charts make pods that are not rendered: ${releases.map((r) => r.name).join(", ")}`]),
  ];
  if (reasons.length === 0) return;
  throw new CommandError(
    [
      `The pods of ${environment} cannot run as processes of this machine:`,
      ...reasons.map((reason) => `  ${reason}`),
      "Write `npm run live` for dev, or name with `-- --env` an environment with `lgtm:topology: single` and the",
      "backends' data on volumes.",
    ].join("\n"),
  );
}

function backendsOf({ loki, mimir, tempo, pyroscope }: StackPlan) {
  return [loki, mimir, tempo, pyroscope].filter((part) => part !== undefined);
}
