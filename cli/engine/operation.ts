import { CommandError as EngineError, type EngineEvent } from "@pulumi/pulumi/automation";
import { engineOperation } from "../command-line/interruption";
import { CommandError } from "../command-error";
import type { Cluster } from "./cluster";
import { progressPrinter } from "./progress";
import { WaitWatch } from "./wait-watch";

/** What helm says of a release that a killed run has left behind. */
const HALF_FINISHED =
  /another operation \(.*\) is in progress|cannot re-use a name that is still in use/;

/** For the engine: who is told of what it does, and who ends it. */
export interface OperationOptions {
  onEvent: (event: EngineEvent) => void;
  signal: AbortSignal;
}

/** What an operation waits for. */
export interface WaitedFor {
  cluster: Cluster;
  namespaces: readonly string[];
}

/**
 * Runs an operation of the engine and prints what it does, and what it waits for. What it has complained about by then
 * stands on the screen: the error that ends it does not say it again.
 */
export async function runOperation<T>(
  run: (options: OperationOptions) => Promise<T>,
  waitedFor?: WaitedFor,
): Promise<T> {
  const line = (text: string) => {
    console.log(text);
  };
  const print = progressPrinter(line);
  const watch = waitedFor && new WaitWatch(waitedFor.cluster, waitedFor.namespaces, line);
  const seen = { complaint: false, halfFinished: false };
  watch?.start();
  try {
    const onEvent = (event: EngineEvent) => {
      watch?.see(event);
      const { severity, message } = event.diagnosticEvent ?? {};
      if (severity === "error") seen.complaint = true;
      seen.halfFinished ||= severity === "error" && HALF_FINISHED.test(message ?? "");
      print(event);
    };
    return await engineOperation((signal) => run({ onEvent, signal }));
  } catch (error) {
    if (!(error instanceof EngineError) || !seen.complaint) throw error;
    for (const problem of watch?.problems ?? []) line(`  ${problem}`);
    if (seen.halfFinished) {
      throw new CommandError(
        "A Helm release is half-finished. Run `npm run doctor` with the same --env and --context: it prints the command that mends it.",
      );
    }
    throw new CommandError(
      "The engine stopped at the errors above. Mend them and run the command again: it goes on where it ended.",
    );
  } finally {
    watch?.stop();
  }
}
