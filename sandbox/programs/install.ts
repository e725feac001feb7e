import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { withFileLock } from "../file-lock";
import { megabytes } from "./byte-progress";
import { toolCatalog } from "./catalog";
import type { BuiltTool, ImageTool, ToolName } from "./catalog";
import { goBuild, goRelease, goSuffices, prefetchModules } from "./go-build";
import type { Progress } from "./go-build";
import type { Draft } from "./image-pull";
import { homeOf } from "./kept";
import { type Lookup, lookUp } from "./lookup";
import { Way, writeOrigin } from "./origin";
import { type ToolPin, readPin } from "./pin";
import type { ToolPlaces } from "./places";
import { ProgramError, SourceError } from "./program-error";
import { wantedImage } from "./wanted-image";

/** A program that was looked for in vain. */
export interface Job {
  readonly name: ToolName;
  readonly places: ToolPlaces;
  readonly progress: Progress;
  /** What was looked at and tried, and why it would not do. */
  readonly rejected: string[];
}

/**
 * Runs `make` in an empty folder beside the final ones, where no other process does the same, and puts what it made in
 * place. Whatever ends it, nothing is left that looks whole. Skipped where somebody else has just put it there.
 */
export async function install(
  { name, places, progress }: Job,
  isGood: (lookup: Lookup) => boolean,
  make: (folder: string) => Promise<readonly Draft[]>,
): Promise<string> {
  const home = homeOf(name, places);
  // Programs of one image come together, so one installation is for all of them.
  const lock = join(places.cache, "tools", `.${toolCatalog[name].image ?? name}.lock`);
  const onWait = (holder: number) => {
    if (holder !== process.pid) progress(`${name}: process ${holder} is installing it, waiting`);
  };
  const work = async () => {
    // Whoever held the lock before may have been making just this.
    const again = await lookUp(name, places);
    if (again.binary !== undefined && isGood(again)) return again.binary;
    await removeLeftovers(home);
    const folder = join(home, `.draft-${randomUUID()}`);
    await mkdir(folder, { recursive: true });
    try {
      for (const draft of await make(folder)) await place(draft, places);
    } catch (error) {
      throw await withFreeSpace(name, error, home);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    return (await lookUp(name, places)).binary ?? "";
  };
  return withFileLock(lock, work, { onWait });
}

async function place({ name, folder, origin }: Draft, places: ToolPlaces): Promise<void> {
  const { way, version, digests } = origin;
  const home = homeOf(name, places);
  const digest =
    way === Way.Image
      ? digests?.[0]?.replace("sha256:", "").slice(0, 12)
      : (await readPin(toolCatalog[name] as BuiltTool)).digest;
  const target = join(home, `${version}-${digest}`);
  await writeOrigin(folder, origin);
  await mkdir(dirname(target), { recursive: true });
  await rm(target, { recursive: true, force: true });
  await rename(folder, target);
}

/** Drafts of processes that were killed: they held the lock that is ours now. */
async function removeLeftovers(home: string): Promise<void> {
  const entries = await readdir(home).catch(() => []);
  const drafts = entries.filter((entry) => entry.startsWith(".draft-"));
  await Promise.all(drafts.map((entry) => rm(join(home, entry), { recursive: true, force: true })));
}

async function withFreeSpace(name: ToolName, error: unknown, home: string): Promise<unknown> {
  const { message, code } = error as NodeJS.ErrnoException;
  if (code !== "ENOSPC" && !/no space left on device|ENOSPC/i.test(message)) return error;
  const { bavail, bsize } = await statfs(home);
  return new SourceError(
    `${name}: the disk is full, ${megabytes(bavail * bsize)} are free in ${home}. Make room there, ` +
      "or name another folder by PULUMI_LGTM_CACHE.",
  );
}

/** Compiles a program from what tools/ pins. */
export async function build(job: Job): Promise<string> {
  const { name, places, progress, rejected } = job;
  const tool = toolCatalog[name];
  if (tool.kind !== "built") throw notHere(job);
  return install(
    job,
    () => true,
    async (folder) => {
      const pin = await readPin(tool);
      const release = await requireGo(name, pin.version, rejected, places);
      progress(
        `${name} ${pin.version}: neither in the cache nor on PATH, building it from tools/${tool.family} ` +
          `(usually ${tool.usualSeconds} s on two cores, once)`,
      );
      const binary = tool.binary ?? name;
      const output = join(folder, name, binary);
      await mkdir(dirname(output), { recursive: true });
      await goBuild(name, tool, pin, output, { release, path: places.path }, progress);
      const { version } = pin;
      const origin = { way: Way.Build, version, from: `tools/${tool.family}`, binary };
      return [{ name, folder: join(folder, name), origin }];
    },
  );
}

/** Fetches the modules of what will be built after the first. Returns what ends it. */
export async function prefetch(jobs: readonly Job[]): Promise<() => void> {
  const [first, ...later] = jobs.map(({ name }) => toolCatalog[name] as BuiltTool);
  const families = new Set([first?.family]);
  const tools: { tool: BuiltTool; pin: ToolPin }[] = [];
  for (const tool of later) {
    if (families.has(tool.family)) continue;
    families.add(tool.family);
    tools.push({ tool, pin: await readPin(tool) });
  }
  const path = jobs[0]?.places.path ?? "";
  const release = tools.length > 0 ? await goRelease(path) : undefined;
  if (release === undefined || !goSuffices(release)) return () => undefined;
  return prefetchModules(tools, { release, path });
}

/** The error that tells all that was tried, and how a person gets the program. */
export function notHere({ name, places, rejected }: Job): ProgramError {
  const tool = toolCatalog[name] as ImageTool;
  const { version } = wantedImage(tool.image, places);
  return new ProgramError(
    [
      `${name} ${version} is not here, and it cannot be built from a Go module. Looked at:`,
      ...rejected.map((reason) => `  ${reason}`),
      `Take it from ${tool.source} and put it on PATH or at ${join(homeOf(name, places), version, name)}.`,
    ].join("\n"),
  );
}

async function requireGo(
  name: ToolName,
  version: string,
  rejected: readonly string[],
  places: ToolPlaces,
): Promise<string> {
  const release = await goRelease(places.path);
  if (release !== undefined && goSuffices(release)) return release;
  const go = release === undefined ? "no `go` is on PATH" : `the \`go\` on PATH is ${release}`;
  throw new ProgramError(
    [
      `${name} ${version} is not here and cannot be built: ${go}, Go 1.21 or newer is needed. Looked at:`,
      ...rejected.map((reason) => `  ${reason}`),
      `Install Go (https://go.dev/dl), or put ${name} ${version} on PATH.`,
    ].join("\n"),
  );
}
