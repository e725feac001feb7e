import { once } from "node:events";
import { posix } from "node:path";
import type { Readable } from "node:stream";
import { Unpack } from "tar";
import { SourceError, Unavailable } from "./program-error";

/** Which files of an image make up a program. */
export interface ProgramFiles {
  /** Its paths in the image; the first that is there is the program. */
  readonly candidates: readonly string[];
  /** A folder that it needs whole, such as its web pages. */
  readonly folder?: string;
}

/** The folders that images have programs in. */
const FOLDERS = ["", "bin", "usr/bin", "usr/local/bin", "sbin", "usr/sbin"];
/** What helps to find errors in web pages, and is most of their size. */
const NOT_NEEDED = /\.map$/;
/** More would be a circle. */
const MOST_LINKS = 8;

/** A program that is one file somewhere in the usual folders. */
export function singleFile(name: string): ProgramFiles {
  return { candidates: FOLDERS.map((folder) => posix.join(folder, name)) };
}

/** A link of an image. */
interface Link {
  readonly leadsTo: string;
  readonly target: string | undefined;
}

/** Reads the tar of an image's files; it may be read more than once. */
export type TarReader = <T>(use: (tar: Readable) => Promise<T>) => Promise<T>;

/**
 * Writes the files of a program below `target`, each at its path in the image, and returns the program's path there.
 * Nothing but plain files and folders is ever written: links are followed here, and one that leads out of the image is
 * refused.
 */
export async function extractProgram(
  read: TarReader,
  { candidates, folder }: ProgramFiles,
  target: string,
): Promise<string> {
  const links = new Map<string, Link>();
  const written = new Set<string>();
  const pass = (wanted: (path: string) => boolean) =>
    read((tar) => unpack(tar, target, wanted, { links, written }));
  await pass((path) => candidates.includes(path) || isInFolder(path, folder));
  const first = candidates.find((path) => written.has(path) || links.has(path));
  if (first === undefined) throw new Unavailable(`it has no ${candidates.join(", ")}`);
  let path = first;
  for (let followed = 0; !written.has(path); followed++) {
    const linked = links.get(path);
    if (linked === undefined)
      throw new Unavailable(`its ${first} leads to ${path}, which does not exist`);
    if (followed === MOST_LINKS) throw new Unavailable(`its ${first} leads in a circle`);
    if (linked.target === undefined) {
      throw new SourceError(
        `${path} leads out of the image, to ${linked.leadsTo}; nothing of it is kept`,
      );
    }
    path = linked.target;
    if (!written.has(path) && !links.has(path)) await pass((each) => each === path);
  }
  return path;
}

async function unpack(
  tar: Readable,
  target: string,
  wanted: (path: string) => boolean,
  { links, written }: { links: Map<string, Link>; written: Set<string> },
): Promise<void> {
  const failures: Error[] = [];
  const unpacker = new Unpack({
    cwd: target,
    // Owners and special bits are those of the image; here only the user counts.
    preserveOwner: false,
    filter: (raw, entry) => {
      const path = imagePath(raw);
      if (path === undefined || !wanted(path) || !("type" in entry)) return false;
      if (entry.type === "SymbolicLink" || entry.type === "Link") {
        const leadsTo = entry.linkpath ?? "";
        links.set(path, { leadsTo, target: linkTarget(path, entry.type, leadsTo) });
        return false;
      }
      if (entry.type !== "File" && entry.type !== "OldFile") return false;
      entry.mode = (entry.mode ?? 0) & 0o111 ? 0o755 : 0o644;
      written.add(path);
      return true;
    },
    onwarn: (code, message) => {
      if (code !== "TAR_ENTRY_ERROR") return;
      failures.push(new Error(message));
    },
  });
  const closed = once(unpacker, "close");
  tar.pipe(unpacker);
  await closed;
  const [failure] = failures;
  if (failure !== undefined) throw failure;
}

/** A path without `/` or `./` in front; undefined for one that leads out. */
function imagePath(raw: string): string | undefined {
  const path = posix.normalize(raw).replace(/^\/+/, "").replace(/\/+$/, "");
  return path.split("/").includes("..") ? undefined : path;
}

/** Where a link leads in the image; undefined if out of it. A hard link's path begins at the top of it. */
function linkTarget(
  path: string,
  type: "SymbolicLink" | "Link",
  leadsTo: string,
): string | undefined {
  const isAbsolute = type === "Link" || leadsTo.startsWith("/");
  return imagePath(isAbsolute ? leadsTo : posix.join(posix.dirname(path), leadsTo));
}

function isInFolder(path: string, folder: string | undefined): boolean {
  return folder !== undefined && path.startsWith(`${folder}/`) && !NOT_NEEDED.test(path);
}
