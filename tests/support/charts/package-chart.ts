import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { ensureTool } from "../../../sandbox/tools";

/** A chart of this folder, as `helm package` makes it. */
export interface ChartPackage {
  name: string;
  version: string;
  archive: Buffer;
  /** Of the archive, in hex. */
  sha256: string;
}

/** The folder of one of our own charts. */
export function fixtureChart(name: "web" | "plain" | "restless"): string {
  return join(__dirname, name);
}

/** Packs one of our own charts, under another version where one is given. */
export async function packageChart(
  name: "web" | "plain" | "restless",
  folder: string,
  version: string,
): Promise<ChartPackage> {
  await mkdir(folder, { recursive: true });
  const args = ["package", fixtureChart(name), "--destination", folder, "--version", version];
  await promisify(execFile)(await ensureTool("helm"), args);
  const archive = await readFile(join(folder, `${name}-${version}.tgz`));
  return { name, version, archive, sha256: createHash("sha256").update(archive).digest("hex") };
}
