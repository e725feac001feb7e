import type { Command } from "commander";
import type { UpResult } from "@pulumi/pulumi/automation";
import { resourceTree, stateResources } from "../engine/resource-tree";
import { runOperation } from "../engine/operation";
import { prepareReplacements } from "../upgrade/check";
import { printSummary } from "../summary/summary";
import {
  type CheckedWorkplace,
  type EngineOptions,
  engineCommand,
  withCheckedSession,
} from "./engine-options";

interface UpOptions extends EngineOptions {
  recreate?: boolean;
}

/** Adds `up`, and `start`, which is `up` of dev on the embedded cluster. */
export function addUpCommands(program: Command): void {
  program.addCommand(
    engineCommand("up", "Bring an environment up, or to what its configuration says now.")
      .option(
        "--recreate",
        "take away what cannot be changed in place; volumes and pods of StatefulSets stay",
      )
      .action((options: UpOptions) =>
        withCheckedSession(options, (place) => up(place, options.recreate)),
      ),
  );
  program
    .command("start")
    .description("Bring the dev environment up on an embedded Kubernetes control plane.")
    .action(() => withCheckedSession({ env: "dev" }, (place) => up(place)));
}

async function up(place: CheckedWorkplace, recreate = false): Promise<void> {
  const { environment, target, session } = place;
  console.log(
    target.embedded
      ? `${environment.name}: bringing it up on the embedded cluster`
      : `${environment.name}: bringing it up on context ${target.cluster.context ?? ""} (state: ${target.backend.description})`,
  );
  await prepareReplacements(place, recreate);
  const started = Date.now();
  const result = await runOperation((onEvent) =>
    session.stack.up({ onEvent, suppressOutputs: true }),
  );
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`\n${resourceTree(await stateResources(session.stack)).join("\n")}`);
  console.log(`\n${environment.name} is up: ${changes(result)} in ${seconds} s`);
  await printSummary(place, result.outputs);
}

/** "104 resources created", or that nothing changed. */
function changes({ summary }: UpResult): string {
  const counts = { ...summary.resourceChanges };
  const same = counts.same ?? 0;
  delete counts.same;
  const done = Object.entries(counts).map(([op, count]) => `${op} ${count}`);
  return done.length === 0 ? `no change, ${same} resources as they were` : done.join(", ");
}
