import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { type ProgramFiles, extractProgram, singleFile } from "../../sandbox/programs/image-files";
import { type TarEntry, tarBytes } from "../support/programs/tar-bytes";

describe("files of an image", () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "lgtm-files-"));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const extract = (entries: readonly TarEntry[], files: ProgramFiles = singleFile("loki")) =>
    extractProgram((use) => use(Readable.from([tarBytes(entries)])), files, join(root));
  const written = async () => (await readdir(root, { recursive: true })).sort();

  it("writes the program, without bits that give rights, and nothing besides", async () => {
    const path = await extract([
      { path: "./usr/bin/loki", content: "loki", mode: 0o6755 },
      { path: "usr/bin/other", content: "other" },
    ]);
    assert.equal(path, "usr/bin/loki");
    assert.deepEqual(await written(), ["usr", "usr/bin", "usr/bin/loki"]);
    assert.equal((await stat(join(root, path))).mode & 0o7777, 0o755);
  });

  it("takes the first of the usual folders, in whatever order they come", async () => {
    assert.equal(
      await extract([
        { path: "usr/local/bin/loki", content: "b" },
        { path: "/bin/loki", content: "a" },
      ]),
      "bin/loki",
    );
  });

  it("follows a chain of links to a file that stands before or behind them", async () => {
    const path = await extract([
      { path: "opt/loki", content: "the file" },
      { path: "usr/bin/loki", type: "SymbolicLink", linkpath: "/etc/alternatives/loki" },
      { path: "etc/alternatives/loki", type: "SymbolicLink", linkpath: "../../opt/hard" },
      { path: "opt/hard", type: "Link", linkpath: "opt/loki" },
    ]);
    assert.equal(path, "opt/loki");
    assert.equal(await readFile(join(root, path), "utf8"), "the file");
  });

  for (const [what, entry] of Object.entries<TarEntry>({
    "a symbolic link": {
      path: "usr/bin/loki",
      type: "SymbolicLink",
      linkpath: "../../../../etc/passwd",
    },
    "a hard link": { path: "bin/loki", type: "Link", linkpath: "../../etc/passwd" },
  })) {
    it(`refuses ${what} that leads out`, async () => {
      await assert.rejects(extract([entry]), /leads out of the image, to \S+etc\/passwd; nothing/);
      assert.deepEqual(await written(), []);
    });
  }

  it("passes over a path that leads out", async () => {
    await assert.rejects(extract([{ path: "../bin/loki", content: "evil" }]), /it has no loki/);
    assert.deepEqual(await written(), []);
  });

  it("follows an absolute link in the image, never on this machine", async () => {
    await assert.rejects(
      extract([{ path: "bin/loki", type: "SymbolicLink", linkpath: "/../etc/passwd" }]),
      { message: "its bin/loki leads to etc/passwd, which does not exist" },
    );
  });

  it("gives up on a circle of links", async () => {
    await assert.rejects(
      extract([
        { path: "bin/loki", type: "SymbolicLink", linkpath: "loki-2" },
        { path: "bin/loki-2", type: "SymbolicLink", linkpath: "loki" },
      ]),
      { message: "its bin/loki leads in a circle" },
    );
  });
});
