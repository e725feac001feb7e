import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, isMap, parseDocument } from "yaml";
import { PROGRAM_FOLDER } from "../../stacks/program-folder";
import { type Environment, PROJECT_ROOT } from "../environments";
import type { ProjectPlugin } from "./plugins";

export interface ProjectOptions {
  /** Plugins that the engine would not find by itself. */
  plugins: readonly ProjectPlugin[];
  /** Leave the settings of providers in the stack's file. */
  keepProviderConfig: boolean;
}

/**
 * Prepares the folder in which the engine finds the project and the stack's settings: a copy, because the
 * engine writes into them and the repository's files are yours. `keepProviderConfig` is for clusters that
 * were named: without it, nothing in the file may point the engine at another cluster than ours.
 */
export function prepareProjectFolder(
  folder: string,
  environment: Environment,
  { plugins, keepProviderConfig }: ProjectOptions,
): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const project = parseDocument(readFileSync(join(PROJECT_ROOT, "Pulumi.yaml"), "utf8"));
  // The program runs in our own process. Providers run beside it, where its relative paths begin.
  project.set("main", PROGRAM_FOLDER);
  project.set("runtime", "nodejs");
  if (plugins.length > 0) project.set("plugins", { providers: plugins });
  writeFileSync(join(folder, "Pulumi.yaml"), project.toString());
  const copy = join(folder, `Pulumi.${environment.name}.yaml`);
  const settings: Document = parseDocument(readFileSync(environment.file, "utf8"));
  // An empty file is legal, and would be written as `null`, which is not.
  if (settings.contents === null) settings.contents = settings.createNode({});
  if (!keepProviderConfig) removeProviderConfig(settings);
  keepEncryption(settings, copy);
  writeFileSync(copy, settings.toString(), { mode: 0o600 });
}

function removeProviderConfig(settings: Document): void {
  const config = settings.get("config");
  if (!isMap(config)) return;
  for (const { key } of [...config.items]) {
    if (String(key).startsWith("kubernetes:")) config.delete(key);
  }
}

/** The key to the state's secrets, which the engine wrote into an earlier copy. */
const ENCRYPTION_KEYS = ["secretsprovider", "encryptedkey", "encryptionsalt"];

function keepEncryption(settings: Document, copy: string): void {
  if (!existsSync(copy) || ENCRYPTION_KEYS.some((key) => settings.has(key))) return;
  const earlier = parseDocument(readFileSync(copy, "utf8"));
  for (const key of ENCRYPTION_KEYS) {
    if (earlier.has(key)) settings.set(key, earlier.get(key));
  }
}
