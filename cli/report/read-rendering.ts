import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { CommandError } from "../command-error";
import { OWN_FOLDERS, SUMMARY_FILE } from "../render/write";

/** What an environment is compared with. */
export interface EarlierRendering {
  /** Its folder, as the user wrote it. */
  folder: string;
  /** Its files, by their path in the folder. */
  files: Map<string, string>;
}

/** Reads what `npm run render` wrote. `environment` is the one that is compared with it. */
export function readRendering(folder: string, environment: string): EarlierRendering {
  const path = resolve(folder);
  try {
    checkRendering(path, environment);
    return { folder, files: readFiles(path) };
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

function checkRendering(path: string, environment: string): void {
  const again = `write one with \`npm run render -- --env ${environment} --out DIR\``;
  if (!existsSync(path)) {
    throw new CommandError(`There is no folder ${path} to compare with: ${again}.`);
  }
  if (!statSync(path).isDirectory()) {
    throw new CommandError(
      `${path} is a file; --against takes the folder of a rendering: ${again}.`,
    );
  }
  if (existsSync(join(path, SUMMARY_FILE))) return;
  const inside = existsSync(join(path, environment, SUMMARY_FILE));
  throw new CommandError(
    `${path} is no rendering, for it has no ${SUMMARY_FILE}: ${again}.` +
      (inside ? ` Did you mean ${join(path, environment)}?` : ""),
  );
}

function readFiles(folder: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const own of OWN_FOLDERS) {
    const path = join(folder, own);
    if (!existsSync(path)) continue;
    for (const file of readdirSync(path, { recursive: true, encoding: "utf8" }).sort()) {
      if (file.endsWith(".yaml"))
        files.set(join(own, file), readFileSync(join(path, file), "utf8"));
    }
  }
  return files;
}
