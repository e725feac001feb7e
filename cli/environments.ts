import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { isMap } from "../components/shared/merge";
import { didYouMean } from "../components/shared/nearest";
import { shown } from "../components/shared/shown";
import { parse } from "yaml";
import { CommandError } from "./command-error";
import { readStackFile } from "./stack-file";

/** The folder that holds Pulumi.yaml. */
export const PROJECT_ROOT = join(__dirname, "..");

/** An environment: one Pulumi.NAME.yaml. */
export interface Environment {
  name: string;
  file: string;
  /** The `config` block: each key with its namespace. */
  config: Record<string, unknown>;
}

const STACK_FILE = /^Pulumi\.(.+)\.ya?ml$/;

/** The project's name: the first part of keys that the stack files write without one. */
export function projectName(): string {
  const file = join(PROJECT_ROOT, "Pulumi.yaml");
  let content: unknown;
  try {
    content = parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${(error as Error).message}`);
  }
  if (isMap(content) && typeof content.name === "string") return content.name;
  throw new CommandError(`${file} has no \`name:\` at its top level.`);
}

/** Names of the environments that the project has. */
export function environmentNames(): string[] {
  return readdirSync(PROJECT_ROOT)
    .map((file) => STACK_FILE.exec(file)?.[1])
    .filter((name) => name !== undefined)
    .sort();
}

/** Where an environment of the project is written down. */
export function stackFile(name: string): string {
  return join(PROJECT_ROOT, `Pulumi.${name}.yaml`);
}

/** Reads an environment by its name, or from the path of a stack file. */
export function readEnvironment(nameOrPath: string): Environment {
  const { name, file } = locateEnvironment(nameOrPath);
  if (!existsSync(file)) {
    const names = environmentNames();
    throw new CommandError(
      `There is no environment "${nameOrPath}": ${file} does not exist. ` +
        `Environments here: ${names.join(", ")}.${didYouMean(nameOrPath, names)}`,
    );
  }
  checkStackName(name, file);
  return { name, file, config: withNamespaces(readStackFile(file)) };
}

/** What an environment is called and where it is written down, whether or not it can be read. */
export function locateEnvironment(nameOrPath: string): Pick<Environment, "name" | "file"> {
  const isPath = /[/\\]|\.ya?ml$/.test(nameOrPath);
  const file = isPath ? resolve(nameOrPath) : stackFile(nameOrPath);
  const name = STACK_FILE.exec(basename(file))?.[1] ?? basename(file).replace(/\.ya?ml$/, "");
  return { name, file };
}

/** What Pulumi takes as the name of a stack. */
const STACK_NAME = /^(?=.*[A-Za-z0-9])[-A-Za-z0-9_.]{1,100}$/;

function checkStackName(name: string, file: string): void {
  if (STACK_NAME.test(name)) return;
  throw new CommandError(
    `${file}: its stack would be called ${shown(name)}; allowed: 1 to 100 letters, digits, dashes, ` +
      `dots and underscores; rename the file, for example Pulumi.staging.yaml`,
  );
}

/** The Pulumi CLI reads a key without a namespace as one of the project, and `lgtm:config:loki` as `lgtm:loki`. */
function withNamespaces(config: Record<string, unknown>): Record<string, unknown> {
  const project = projectName();
  const entries = Object.entries(config).map(([key, value]) => [
    key.includes(":") ? key.replace(/^([^:]+):config:([^:]+)$/, "$1:$2") : `${project}:${key}`,
    value,
  ]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}
