import assert from "node:assert/strict";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readEnvironment } from "../../cli/environments";
import { InvalidArgsError } from "../../components/shared/problems";
import { BAD_STACK_FILES } from "../support/bad-stack-files";

/** Stands in a message for what may stand at the top level. */
const TOP_LEVEL = "<top level>";
const topLevel = '"config", "encryptionsalt", "encryptedkey", "environment", "secretsprovider"';

describe("stack files", () => {
  const folder = mkdtempSync(join(tmpdir(), "lgtm-stack-files-"));
  const file = join(folder, "Pulumi.bad.yaml");
  after(() => {
    rmSync(folder, { recursive: true });
  });

  /** Reads a file with this content and gives what is wrong with it. */
  function problemsOf(content: string | Buffer): string[] {
    writeFileSync(file, content);
    try {
      readEnvironment(file);
      return [];
    } catch (error) {
      assert.ok(error instanceof InvalidArgsError, String(error));
      const [subject, ...lines] = error.message.split("\n");
      assert.ok(subject?.startsWith(`${file}: `));
      return lines.map((line) => line.slice(2));
    }
  }

  for (const [what, content, problems] of BAD_STACK_FILES) {
    it(`refuse ${what}`, () => {
      const expected = problems.map((p) => p.replace(TOP_LEVEL, `one of ${topLevel}`));
      assert.deepEqual(problemsOf(content), expected);
    });
  }

  it("refuse a folder", () => {
    const path = join(folder, "Pulumi.folder.yaml");
    mkdirSync(path);
    assert.throws(() => readEnvironment(path), /got a folder, or something else that is no file/);
  });

  it("may merge maps and share anchors, as Pulumi's own reader takes them", () => {
    const shared = "x-small: &small\n  cpu: 50m\n  memory: 64Mi\n";
    const config = "config:\n  lgtm:loki:\n    resources:\n      <<: *small\n      cpu: 100m\n";
    writeFileSync(file, shared + config);
    assert.deepEqual(readEnvironment(file).config, {
      "lgtm:loki": { resources: { cpu: "100m", memory: "64Mi" } },
    });
  });

  it("may begin with the mark of UTF-8, and end their lines as Windows does", () => {
    writeFileSync(file, "\ufeffconfig:\r\n  lgtm:cluster: a\r\n");
    assert.deepEqual(readEnvironment(file).config, { "lgtm:cluster": "a" });
  });

  it("may write a key in Pulumi's old form", () => {
    writeFileSync(file, "config:\n  lgtm:config:cluster: a\n");
    assert.deepEqual(readEnvironment(file).config, { "lgtm:cluster": "a" });
  });

  it("may have everything else that Pulumi keeps in them", () => {
    writeFileSync(
      file,
      "secretsprovider: x\nencryptedkey: x\nencryptionsalt: x\nenvironment: [x]\n",
    );
    assert.deepEqual(readEnvironment(file).config, {});
  });
});
