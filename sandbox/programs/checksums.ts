import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { ChecksumFormat, type Download } from "./download-sources";
import { Unavailable } from "./program-error";

/** Checksums that this repository pins itself, by the address of the file: they go before the maker's. */
export type PinnedChecksums = Readonly<Record<string, string>>;

export const PINNED_FILE = resolve(__dirname, "../../tools/checksums.json");

export async function pinnedChecksums(file = PINNED_FILE): Promise<PinnedChecksums> {
  return JSON.parse(await readFile(file, "utf8")) as PinnedChecksums;
}

/** The SHA-256 that a maker publishes for a file of his, out of the text in which he does. */
export function publishedChecksum({ url, checksums }: Download, text: string): string {
  const file = basename(url);
  const found =
    checksums.format === ChecksumFormat.GitHubRelease
      ? ofRelease(file, text)
      : (ofLines(file, text) ?? alone(text));
  if (found !== undefined) return found;
  throw new Unavailable(`${checksums.url} has no SHA-256 of ${file}`);
}

/** `CHECKSUM  FILE`, or `CHECKSUM *FILE`. */
function ofLines(file: string, text: string): string | undefined {
  for (const line of text.split("\n")) {
    const [, checksum, name] = /^([0-9a-f]{64})\s+\*?(\S+)\s*$/i.exec(line) ?? [];
    if (name === file) return checksum?.toLowerCase();
  }
  return undefined;
}

function alone(text: string): string | undefined {
  return /^[0-9a-f]{64}$/i.exec(text.trim())?.[0].toLowerCase();
}

function ofRelease(file: string, text: string): string | undefined {
  let release: unknown;
  try {
    release = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { assets } = release as { assets?: { name?: string; digest?: string | null }[] };
  const digest = assets?.find(({ name }) => name === file)?.digest;
  return /^sha256:([0-9a-f]{64})$/.exec(digest ?? "")?.[1];
}
