import type { Command } from "commander";
import { didYouMean } from "../../components/shared/nearest";
import { type ToolName, builtTools, toolNames } from "../../sandbox/programs/catalog";
import { inventory } from "../../sandbox/programs/inventory";
import { pinChecksums } from "../../sandbox/programs/pin-checksums";
import { type ToolPlaces, defaultPlaces } from "../../sandbox/programs/places";
import { ensureTools, obtainableTools } from "../../sandbox/tools";
import { CommandError } from "../command-error";
import { readEnvironment } from "../environments";
import { deployedImages } from "../programs/deployed-images";
import { programLines } from "../programs/table";
import { ENV_OPTION } from "./env-option";

interface ProgramsOptions {
  env: string;
  get?: true | string[];
  json?: boolean;
  pin?: boolean;
}

/** Adds `programs`: which programs are here, from where, and what waits for those that are not. */
export function addProgramsCommand(program: Command): void {
  program
    .command("programs")
    .description("Show the programs that commands and tests run, and get those that are missing.")
    .option(...ENV_OPTION)
    .option("--get [names...]", "get what is missing: the named programs, or all that can be had")
    .option("--json", "print the list as JSON")
    .option("--pin", "write the makers' checksums of the pinned versions to tools/checksums.json")
    .addHelpText(
      "after",
      `
The environment decides which images, mirror and digests are used. Programs are looked for in the cache and on PATH, then
taken from the deployed image or the maker's download, then built from tools/. Variables: PULUMI_LGTM_CACHE (folder), LGTM_IMAGE_MIRROR (registry in place of all others),
LGTM_DOWNLOAD_MIRROR (address with the makers' files by host and path), LGTM_MIRROR_CA (certificates of both),
LGTM_NO_DOWNLOADS=1 (nothing is fetched). Private registries: the logins of \`docker login\`.

Programs: ${toolNames.join(", ")}.`,
    )
    .action(programs);
}

async function programs({ env, get, json, pin }: ProgramsOptions): Promise<void> {
  if (pin === true) {
    await writeChecksums();
    return;
  }
  const names = Array.isArray(get) ? get.map(toolName) : toolNames;
  const images = await deployedImages(readEnvironment(env));
  const places = { ...defaultPlaces(), images };
  // What is told on the way must not stand in the JSON.
  const progress = json === true ? console.error : console.log;
  if (get !== undefined) await getPrograms(names, Array.isArray(get), places, progress);
  const entries = await inventory(places, names);
  console.log(json === true ? JSON.stringify(entries, null, 2) : programLines(entries).join("\n"));
}

async function writeChecksums(): Promise<void> {
  const { network } = defaultPlaces();
  if (network === undefined) return;
  try {
    const pinned = await pinChecksums(network);
    console.log(`tools/checksums.json has ${Object.keys(pinned).length} checksums`);
  } catch (error) {
    throw new CommandError(`Nothing was written: ${(error as Error).message}`);
  }
}

function toolName(name: string): ToolName {
  if ((toolNames as string[]).includes(name)) return name as ToolName;
  throw new CommandError(
    `There is no program "${name}". Programs: ${toolNames.join(", ")}.${didYouMean(name, toolNames)}`,
  );
}

/** Who names a program wants it, and is told with an error when it cannot be had. */
async function getPrograms(
  names: readonly ToolName[],
  areNamed: boolean,
  places: ToolPlaces,
  progress: (line: string) => void,
): Promise<void> {
  if (areNamed) {
    await ensureTools(names, progress, places);
    return;
  }
  const isBuilt = (name: ToolName) => builtTools.includes(name);
  await obtainableTools(
    names.filter((name) => !isBuilt(name)),
    progress,
    places,
  );
  await ensureTools(names.filter(isBuilt), progress, places);
}
