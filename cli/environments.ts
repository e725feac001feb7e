import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { isMap } from "../components/shared/merge";
import { nearest } from "../components/shared/nearest";
import { parse } from "yaml";
import { CommandError } from "./command-error";

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
  const { name } = parse(readFileSync(join(PROJECT_ROOT, "Pulumi.yaml"), "utf8")) as {
    name: string;
  };
  return name;
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
  const isPath = /[/\\]|\.ya?ml$/.test(nameOrPath);
  const file = isPath ? resolve(nameOrPath) : stackFile(nameOrPath);
  if (!existsSync(file)) {
    const names = environmentNames();
    const near = nearest(nameOrPath, names);
    throw new CommandError(
      `There is no environment "${nameOrPath}": ${file} does not exist. ` +
        `Environments here: ${names.join(", ")}.${near ? ` Did you mean "${near}"?` : ""}`,
    );
  }
  const name = STACK_FILE.exec(basename(file))?.[1] ?? basename(file).replace(/\.ya?ml$/, "");
  return { name, file, config: configBlock(file) };
}

function configBlock(file: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new CommandError(`${file} is no YAML: ${(error as Error).message}`);
  }
  // An empty file is a stack without settings.
  const settings = content ?? {};
  const config = isMap(settings) ? (settings.config ?? {}) : settings;
  if (!isMap(config)) throw new CommandError(`${file} has no map \`config:\` at its top level.`);
  return withNamespaces(config);
}

/** The Pulumi CLI reads a key without a namespace as one of the project. */
function withNamespaces(config: Record<string, unknown>): Record<string, unknown> {
  const project = projectName();
  const entries = Object.entries(config).map(([key, value]) => [
    key.includes(":") ? key : `${project}:${key}`,
    value,
  ]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}
