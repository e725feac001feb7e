import { createInterface } from "node:readline/promises";
import { CommandError } from "../command-error";

/** What a question is put to. */
export interface Terminal {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  output: NodeJS.WritableStream & { isTTY?: boolean };
}

const ours = (): Terminal => ({ input: process.stdin, output: process.stdout });

/** Refuses to go on where nobody could be asked. */
export function refuseWithoutTerminal(command: string, { input, output }: Terminal = ours()): void {
  if (input.isTTY === true && output.isTTY === true) return;
  throw new CommandError(
    `Cannot ask for confirmation, because this is not a terminal. Nothing was destroyed: write \`${command}\` to go on without a question.`,
  );
}

/** Asks on a terminal. Everything but a clear yes is a no, the end of the input included. */
export async function confirm(question: string, terminal: Terminal = ours()): Promise<boolean> {
  const lines = createInterface({ ...terminal, terminal: false });
  try {
    terminal.output.write(`${question} [y/N] `);
    const closed = new Promise<string>((resolve) => {
      lines.once("close", () => {
        resolve("");
      });
    });
    const answer = await Promise.race([lines.question(""), closed]);
    return ["y", "yes"].includes(answer.trim().toLowerCase());
  } finally {
    lines.close();
  }
}
