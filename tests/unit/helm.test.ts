import assert from "node:assert/strict";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { HelmFiles, runHelm } from "../../cli/helm/helm";

describe("helm", () => {
  /** A program that does this when it is asked for anything. */
  async function program(does: string): Promise<string> {
    const path = join(await mkdtemp(join(tmpdir(), "lgtm-helm-")), "helm");
    await writeFile(path, `#!/bin/sh\n${does}\n`, { mode: 0o755 });
    return path;
  }

  async function failure(does: string, timeoutMs?: number): Promise<string> {
    const helm = await program(does);
    const error: unknown = await runHelm(helm, ["pull"], { timeoutMs }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    await rm(dirname(helm), { recursive: true });
    return String(error);
  }

  it("gets its values in a file that only we can read, which is gone afterwards", async () => {
    const path = await HelmFiles.use(async (files) => {
      const file = await files.write("values.json", "{}");
      assert.equal((await stat(file)).mode & 0o777, 0o600);
      assert.equal((await stat(files.folder)).mode & 0o777, 0o700);
      return file;
    });
    await assert.rejects(stat(path), { code: "ENOENT" });
  });

  it("is given up after a time", async () => {
    const said = await failure("exec sleep 60", 200);
    assert.equal(said, "Error: helm was not done within 200 ms");
  });

  it("is quoted without its warnings, and with why a repository could not be read", async () => {
    const warned = "echo 'WARNING: old' >&2; echo 'Error: no such chart' >&2; exit 1";
    assert.equal(await failure(warned), "Error: no such chart");
    const update =
      "printf 'Unable to get an update from the \"x\" chart repository:\\n\\tdial tcp\\n'; exit 1";
    assert.equal(await failure(update), "Error: dial tcp");
    assert.equal(await failure("exit 3"), "Error: helm ended with status 3");
  });
});
