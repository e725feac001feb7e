import assert from "node:assert/strict";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeFolder } from "../../sandbox/remove-folder";

const NOBODY = 65534;

describe("removing a folder", () => {
  let parent: string;
  let folder: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), "lgtm-remove-"));
    folder = join(parent, "deep");
    mkdirSync(join(folder, "inner", "empty"), { recursive: true });
    writeFileSync(join(folder, "inner", "file"), "");
  });
  afterEach(() => {
    rmSync(parent, { recursive: true, force: true });
  });

  /** Rights hold back everybody but root. */
  async function unprivileged(work: () => Promise<void>): Promise<void> {
    if (process.getuid?.() !== 0) return work();
    for (const each of ["inner/empty", "inner/file", "inner", ""]) {
      chownSync(join(folder, each), NOBODY, NOBODY);
    }
    chownSync(parent, NOBODY, NOBODY);
    process.seteuid?.(NOBODY);
    try {
      await work();
    } finally {
      process.seteuid?.(0);
    }
  }

  it("takes along what may not be written", () =>
    unprivileged(async () => {
      for (const each of ["inner/empty", "inner", ""]) chmodSync(join(folder, each), 0o500);
      await removeFolder(folder);
      assert.ok(!existsSync(folder));
      assert.ok(existsSync(parent));
    }));

  it("takes along what may not even be looked into", () =>
    unprivileged(async () => {
      for (const each of ["inner/empty", "inner", ""]) chmodSync(join(folder, each), 0);
      await removeFolder(folder);
      assert.ok(!existsSync(folder));
    }));

  it("does nothing where there is none, and tells what it may not remove", async () => {
    await removeFolder(join(parent, "none"));
    await unprivileged(async () => {
      chmodSync(parent, 0o500);
      await assert.rejects(removeFolder(folder), { code: "EACCES" });
      chmodSync(parent, 0o700);
    });
  });
});
