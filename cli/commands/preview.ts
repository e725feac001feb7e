import { CommandError as EngineError } from "@pulumi/pulumi/automation";
import type { Command } from "commander";
import { CommandError } from "../command-error";
import { examine, refuseReplacements } from "../upgrade/check";
import {
  type CheckedWorkplace,
  type EngineOptions,
  engineCommand,
  withCheckedSession,
} from "./engine-options";

interface PreviewOptions extends EngineOptions {
  expectNoChanges?: boolean;
}

/** Adds `preview`: what `up` would do. */
export function addPreviewCommand(program: Command): void {
  program.addCommand(
    engineCommand("preview", "Show what `up` would change, and change nothing.")
      .option("--expect-no-changes", "fail when there is a change")
      .action((options: PreviewOptions) =>
        withCheckedSession(options, (place) => preview(place, options)),
      ),
  );
}

async function preview(
  place: CheckedWorkplace,
  { expectNoChanges }: PreviewOptions,
): Promise<void> {
  const { session } = place;
  const found = await examine(place);
  try {
    await session.stack.preview({
      diff: true,
      expectNoChanges,
      onOutput: (text) => {
        process.stdout.write(text);
      },
    });
  } catch (error) {
    // The engine's own output, errors included, stands on the screen already.
    if (error instanceof EngineError) throw new CommandError("The preview failed: see above.");
    throw error;
  }
  refuseReplacements(found, place);
}
