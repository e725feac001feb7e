import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { toolCatalog } from "./catalog";
import type { BuiltTool, Tool, ToolName } from "./catalog";
import { fileName, homeOf, keptPrograms } from "./kept";
import type { Kept } from "./kept";
import { readPin } from "./pin";
import type { ToolPin } from "./pin";
import type { ToolPlaces } from "./places";
import { reportedVersion, versionFits } from "./version";
import { wantedImage } from "./wanted-image";
import type { WantedImage } from "./wanted-image";

/** The result of a search: the binary, or what was looked at and why it would not do. */
export interface Lookup {
  readonly binary?: string;
  /** Its version, as it was built or as it reports it. */
  readonly version?: string;
  /** Version of the image that is deployed, or of the pin. */
  readonly wanted: string;
  /** Whether it is only a stand-in, in another version than the one that is deployed. */
  readonly isStandIn?: boolean;
  readonly rejected: readonly string[];
}

/** Looks in the cache, then on PATH; builds and fetches nothing. */
export async function lookUp(name: ToolName, places: ToolPlaces): Promise<Lookup> {
  const tool = toolCatalog[name];
  const image = tool.image && wantedImage(tool.image, places);
  const pin = tool.kind === "built" ? await readPin(tool) : undefined;
  const wanted = image?.version ?? pin?.version ?? "";
  const built = pin && { binary: pinnedBinary(name, tool as BuiltTool, pin, places), pin };
  const isThere = built !== undefined && (await isExecutable(built.binary));
  if (isThere && built.pin.version === wanted) return { ...found(built), wanted };

  const rejected = built === undefined ? [] : [`${built.binary}: not there`];
  const kept = image && (await findKept(name, tool, image, places, rejected));
  const onPath = kept ?? (await searchPath(name, tool, { wanted, pin }, places, rejected));
  if (onPath !== undefined) return { ...onPath, wanted, rejected };
  return isThere ? { ...found(built), wanted, isStandIn: true } : { wanted, rejected };
}

function found({ binary, pin }: { binary: string; pin: ToolPin }) {
  return { binary, version: pin.version, rejected: [] };
}

/** Path at which a built program is kept: another pin is another folder, so nothing is ever stale. */
export async function cachedBinary(
  name: ToolName,
  tool: BuiltTool,
  places: Pick<ToolPlaces, "cache">,
): Promise<string> {
  return pinnedBinary(name, tool, await readPin(tool), places);
}

function pinnedBinary(
  name: ToolName,
  tool: BuiltTool,
  { version, digest }: ToolPin,
  places: Pick<ToolPlaces, "cache">,
): string {
  return join(homeOf(name, places), `${version}-${digest}`, tool.binary ?? name);
}

interface Hit {
  readonly binary: string;
  readonly version: string;
  readonly isStandIn?: boolean;
}

/** Looks through what images and people have put into the cache. */
async function findKept(
  name: ToolName,
  tool: Tool,
  image: WantedImage,
  places: ToolPlaces,
  rejected: string[],
): Promise<Hit | undefined> {
  const kept = await keptPrograms(name, tool, image.version, places);
  if (kept.length === 0 && tool.kind === "image") {
    rejected.push(`${homeOf(name, places)}/VERSION/${fileName(name, tool)}: not there`);
  }
  for (const each of kept) {
    const result = await judgeKept(each, tool, image);
    if (typeof result !== "string") return result;
    rejected.push(result);
  }
  return undefined;
}

/** The program, or why it will not do. */
async function judgeKept(kept: Kept, tool: Tool, image: WantedImage): Promise<Hit | string> {
  const { binary, origin } = kept;
  if (!(await isExecutable(binary))) return `${binary}: not there`;
  if (origin === undefined) {
    // A program that never says its version is taken at the word of whoever named the folder.
    const version = tool.probe ? await reportedVersion(binary, tool.probe) : kept.version;
    return judge(binary, version, image.version, tool);
  }
  if (image.digest !== undefined && origin.digests?.includes(image.digest) !== true) {
    return `${binary}: is of another image than ${image.digest}`;
  }
  return judge(binary, origin.version, image.version, tool);
}

async function searchPath(
  name: ToolName,
  tool: Tool,
  { wanted, pin }: { wanted: string; pin?: ToolPin },
  { path }: ToolPlaces,
  rejected: string[],
): Promise<Hit | undefined> {
  const before = rejected.length;
  let standIn: Hit | undefined;
  for (const folder of path.split(delimiter).filter((entry) => entry !== "")) {
    const binary = resolve(folder, fileName(name, tool));
    if (!(await isExecutable(binary))) continue;
    const version = tool.probe && (await reportedVersion(binary, tool.probe));
    const result = judge(binary, version, wanted, tool);
    if (typeof result !== "string") return result;
    if (version !== undefined && version === pin?.version) {
      standIn ??= { binary, version, isStandIn: true };
    }
    rejected.push(result);
  }
  if (rejected.length === before) rejected.push("PATH: not there");
  return standIn;
}

/** The program, or why its version will not do. */
function judge(
  binary: string,
  version: string | undefined,
  wanted: string,
  { onPath }: Tool,
): Hit | string {
  if (version === undefined) return `${binary}: does not say its version`;
  if (versionFits(version, wanted, onPath)) return { binary, version };
  const range =
    onPath === "exact" ? `exactly ${wanted}` : `${wanted} or a later ${wanted.split(".", 1)[0]}.x`;
  return `${binary}: is ${version}, wanted ${range}`;
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
