import { CommandError as EngineError, type PreviewOptions } from "@pulumi/pulumi/automation";
import type { Command } from "commander";
import { hasColors } from "../command-line/colors";
import { engineOperation } from "../command-line/interruption";
import { CommandError } from "../command-error";
import { complaintPrinter } from "../engine/progress";
import { preflightProblems, refuseProblems } from "../preflight/preflight";
import { PlannedChanges } from "../preview/planned-changes";
import { previewSummary } from "../preview/preview-summary";
import { examine, refuseReplacements } from "../upgrade/check";
import { commandFor } from "./command-for";
import {
  type CheckedWorkplace,
  type EngineOptions,
  engineCommand,
  withCheckedSession,
} from "./engine-options";

interface Options extends EngineOptions {
  diff?: boolean;
  expectNoChanges?: boolean;
}

/** Adds `preview`: what `up` would do. */
export function addPreviewCommand(program: Command): void {
  program.addCommand(
    engineCommand("preview", "Show what `up` would change, and change nothing.")
      .option("--diff", "show every property that would change, instead of a summary")
      .option("--expect-no-changes", "fail when there is a change")
      .action((options: Options) =>
        withCheckedSession(options, (place) => preview(place, options)),
      ),
  );
}

async function preview(place: CheckedWorkplace, { diff, expectNoChanges }: Options): Promise<void> {
  const problems = await preflightProblems(place);
  const found = await examine(place);
  try {
    await (diff === true ? showDiff : showSummary)(place, { expectNoChanges });
  } catch (error) {
    // What the cluster has already is often why the engine fails.
    refuseProblems(problems, place.environment.name);
    // The engine's own output, errors included, stands on the screen already.
    if (error instanceof EngineError) throw new CommandError("The preview failed: see above.");
    throw error;
  }
  refuseProblems(problems, place.environment.name);
  refuseReplacements(found, place);
}

/** The engine's own report. */
async function showDiff({ session }: CheckedWorkplace, options: PreviewOptions): Promise<void> {
  const onOutput = (text: string) => {
    process.stdout.write(text);
  };
  const color = hasColors() ? "always" : "never";
  await engineOperation((signal) =>
    session.stack.preview({ ...options, diff: true, color, onOutput, signal }),
  );
}

async function showSummary(place: CheckedWorkplace, options: PreviewOptions): Promise<void> {
  const { session, environment, target } = place;
  const planned = new PlannedChanges();
  const complain = complaintPrinter(console.log);
  const all = commandFor("preview", environment, target.cluster.context, ["--diff"]);
  try {
    await engineOperation((signal) =>
      session.stack.preview({
        ...options,
        signal,
        onEvent: (event) => {
          planned.see(event);
          complain(event);
        },
      }),
    );
  } finally {
    for (const line of previewSummary(planned, environment.name, all)) console.log(line);
  }
}
