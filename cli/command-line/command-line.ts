import { Command } from "commander";
import { didYouMean } from "../../components/shared/nearest";
import { version } from "../../package.json";
import { CommandError } from "../command-error";
import { endQuietlyWhenUnread } from "./closed-output";
import { errorText } from "./error-text";
import { invocationWith, namedCommand, namesOf } from "./invocation";
import { Interrupted } from "./interruption";
import { swallowedByNpm } from "./npm-flags";
import { red } from "./colors";

const HELP = ["--help", "-h"];
const VERSION = "--version";

/** The command line as a whole: what holds for every command, also for those that are added to it later. */
export function commandLine(description = ""): Command {
  return new Command("npm run")
    .description(description)
    .helpCommand(false)
    .version(version, VERSION, "print the version")
    .hook("preAction", (_program, command) => {
      refuseEmptyValues(command);
    });
}

/** Runs the command that the words name, and tells what goes wrong. */
export async function runCommandLine(
  program: Command,
  words: readonly string[] = process.argv.slice(2),
): Promise<void> {
  endQuietlyWhenUnread();
  const fail = (error: unknown) => {
    console.error(red(errorText(error), process.stderr));
    process.exitCode = error instanceof Interrupted ? error.status : 1;
  };
  // An error that nobody waits for ends the process with a stack trace.
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(event, (error: unknown) => {
      fail(error);
      process.exit();
    });
  }
  prepare(program);
  try {
    await program.parseAsync(understood(program, words), { from: "user" });
  } catch (error) {
    fail(error);
    // A question that nobody answers would keep the process for ever.
    process.exit();
  }
}

/** Runs a script that takes nothing but the flags of all. */
export function runScript(
  name: string,
  description: string,
  action: () => void | Promise<void>,
): Promise<void> {
  const program = commandLine();
  program.command(name).description(description).action(action);
  return runCommandLine(program, [name, ...process.argv.slice(2)]);
}

/** Ends a command that was given a name which is none of these. */
export function refuseName(
  command: Command,
  kind: string,
  name: string,
  names: readonly string[],
): never {
  return command.error(
    `error: no such ${kind}: ${name}. There are ${names.join(", ")}.${didYouMean(name, names)}`,
  );
}

/** The words for the parser. Who asks for help or the version gets it, whatever else stands there, and nothing else. */
function understood(program: Command, words: readonly string[]): string[] {
  const end = words.indexOf("--");
  const flags = end === -1 ? words : words.slice(0, end);
  const command = namedCommand(program, words);
  if (flags.some((word) => HELP.includes(word))) return [...namesOf(command), "--help"];
  if (flags.includes(VERSION)) return [VERSION];
  const swallowed = swallowedByNpm(command, words, process.env);
  if (swallowed !== undefined) throw new CommandError(swallowed);
  return [...words];
}

/** Help and errors in the words of npm, by which every command is started. */
function prepare(command: Command): void {
  command
    .configureHelp({
      showGlobalOptions: true,
      commandUsage: (shown) => invocationWith(shown, shown.usage() === "" ? [] : [shown.usage()]),
    })
    .showHelpAfterError(`\`${invocationWith(command, ["--help"])}\` shows what it takes.`);
  for (const each of command.commands) prepare(each);
}

/** An empty value is a variable that is not set: taken for "not given", it would mean another environment or cluster. */
function refuseEmptyValues(command: Command): void {
  const values = command.opts<Record<string, unknown>>();
  const empty = command.options.filter((option) => {
    const value = values[option.attributeName()];
    return typeof value === "string" && value.trim() === "";
  });
  if (empty.length === 0) return;
  throw new CommandError(
    empty
      .map(
        ({ long = "", flags, mandatory }) =>
          `${long} has an empty value: write \`${flags}\`${mandatory ? "" : ", or leave it out"}.`,
      )
      .join("\n"),
  );
}
