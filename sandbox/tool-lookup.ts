import { constants } from "node:fs";
import { access, readdir } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { cacheFolder } from "./cache-folder";
import { toolCatalog } from "./tool-catalog";
import type { BuiltTool, FoundTool, ToolName } from "./tool-catalog";
import { readPin } from "./tool-pin";
import { compareVersions, reportedVersion, versionFits } from "./tool-version";

/** Where programs are looked for. */
export interface ToolPlaces {
  /** Cache folder; programs lie in its `tools/NAME/VERSION/`. */
  readonly cache: string;
  /** Search path, as in the environment variable PATH. */
  readonly path: string;
}

/** The result of a search: the binary, or what was looked at and why it would not do. */
export interface Lookup {
  readonly binary?: string;
  readonly rejected: readonly string[];
}

export function defaultPlaces(environment: NodeJS.ProcessEnv = process.env): ToolPlaces {
  return { cache: cacheFolder(environment), path: environment["PATH"] ?? "" };
}

/** Looks in the cache, then on PATH; builds and fetches nothing. */
export async function lookUp(name: ToolName, places: ToolPlaces): Promise<Lookup> {
  const tool = toolCatalog[name];
  if (tool.kind === "found") return lookUpFound(name, tool, places);
  const cached = await cachedBinary(name, tool, places);
  if (await isExecutable(cached)) return { binary: cached, rejected: [] };
  const { version } = await readPin(tool);
  const onPath = await searchPath(name, tool, version, places);
  return { ...onPath, rejected: [`${cached}: not there`, ...onPath.rejected] };
}

/** Path at which a built program is kept: another pin is another folder, so nothing is ever stale. */
export async function cachedBinary(
  name: ToolName,
  tool: BuiltTool,
  places: ToolPlaces,
): Promise<string> {
  const { version, digest } = await readPin(tool);
  return join(places.cache, "tools", name, `${version}-${digest}`, tool.binary ?? name);
}

async function lookUpFound(name: ToolName, tool: FoundTool, places: ToolPlaces): Promise<Lookup> {
  const folder = join(places.cache, "tools", name);
  const versions = await readdir(folder).catch(() => []);
  const rejected: string[] = versions.length === 0 ? [`${folder}/VERSION/${name}: not there`] : [];
  for (const version of versions.sort(compareVersions).reverse()) {
    const binary = join(folder, version, name);
    const reason = await rejection(binary, tool, tool.version);
    if (reason === undefined) return { binary, rejected };
    rejected.push(reason);
  }
  const onPath = await searchPath(name, tool, tool.version, places);
  return { ...onPath, rejected: [...rejected, ...onPath.rejected] };
}

async function searchPath(
  name: ToolName,
  tool: BuiltTool | FoundTool,
  pinned: string,
  places: ToolPlaces,
): Promise<Lookup> {
  const rejected: string[] = [];
  for (const folder of places.path.split(delimiter).filter((entry) => entry !== "")) {
    const binary = resolve(folder, name);
    if (!(await isExecutable(binary))) continue;
    const reason = await rejection(binary, tool, pinned);
    if (reason === undefined) return { binary, rejected };
    rejected.push(reason);
  }
  return { rejected: rejected.length === 0 ? ["PATH: not there"] : rejected };
}

/** Why a binary will not do, or undefined when it will. */
async function rejection(
  binary: string,
  tool: BuiltTool | FoundTool,
  pinned: string,
): Promise<string | undefined> {
  const actual = await reportedVersion(binary, tool.probe);
  if (actual === undefined) return `${binary}: does not say its version`;
  if (versionFits(actual, pinned, tool.onPath)) return undefined;
  const wanted =
    tool.onPath === "exact"
      ? `exactly ${pinned}`
      : `${pinned} or a later ${pinned.split(".", 1)[0] ?? ""}.x`;
  return `${binary}: is ${actual}, wanted ${wanted}`;
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
