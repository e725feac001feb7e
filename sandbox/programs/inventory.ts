import { stat } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { type ToolName, toolCatalog, toolNames } from "./catalog";
import { downloadOf } from "./download-sources";
import { inFolder } from "./folder-size";
import { homeOf } from "./kept";
import { lookUp } from "./lookup";
import { thisMachine } from "./machine";
import { Way, readOrigin } from "./origin";
import { readPin } from "./pin";
import type { ToolPlaces } from "./places";
import { inMirror } from "./sources";
import { type Uses, USES } from "./uses";
import { imageReference, wantedImage } from "./wanted-image";

/** One program: whether it is here, how it came here, and what waits for it. */
export interface InventoryEntry extends Uses {
  readonly name: ToolName;
  /** Version of the image that is deployed, or of the pin. */
  readonly wanted: string;
  /** None where it is missing. */
  readonly here?: {
    readonly version: string;
    readonly path: string;
    /** Image, address or folder it was made from; "PATH", or "by hand" for what somebody put into the cache. */
    readonly from: string;
    readonly bytes: number;
  };
  /** Where it can be had, the first that will be tried first. */
  readonly ways: readonly string[];
}

export async function inventory(
  places: ToolPlaces,
  names: readonly ToolName[] = toolNames,
): Promise<InventoryEntry[]> {
  return Promise.all(names.map((name) => entry(name, places)));
}

async function entry(name: ToolName, places: ToolPlaces): Promise<InventoryEntry> {
  const { binary, version = "", wanted } = await lookUp(name, places);
  const common = { name, wanted, ways: await waysTo(name, places), ...USES[name] };
  if (binary === undefined) return common;
  const home = homeOf(name, places);
  if (!binary.startsWith(home + sep)) {
    const { size } = await stat(binary);
    return { ...common, here: { version, path: binary, from: "PATH", bytes: size } };
  }
  const folder = join(home, binary.slice(home.length + 1).split(sep, 1)[0] ?? "");
  const [from, bytes] = [await cameFrom(name, folder), await inFolder(folder)];
  return { ...common, here: { version, path: binary, from, bytes } };
}

async function cameFrom(name: ToolName, folder: string): Promise<string> {
  const origin = await readOrigin(folder);
  if (origin !== undefined) {
    const digest = origin.way === Way.Image ? `@${origin.digests?.at(-1) ?? ""}` : "";
    return `${origin.from}${digest}`;
  }
  const tool = toolCatalog[name];
  if (tool.kind === "built" && folder.endsWith(`-${(await readPin(tool)).digest}`)) {
    return `tools/${tool.family}`;
  }
  return "by hand";
}

async function waysTo(name: ToolName, places: ToolPlaces): Promise<string[]> {
  const tool = toolCatalog[name];
  const machine = thisMachine();
  const ways: string[] = [];
  if (tool.image !== undefined && machine?.os === "linux") {
    ways.push(`image ${imageReference(wantedImage(tool.image, places))}`);
  }
  if (tool.kind === "image") return [...ways, `by hand from ${tool.source}`];
  const { version } = await readPin(tool);
  const download = machine && downloadOf(name, version, machine);
  if (download !== undefined) {
    ways.push(`download ${dirname(inMirror(download.url, places.network?.sources ?? {}))}`);
  }
  const wanted = tool.image === undefined ? version : wantedImage(tool.image, places).version;
  const other = version === wanted ? "" : `, which is ${version}`;
  return [...ways, `Go build of tools/${tool.family}${other}`];
}
