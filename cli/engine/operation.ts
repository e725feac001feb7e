import { CommandError as EngineError, type EngineEvent } from "@pulumi/pulumi/automation";
import { CommandError } from "../command-error";
import { progressPrinter } from "./progress";

/**
 * Runs an operation of the engine and prints what it does. What it has complained about by then stands on
 * the screen: the error that ends it does not say it again.
 */
export async function runOperation<T>(
  run: (onEvent: (event: EngineEvent) => void) => Promise<T>,
): Promise<T> {
  const print = progressPrinter((line) => {
    console.log(line);
  });
  const seen = { complaint: false };
  try {
    return await run((event) => {
      if (event.diagnosticEvent?.severity === "error") seen.complaint = true;
      print(event);
    });
  } catch (error) {
    if (!(error instanceof EngineError) || !seen.complaint) throw error;
    throw new CommandError(
      "The engine stopped at the errors above. Mend them and run the command again: it goes on where it ended.",
    );
  }
}
