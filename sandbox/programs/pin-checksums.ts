import { writeFile } from "node:fs/promises";
import { type BuiltTool, toolCatalog, toolNames } from "./catalog";
import { PINNED_FILE, type PinnedChecksums, publishedChecksum } from "./checksums";
import { type Download, downloadOf } from "./download-sources";
import { HttpFiles } from "./http-files";
import { MACHINES } from "./machine";
import type { Network } from "./network";
import { readPin } from "./pin";
import { inMirror } from "./sources";

/** Everything that makers publish of the versions that are pinned, for every kind of machine. */
export async function allDownloads(): Promise<Download[]> {
  const built = toolNames.filter((name) => toolCatalog[name].kind === "built");
  const downloads = await Promise.all(
    built.map(async (name) => {
      const { version } = await readPin(toolCatalog[name] as BuiltTool);
      return MACHINES.map((machine) => downloadOf(name, version, machine));
    }),
  );
  return downloads.flat().filter((download) => download !== undefined);
}

/**
 * Writes the checksums that the makers publish today into a file of this repository, for whoever raises a version: from
 * then on a maker, or whoever has got hold of his site, can change nothing unnoticed. Fails when one is missing.
 */
export async function pinChecksums(
  network: Network,
  file = network.sources.checksums ?? PINNED_FILE,
): Promise<PinnedChecksums> {
  const files = new HttpFiles(network);
  const texts = new Map<string, Promise<string>>();
  const textOf = (url: string) => {
    const text = texts.get(url) ?? files.text(inMirror(url, network.sources));
    texts.set(url, text);
    return text;
  };
  try {
    const entries = await Promise.all(
      (await allDownloads()).map(
        async (each) =>
          [each.url, publishedChecksum(each, await textOf(each.checksums.url))] as const,
      ),
    );
    const pinned = Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
    await writeFile(file, `${JSON.stringify(pinned, null, 2)}\n`);
    return pinned;
  } finally {
    await files.close();
  }
}
