import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { CommandError } from "../command-error";
import type { Rendering } from "../render/render";
import { reportOf } from "./model/report";
import { pageText } from "./page/document";
import { picture } from "./picture/svg";
import type { EarlierRendering } from "./read-rendering";

/** The page of an environment, compared with an earlier rendering where one is given. */
export async function reportText(rendering: Rendering, before?: EarlierRendering): Promise<string> {
  const report = reportOf(rendering, before?.files);
  return pageText({
    report,
    picture: await picture(report),
    ...(before && { against: before.folder }),
  });
}

/** Writes a page, and returns where it is. Folders on the way are made. */
export function writeReport(text: string, file: string): string {
  const path = resolve(file);
  try {
    if (isFolder(path))
      throw new CommandError(`${path} is a folder; --out takes the file to write.`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`The page cannot be written to ${path}: ${(error as Error).message}`);
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
