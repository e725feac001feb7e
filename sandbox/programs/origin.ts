import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** How a program in the cache came there. */
export const Way = {
  /** Out of a container image. */
  Image: "image",
  /** Downloaded from its maker. */
  Download: "download",
  /** Compiled from the Go module that tools/ pins. */
  Build: "build",
} as const;
export type Way = (typeof Way)[keyof typeof Way];

/** What is kept beside a program of the cache. */
export interface Origin {
  readonly way: Way;
  readonly version: string;
  /** Image, address or folder that it came from. */
  readonly from: string;
  /** Path of the program in its folder. */
  readonly binary: string;
  /** Digests that an environment may pin it by: of the image for this machine, and of the list of all machines' images. */
  readonly digests?: readonly string[];
}

const FILE = "origin.json";

/** Written as the last file of a folder that is not yet in its place. */
export async function writeOrigin(folder: string, origin: Origin): Promise<void> {
  await writeFile(join(folder, FILE), `${JSON.stringify(origin, null, 2)}\n`);
}

/** Undefined for what somebody put there by hand, and for what was built before this file was written. */
export async function readOrigin(folder: string): Promise<Origin | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(join(folder, FILE), "utf8"));
    return isOrigin(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isOrigin(value: unknown): value is Origin {
  if (typeof value !== "object" || value === null) return false;
  const { way, version, from, binary } = value as Partial<Record<keyof Origin, unknown>>;
  return [way, version, from, binary].every((field) => typeof field === "string");
}
