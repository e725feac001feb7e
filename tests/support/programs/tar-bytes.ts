import { Header } from "tar";

/** One entry of a tar, also one that no tar program would write. */
export interface TarEntry {
  path: string;
  /** A plain file by default. */
  type?: "File" | "Directory" | "SymbolicLink" | "Link" | "CharacterDevice";
  content?: string | Buffer;
  mode?: number;
  linkpath?: string;
}

const BLOCK = 512;

/** A tar with exactly these entries, in this order. */
export function tarBytes(entries: readonly TarEntry[]): Buffer {
  const parts = entries.flatMap(({ path, type = "File", content = "", mode = 0o755, linkpath }) => {
    const body = Buffer.from(content);
    const header = new Header({
      path,
      type,
      mode,
      size: body.length,
      mtime: new Date(0),
      uid: 0,
      gid: 0,
      ...(linkpath !== undefined && { linkpath }),
    });
    const block = Buffer.alloc(BLOCK);
    header.encode(block);
    const padding = Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK);
    return [block, body, padding];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}
