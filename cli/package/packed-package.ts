import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_ROOT } from "../environments";

/** What this package says of itself. */
export interface Manifest {
  version: string;
  main: string;
  types: string;
  engines: { node: string };
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
}

export function readManifest(folder = PROJECT_ROOT): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

/** Packs the package into the folder as it would be published, which builds it first, and returns the tarball's path. */
export function packPackage(folder: string): string {
  const packed = run(
    "npm",
    ["pack", "--json", "--loglevel=error", "--pack-destination", folder],
    PROJECT_ROOT,
  );
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  return join(folder, filename);
}

/** Puts the tarball in the place of the published package, and other versions in the place of a project's own. */
export function usePackage(
  project: string,
  tarball: string,
  versions: Readonly<Record<string, string>> = {},
): void {
  const file = join(project, "package.json");
  const manifest = JSON.parse(readFileSync(file, "utf8")) as {
    dependencies: Record<string, string>;
  };
  Object.assign(manifest.dependencies, versions, { "pulumi-lgtm": `file:${tarball}` });
  writeFileSync(file, JSON.stringify(manifest, undefined, 2));
}

/** Runs a program and returns what it said; an error has all of it. */
export function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env,
    encoding: "utf8",
    maxBuffer: 64 * 2 ** 20,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} in ${cwd}\n${stdout}${stderr}`);
  return stdout;
}
