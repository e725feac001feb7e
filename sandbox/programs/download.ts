import { chmod, mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { extract } from "tar";
import type { BuiltTool, ToolName } from "./catalog";
import { byteProgress, megabytes } from "./byte-progress";
import { pinnedChecksums, publishedChecksum } from "./checksums";
import type { Download } from "./download-sources";
import type { Progress } from "./go-build";
import { HttpFiles } from "./http-files";
import type { Draft } from "./image-pull";
import type { Network } from "./network";
import { Way } from "./origin";
import { SourceError, Unavailable } from "./program-error";
import { inMirror } from "./sources";
import { reportedVersion } from "./version";

export interface DownloadOptions {
  readonly name: ToolName;
  readonly tool: BuiltTool;
  readonly version: string;
  readonly download: Download;
  readonly network: Network;
  /** An empty folder to work in. */
  readonly folder: string;
  readonly progress: Progress;
}

/** Downloads what a program's maker publishes, and keeps it only where its checksum is the one that is published. */
export async function downloadProgram(options: DownloadOptions): Promise<Draft> {
  const { name, tool, version, download, folder, progress } = options;
  const what = `${name} ${version}`;
  const started = Date.now();
  const target = join(folder, name);
  const binary = tool.binary ?? name;
  await mkdir(dirname(join(target, binary)), { recursive: true });
  const file = join(folder, `${basename(download.url)}.part`);
  await saveVerified(options, file);
  if (download.archived === undefined) await rename(file, join(target, binary));
  else await takeOut(file, download.archived, join(target, binary));
  await chmod(join(target, binary), 0o755);
  await rm(file, { force: true });
  if (tool.probe !== undefined) {
    const reported = await reportedVersion(join(target, binary), tool.probe);
    const says =
      reported === undefined ? "does not run on this machine" : `says that it is ${reported}`;
    if (reported !== version) throw new Unavailable(`${download.url} ${says}`);
  }
  progress(`${what}: downloaded and verified in ${Math.round((Date.now() - started) / 1000)} s`);
  const origin = { way: Way.Download, version, from: download.url, binary };
  return { name, folder: target, origin };
}

async function saveVerified(
  { name, version, download, network, progress }: DownloadOptions,
  file: string,
): Promise<void> {
  const files = new HttpFiles(network);
  try {
    const url = inMirror(download.url, network.sources);
    const expected = await expectedChecksum(download, files, network);
    const what = `${name} ${version}`;
    const checksum = await files.save(url, file, (total) => {
      const size = total > 0 ? `${megabytes(total)} ` : "";
      progress(`${what}: downloading ${size}from ${new URL(url).host}`);
      return byteProgress(what, total, progress);
    });
    if (checksum === expected.checksum) return;
    throw new SourceError(
      [
        `${what}: what was downloaded is not what its maker published, and was thrown away.`,
        `  ${url} has the SHA-256 ${checksum},`,
        `  ${expected.by} says ${expected.checksum}.`,
        "Nothing else was tried in its place. Find out who changed it: the network, the mirror or the maker.",
      ].join("\n"),
    );
  } finally {
    await files.close();
  }
}

async function expectedChecksum(
  download: Download,
  files: HttpFiles,
  { sources }: Network,
): Promise<{ checksum: string; by: string }> {
  const pinned = (await pinnedChecksums(sources.checksums))[download.url];
  if (pinned !== undefined)
    return { checksum: pinned, by: sources.checksums ?? "tools/checksums.json" };
  const url = inMirror(download.checksums.url, sources);
  return { checksum: publishedChecksum(download, await files.text(url)), by: url };
}

/** Takes the program out of an archive, and beside it what else of the archive it needs. */
async function takeOut(file: string, paths: readonly string[], program: string): Promise<void> {
  const unpacked = `${file}.unpacked`;
  await mkdir(unpacked);
  const wanted = (path: string) => paths.includes(path.replace(/^\.\//, ""));
  await extract({
    file,
    cwd: unpacked,
    preserveOwner: false,
    filter: (path, entry) => wanted(path) && "type" in entry && entry.type === "File",
  });
  const [first = ""] = paths;
  for (const path of paths) {
    const place = path === first ? program : join(dirname(program), basename(path));
    await rename(join(unpacked, path), place).catch(() => {
      if (path === first) throw new Unavailable(`${basename(file)} has no ${path}`);
    });
  }
  await rm(unpacked, { recursive: true });
}
