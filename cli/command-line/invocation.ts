import type { Command } from "commander";

/** How a command is started: `npm start`, `npm run charts -- pull`. What follows is its flags and arguments. */
export function invocation(command: Command): string {
  const [script, ...rest] = namesOf(command);
  if (script === undefined) return "npm run COMMAND";
  const start = ["start", "test"].includes(script) ? `npm ${script}` : `npm run ${script}`;
  return [start, ...(rest.length > 0 ? ["--", ...rest] : [])].join(" ");
}

/** The same with its flags, which npm passes on behind `--` alone. */
export function invocationWith(command: Command, args: readonly string[]): string {
  const start = invocation(command);
  if (args.length === 0) return start;
  return [start, ...(start.includes(" -- ") ? [] : ["--"]), ...args].join(" ");
}

/** The command that the words name, as far as they name one. */
export function namedCommand(program: Command, words: readonly string[]): Command {
  let command = program;
  for (const word of words) {
    if (word === "--") break;
    command = command.commands.find((each) => each.name() === word) ?? command;
  }
  return command;
}

/** Names from the script on. The program itself, which no script names, is the root. */
export function namesOf(command: Command): string[] {
  return command.parent === null ? [] : [...namesOf(command.parent), command.name()];
}
