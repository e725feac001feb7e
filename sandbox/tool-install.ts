import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { withFileLock } from "./file-lock";
import { goBuild, goRelease, goSuffices } from "./go-build";
import type { Progress } from "./go-build";
import { installPulumi } from "./pulumi-installer";
import { toolCatalog } from "./tool-catalog";
import type { BuiltTool, ToolName } from "./tool-catalog";
import { cachedBinary, lookUp } from "./tool-lookup";
import type { ToolPlaces } from "./tool-lookup";
import { readPin } from "./tool-pin";

/** Puts a program into `root`, in the layout of its cache folder; false when it cannot be had that way. */
type Installer = (root: string, version: string, progress: Progress) => Promise<boolean>;

/** Programs whose makers offer an installer that we may run. */
const installers: Partial<Record<ToolName, Installer>> = { pulumi: installPulumi };

/** Installs or builds a program that was looked for in vain; the lock lets one process at a time do so. */
export async function obtain(
  name: ToolName,
  rejected: readonly string[],
  progress: Progress,
  places: ToolPlaces,
): Promise<string> {
  const tool = toolCatalog[name];
  if (tool.kind === "found") {
    throw new Error(
      [
        `${name} ${tool.version} is not here, and it cannot be built from a Go module. Looked at:`,
        ...rejected.map((reason) => `  ${reason}`),
        `Take it from ${tool.source} and put it on PATH or at ${join(places.cache, "tools", name, tool.version, name)}.`,
      ].join("\n"),
    );
  }
  const binary = await cachedBinary(name, tool, places);
  const lock = join(places.cache, "tools", `.${name}.lock`);
  const onWait = (holder: number) => {
    progress(`${name}: process ${holder} is installing it, waiting`);
  };
  return withFileLock(
    lock,
    async () => {
      // Whoever held the lock before may have been building just this.
      const again = await lookUp(name, places);
      return again.binary ?? install(name, tool, binary, rejected, progress, places);
    },
    { onWait },
  );
}

/** Installs into a folder beside the final one, so that a killed build leaves no half binary behind. */
async function install(
  name: ToolName,
  tool: BuiltTool,
  binary: string,
  rejected: readonly string[],
  progress: Progress,
  places: ToolPlaces,
): Promise<string> {
  const pin = await readPin(tool);
  const home = join(places.cache, "tools", name);
  const target = join(home, `${pin.version}-${pin.digest}`);
  await removeLeftovers(home);
  const draft = join(home, `.draft-${randomUUID()}`);
  await mkdir(draft, { recursive: true });
  try {
    if (!((await installers[name]?.(draft, pin.version, progress)) ?? false)) {
      const go = await requireGo(name, pin.version, rejected, places);
      progress(
        `${name} ${pin.version}: neither in the cache nor on PATH, building it from tools/${tool.family} ` +
          `(usually ${tool.usualSeconds} s on two cores, once)`,
      );
      const output = join(draft, tool.binary ?? name);
      await mkdir(dirname(output), { recursive: true });
      await goBuild(name, tool, pin, output, { release: go, path: places.path }, progress);
    }
    await rm(target, { recursive: true, force: true });
    await rename(draft, target);
    return binary;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Drafts of builds that were killed: their makers held the lock that is ours now. */
async function removeLeftovers(home: string): Promise<void> {
  const entries = await readdir(home).catch(() => []);
  const drafts = entries.filter((entry) => entry.startsWith(".draft-"));
  await Promise.all(drafts.map((entry) => rm(join(home, entry), { recursive: true, force: true })));
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
  throw new Error(
    [
      `${name} ${version} is not here and cannot be built: ${go}, Go 1.21 or newer is needed. Looked at:`,
      ...rejected.map((reason) => `  ${reason}`),
      `Install Go (https://go.dev/dl), or put ${name} ${version} on PATH.`,
    ].join("\n"),
  );
}
