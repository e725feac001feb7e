import { CommandError as EngineError, type EngineEvent } from "@pulumi/pulumi/automation";
import { CommandError } from "../command-error";
import { progressPrinter } from "./progress";

/** What the provider says of a release on which a killed run has left its lock, in its own words and in helm's. */
const HALF_FINISHED = /npm run doctor|another operation \(.*\) is in progress/;

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
  const seen = { complaint: false, halfFinished: false };
  try {
    return await run((event) => {
      const { severity, message } = event.diagnosticEvent ?? {};
      if (severity === "error") seen.complaint = true;
      seen.halfFinished ||= severity === "error" && HALF_FINISHED.test(message ?? "");
      print(event);
    });
  } catch (error) {
    if (!(error instanceof EngineError) || !seen.complaint) throw error;
    if (seen.halfFinished) {
      throw new CommandError(
        "A Helm release is half-finished. Run `npm run doctor` with the same --env and --context: it prints the command that mends it.",
      );
    }
    throw new CommandError(
      "The engine stopped at the errors above. Mend them and run the command again: it goes on where it ended.",
    );
  }
}
