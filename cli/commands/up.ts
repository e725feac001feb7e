import type { Command } from "commander";
import type { UpResult } from "@pulumi/pulumi/automation";
import { mendKilledReleases } from "../doctor/killed-releases";
import { resourceTree, stateResources } from "../engine/resource-tree";
import { runOperation } from "../engine/operation";
import { namespacesOf } from "../render/render";
import { preflightProblems, refuseProblems, refuseUnreachable } from "../preflight/preflight";
import { writeStartPage } from "../report/start-page";
import { prepareReplacements } from "../upgrade/check";
import { ensureTool } from "../../sandbox/tools";
import { printSummary } from "../summary/summary";
import { liveAfterStart } from "./live";
import {
  type CheckedWorkplace,
  type EngineOptions,
  engineCommand,
  withCheckedSession,
} from "./engine-options";

interface UpOptions extends EngineOptions {
  recreate?: boolean;
  takeOver?: boolean;
}

/** Adds `up`, and `start`, which is `up` of dev on the embedded cluster. */
export function addUpCommands(program: Command): void {
  program.addCommand(
    engineCommand("up", "Bring an environment up, or to what its configuration says now.")
      .option(
        "--recreate",
        "take away what cannot be changed in place; volumes and pods of StatefulSets stay",
      )
      .option(
        "--take-over",
        "take over objects that are there already, for instance after the state was lost",
      )
      .action((options: UpOptions) => withCheckedSession(options, (place) => up(place, options))),
  );
  program
    .command("start")
    .description(
      "Bring the dev environment up on an embedded Kubernetes control plane, and run its pods as processes.",
    )
    .option("--no-live", "run no pods: end when the environment is up")
    .action(start);
}

async function start({ live }: { live: boolean }): Promise<void> {
  const options: UpOptions = { env: "dev" };
  let page: string | undefined;
  const place = await withCheckedSession(
    options,
    async (checked) => {
      await up(checked, options);
      return checked;
    },
    async (rendering) => {
      page = await writeStartPage(rendering);
    },
  );
  // The line that was printed at first is far above by now.
  if (page !== undefined) console.log(`\nLook at it\n  ${page}`);
  if (live) await liveAfterStart(place);
}

async function up(
  place: CheckedWorkplace,
  { recreate = false, takeOver: takesOver = false }: UpOptions,
): Promise<void> {
  const { environment, target, session } = place;
  console.log(
    target.embedded
      ? `${environment.name}: bringing it up on the embedded cluster`
      : `${environment.name}: bringing it up on context ${target.cluster.context ?? ""} (state: ${target.backend.description})`,
  );
  await refuseUnreachable(target.cluster);
  await mendKilledReleases(session.pending, target.cluster, {
    helm: () => ensureTool("helm", console.log),
    progress: console.log,
  });
  refuseProblems(await preflightProblems(place, { takesOver }), environment.name);
  await prepareReplacements(place, recreate);
  const started = Date.now();
  const result = await runOperation(
    (options) => session.stack.up({ ...options, suppressOutputs: true }),
    { cluster: target.cluster, namespaces: namespacesOf(place.rendering) },
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
