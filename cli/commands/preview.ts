import type { Command } from "commander";
import { type EngineOptions, type Workplace, engineCommand, withSession } from "./engine-options";

/** Adds `preview`: what `up` would do. */
export function addPreviewCommand(program: Command): void {
  program.addCommand(
    engineCommand("preview", "Show what `up` would change, and change nothing.")
      .option("--expect-no-changes", "fail when there is a change")
      .action((options: EngineOptions & { expectNoChanges?: boolean }) =>
        withSession(options, async ({ session }: Workplace) => {
          await session.stack.preview({
            diff: true,
            expectNoChanges: options.expectNoChanges,
            onOutput: (text) => {
              process.stdout.write(text);
            },
          });
        }),
      ),
  );
}
