import type { Command, Option } from "commander";
import { shellLine } from "../shell-line";
import { invocationWith, namesOf } from "./invocation";

/** npm has these too, and sets them for reasons of its own: alone they say nothing. */
const ALSO_OF_NPM = ["yes"];

/**
 * Says so when npm has kept flags of ours. It takes every flag before `--` for its own configuration, tells the script in
 * variables alone, and passes the value on as a word: `npm run down --context c` would take down something else.
 */
export function swallowedByNpm(
  command: Command,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): string | undefined {
  // Flags of an outer script, which has started this one, are not ours.
  const names = namesOf(command);
  if (env.npm_lifecycle_event !== names[0]) return undefined;
  const swallowed = command.options.filter((option) =>
    isSwallowed(option, env[variableOf(option)]),
  );
  if (swallowed.every((option) => ALSO_OF_NPM.includes(option.attributeName()))) return undefined;
  const flags = swallowed.map(({ long }) => long ?? "");
  return (
    `npm has kept ${flags.join(" and ")} for itself, because ${flags.length === 1 ? "it stands" : "they stand"} before \`--\`. ` +
    `Nothing was done: write \`${rightLine(command, swallowed, words.slice(names.length), env)}\`.`
  );
}

function variableOf({ long = "" }: Option): string {
  return `npm_config_${long.replace(/^--(no-)?/, "").replaceAll("-", "_")}`;
}

/** A flag that is not there has no variable; npm sets one to nothing for `--no-…` and for a value that is missing. */
function isSwallowed({ negate, required, optional }: Option, value: string | undefined): boolean {
  if (value === undefined) return false;
  return negate ? value === "" || value === "false" : required || optional || value !== "";
}

/** The line as it should have been. Which word belongs to which flag is known only where there is one of each. */
function rightLine(
  command: Command,
  swallowed: readonly Option[],
  rest: readonly string[],
  env: NodeJS.ProcessEnv,
): string {
  const without = swallowed.filter((option) => isValueMissing(option, env));
  const words = rest.findIndex((word) => word.startsWith("-"));
  const [operands, flags] = words === -1 ? [rest, []] : [rest.slice(0, words), rest.slice(words)];
  const takesWords = command.registeredArguments.length > 0;
  const isCertain = !takesWords && without.length === 1 && operands.length === 1;
  const args = swallowed.flatMap((option) => {
    const { long = "", required } = option;
    if (!required) return [long];
    if (!isValueMissing(option, env)) return [long, shellLine([env[variableOf(option)] ?? ""])];
    return [long, isCertain ? shellLine(operands) : (/<.*>/.exec(option.flags)?.[0] ?? "")];
  });
  const placeholders = command.registeredArguments.map((argument) => {
    const name = argument.variadic ? `${argument.name()}...` : argument.name();
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return invocationWith(command, [
    ...placeholders,
    ...args,
    ...flags.map((flag) => shellLine([flag])),
  ]);
}

function isValueMissing(option: Option, env: NodeJS.ProcessEnv): boolean {
  return option.required && ["true", ""].includes(env[variableOf(option)] ?? "");
}
