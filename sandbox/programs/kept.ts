import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { type Tool, type ToolName } from "./catalog";
import { type Origin, readOrigin, Way } from "./origin";
import type { ToolPlaces } from "./places";
import { compareVersions } from "./version";

/** A program in the cache that was not built from the pin of today: out of an image, or put there by hand. */
export interface Kept {
  readonly binary: string;
  /** Version by which its folder is named. */
  readonly version: string;
  /** None for what was put there by hand. */
  readonly origin?: Origin;
}

/** The folder that holds all versions of a program. */
export function homeOf(name: ToolName, { cache }: Pick<ToolPlaces, "cache">): string {
  return join(cache, "tools", name);
}

/** A folder that a build or a download made: the digest covers what it was made from. */
const BUILT = /-[0-9a-f]{12}$/;

/** What is kept of a program, the wanted version first, then the highest. */
export async function keptPrograms(
  name: ToolName,
  tool: Tool,
  wanted: string,
  places: Pick<ToolPlaces, "cache">,
): Promise<Kept[]> {
  const home = homeOf(name, places);
  const entries = await readdir(home).catch(() => []);
  const folders = entries.filter((entry) => !entry.startsWith("."));
  const kept = await Promise.all(folders.map((entry) => keptIn(join(home, entry), name, tool)));
  return kept
    .filter((each) => each !== undefined)
    .sort((a, b) => rank(b, wanted) - rank(a, wanted) || compareVersions(b.version, a.version));
}

async function keptIn(folder: string, name: ToolName, tool: Tool): Promise<Kept | undefined> {
  const origin = await readOrigin(folder);
  if (origin !== undefined) {
    if (origin.way !== Way.Image) return undefined;
    return { binary: join(folder, origin.binary), version: origin.version, origin };
  }
  const version = basename(folder);
  if (tool.kind === "built" && BUILT.test(version)) return undefined;
  return { binary: join(folder, fileName(name, tool)), version };
}

function rank({ version }: Kept, wanted: string): number {
  return version === wanted ? 1 : 0;
}

/** What the program is called on PATH and in a folder that was made by hand. */
export function fileName(name: ToolName, tool: Tool): string {
  return tool.kind === "built" && tool.binary !== undefined ? basename(tool.binary) : name;
}
