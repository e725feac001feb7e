import type { Progress } from "./go-build";
import { toolCatalog } from "./tool-catalog";
import type { ToolName } from "./tool-catalog";
import { obtain } from "./tool-install";
import { defaultPlaces, lookUp } from "./tool-lookup";
import type { ToolPlaces } from "./tool-lookup";

export type { Progress } from "./go-build";
export type { BuiltToolName, ToolName } from "./tool-catalog";

const silent: Progress = () => undefined;

/** Path of a program that is already here, in the cache or on PATH; undefined when it is not. */
export async function findTool(
  name: ToolName,
  places: ToolPlaces = defaultPlaces(),
): Promise<string | undefined> {
  return (await lookUp(name, places)).binary;
}

/** Path of a program, which is installed or built first where it is not here yet. */
export async function ensureTool(
  name: ToolName,
  progress: Progress = silent,
  places: ToolPlaces = defaultPlaces(),
): Promise<string> {
  return (await ensureTools([name], progress, places))[name];
}

/** Paths of several programs; those that are missing are installed or built one after the other. */
export async function ensureTools<Name extends ToolName>(
  names: readonly Name[],
  progress: Progress = silent,
  places: ToolPlaces = defaultPlaces(),
): Promise<Record<Name, string>> {
  const found = await Promise.all(
    names.map(async (name) => [name, await lookUp(name, places)] as const),
  );
  const binaries = new Map<Name, string>();
  const missing: [Name, readonly string[]][] = [];
  for (const [name, { binary, rejected }] of found) {
    if (binary === undefined) missing.push([name, rejected]);
    else binaries.set(name, binary);
  }
  if (missing.length > 1) {
    progress(`${missing.length} programs are missing, ${buildTime(missing.map(([name]) => name))}`);
  }
  for (const [index, [name, rejected]] of missing.entries()) {
    const step = `[${index + 1}/${missing.length}] `;
    const prefixed: Progress = (line) => {
      progress(step + line);
    };
    binaries.set(name, await obtain(name, rejected, prefixed, places));
  }
  return Object.fromEntries(binaries) as Record<Name, string>;
}

function buildTime(names: readonly ToolName[]): string {
  const seconds = names.map((name) => {
    const tool = toolCatalog[name];
    return tool.kind === "built" ? tool.usualSeconds : 0;
  });
  const minutes = Math.ceil(seconds.reduce((sum, each) => sum + each, 0) / 60);
  return `to build them takes about ${minutes} min on two cores, once: ${names.join(", ")}`;
}
