import { CommandError } from "../command-error";

/** Ended by the user. The message says what is left. */
export class Interrupted extends CommandError {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

/** What shells expect of a command that a signal has ended. */
const STATUS = { SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof STATUS;
const SIGNALS = Object.keys(STATUS) as Signal[];

/** npm passes on what the terminal has sent as well: signals in so short a time are one. */
export const ONE_KEYSTROKE_MILLISECONDS = 1_000;

/** The operation of the engine that is under way. */
let operation: AbortController | undefined;
let interruptedBy: { signal: Signal; at: number } | undefined;

/**
 * Runs work that the user can end by Ctrl-C and that leaves something behind then: `left` says what. The engine gets to
 * finish what it has begun, so that its state tells the truth; who asks again does not wait for that.
 */
export async function interruptible<T>(
  work: () => Promise<T>,
  left: () => Promise<string>,
): Promise<T> {
  const end = async (signal: Signal) => {
    const message = await left().catch(() => "");
    console.error(`\n${message}`);
    process.exit(STATUS[signal]);
  };
  const hear = (signal: Signal) => {
    const before = interruptedBy;
    if (before !== undefined && Date.now() - before.at < ONE_KEYSTROKE_MILLISECONDS) return;
    interruptedBy ??= { signal, at: Date.now() };
    if (operation === undefined || before !== undefined) {
      void end(signal);
      return;
    }
    console.error(
      "\nStopping: the engine finishes what it has begun. Press Ctrl-C again to stop at once.",
    );
    // A terminal has told the engine as well, which would take a second signal for impatience.
    if (signal !== "SIGINT") operation.abort();
  };
  for (const signal of SIGNALS) process.on(signal, hear);
  try {
    return await work();
  } catch (error) {
    if (interruptedBy === undefined) throw error;
    throw new Interrupted(await left(), STATUS[interruptedBy.signal]);
  } finally {
    for (const signal of SIGNALS) process.off(signal, hear);
  }
}

/** Runs an operation of the engine, which Ctrl-C does not cut off. Nothing follows on it then. */
export async function engineOperation<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  operation = controller;
  try {
    const result = await run(controller.signal);
    if (interruptedBy !== undefined) throw new CommandError("interrupted");
    return result;
  } finally {
    operation = undefined;
  }
}
