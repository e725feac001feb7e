import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROJECT_ROOT } from "../../cli/environments";

const SCRIPT = join(PROJECT_ROOT, ".github", "render-diff.sh");

describe("render difference of a pull request", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lgtm-diff-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function write(side: "before" | "after", environment: string, content?: string): void {
    mkdirSync(join(folder, side, environment), { recursive: true });
    if (content !== undefined) writeFileSync(join(folder, side, environment, "a.yaml"), content);
  }

  function diff(limit = 20_000): string {
    return execFileSync(SCRIPT, ["before", "after"], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, RENDER_DIFF_LIMIT: String(limit) },
    });
  }

  it("says where nothing changed", () => {
    write("before", "dev", "x: 1\n");
    write("after", "dev", "x: 1\n");
    assert.match(diff(), /\*\*dev\*\*: no object changes\./);
  });

  it("shows what changed in each environment", () => {
    write("before", "dev", "x: 1\n");
    write("after", "dev", "x: 2\n");
    write("before", "prod", "y: 1\n");
    write("after", "prod", "y: 1\n");
    const text = diff();
    assert.match(text, /<b>dev<\/b>: 1 files differ/);
    assert.match(text, /-x: 1\n\+x: 2/);
    assert.match(text, /\*\*prod\*\*: no object changes/);
  });

  it("shows an environment that is new, and one that is gone", () => {
    write("before", "old", "x: 1\n");
    write("after", "new", "x: 2\n");
    const text = diff();
    assert.match(text, /<b>new<\/b>[\s\S]*\+x: 2/);
    assert.match(text, /<b>old<\/b>[\s\S]*-x: 1/);
  });

  it("cuts what is too long for a comment, and says so", () => {
    write("before", "dev", "");
    write("after", "dev", "x: 1\n".repeat(500));
    const text = diff(200);
    assert.ok(text.length < 700);
    assert.match(text, /Cut after 200 of \d+ characters/);
  });
});
