import { toolCatalog } from "./programs/catalog";
import type { ToolName } from "./programs/catalog";
import { fetchPrograms } from "./programs/fetch";
import type { Progress } from "./programs/go-build";
import { type Job, build, notHere, prefetch } from "./programs/install";
import { lookUp } from "./programs/lookup";
import { defaultPlaces } from "./programs/places";
import type { ToolPlaces } from "./programs/places";

export type { Progress } from "./programs/go-build";
export type { ToolName } from "./programs/catalog";

const silent: Progress = () => undefined;

/** Path of a program that is already here, in the cache or on PATH; undefined when it is not. */
export async function findTool(
  name: ToolName,
  places: ToolPlaces = defaultPlaces(),
): Promise<string | undefined> {
  return (await lookUp(name, places)).binary;
}

/** Path of a program, which is fetched or built first where it is not here yet. */
export async function ensureTool(
  name: ToolName,
  progress: Progress = silent,
  places: ToolPlaces = defaultPlaces(),
): Promise<string> {
  return (await ensureTools([name], progress, places))[name];
}

/**
 * Paths of several programs. Those that are missing are fetched where they can be, several at a time, and built one
 * after the other where they cannot.
 */
export async function ensureTools<Name extends ToolName>(
  names: readonly Name[],
  progress: Progress = silent,
  places: ToolPlaces = defaultPlaces(),
): Promise<Record<Name, string>> {
  const tools = startTools(names, progress, places);
  await tools.done;
  const paths = names.map(async (name) => [name, await tools.path(name)] as const);
  return Object.fromEntries(await Promise.all(paths)) as Record<Name, string>;
}

/** Programs that are being got. */
export interface StartedTools<Name extends ToolName> {
  /** Path of one as soon as it is there; those that are named first are there first. */
  path(name: Name): Promise<string>;
  /** When all are there, or the first that cannot be had has failed. */
  readonly done: Promise<void>;
}

/** Gets programs as `ensureTools` does, for a command that begins with the first while the others still come. */
export function startTools<Name extends ToolName>(
  names: readonly Name[],
  progress: Progress = silent,
  places: ToolPlaces = defaultPlaces(),
): StartedTools<Name> {
  const there = new Map(names.map((name) => [name, new Awaited()]));
  const found = (name: ToolName, binary: string) => there.get(name as Name)?.resolve(binary);
  const done = getAll(names, progress, places, found).catch((error: unknown) => {
    for (const { reject } of there.values()) reject(error);
    throw error;
  });
  // Who waits for one of them is told; nobody needs to wait for all.
  for (const promise of [done, ...[...there.values()].map(({ promise }) => promise)]) {
    promise.catch(() => undefined);
  }
  return {
    done,
    path: (name) =>
      there.get(name)?.promise ?? Promise.reject(new Error(`${name} was not asked for`)),
  };
}

/** A path that is yet to come. */
class Awaited {
  resolve!: (path: string) => void;
  reject!: (error: unknown) => void;
  readonly promise = new Promise<string>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });
}

/** Paths of those programs that are here or can be fetched. Nothing is built. */
export async function obtainableTools<Name extends ToolName>(
  names: readonly Name[],
  progress: Progress = silent,
  places: ToolPlaces = defaultPlaces(),
): Promise<Partial<Record<Name, string>>> {
  const paths = new Map<ToolName, string>();
  await fetchTools(names, progress, places, (name, binary) => paths.set(name, binary));
  return Object.fromEntries(paths) as Partial<Record<Name, string>>;
}

/** Told of each program as soon as it is there. */
type Found = (name: ToolName, binary: string) => void;

async function getAll(
  names: readonly ToolName[],
  progress: Progress,
  places: ToolPlaces,
  found: Found,
): Promise<void> {
  const missing = await fetchTools(names, progress, places, found);
  // Before minutes are spent on the others.
  const hopeless = missing.find(({ name }) => toolCatalog[name].kind === "image");
  if (hopeless !== undefined) throw notHere(hopeless);
  if (missing.length > 1) {
    const list = missing.map(({ name }) => name);
    progress(`${missing.length} programs are missing, ${buildTime(list)}`);
  }
  const endPrefetch = await prefetch(missing);
  try {
    for (const [index, job] of missing.entries()) {
      const step = `[${index + 1}/${missing.length}] `;
      const prefixed: Progress = (line) => {
        progress(step + line);
      };
      found(job.name, await buildInTurn({ ...job, progress: prefixed }));
    }
  } finally {
    endPrefetch();
  }
}

/** Looks programs up and fetches what is not here; returns what is left to be built. */
async function fetchTools(
  names: readonly ToolName[],
  progress: Progress,
  places: ToolPlaces,
  found: Found,
): Promise<Job[]> {
  const lookups = await Promise.all(
    names.map(async (name) => [name, await lookUp(name, places)] as const),
  );
  const jobs: Job[] = [];
  const standIns = new Map<ToolName, string>();
  for (const [name, { binary, isStandIn, rejected }] of lookups) {
    if (binary !== undefined && isStandIn !== true) {
      found(name, binary);
      continue;
    }
    jobs.push({ name, places, progress, rejected: [...rejected] });
    if (binary !== undefined) standIns.set(name, binary);
  }
  const fetched = await fetchPrograms(jobs, progress, found);
  // One in another version serves where the one that is deployed cannot be had.
  const others = [...standIns].filter(([name]) => !fetched.has(name));
  for (const [name, binary] of others) found(name, binary);
  return jobs.filter(({ name }) => !fetched.has(name) && !standIns.has(name));
}

let turn: Promise<unknown> = Promise.resolve();

/** One compiler at a time: it takes all processors by itself. */
function buildInTurn(job: Job): Promise<string> {
  const mine = turn.then(() => build(job));
  turn = mine.catch(() => undefined);
  return mine;
}

function buildTime(names: readonly ToolName[]): string {
  const seconds = names.map((name) => {
    const tool = toolCatalog[name];
    return tool.kind === "built" ? tool.usualSeconds : 0;
  });
  const minutes = Math.ceil(seconds.reduce((sum, each) => sum + each, 0) / 60);
  return `to build them takes about ${minutes} min on two cores, once: ${names.join(", ")}`;
}
