import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { accessSync, constants, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { PROJECT_ROOT, environmentNames } from "../../cli/environments";
import { writeRendering } from "../../cli/render/write";
import { renderingOf } from "../support/rendering";

describe("pages of a pull request", () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "lgtm-pages-"));
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("are one an environment, compared with the rendering that there was of it", async () => {
    const before = join(folder, "before");
    const { objects, ...rendering } = await renderingOf("dev");
    // As if one object were new, and the other environment as well.
    writeRendering({ ...rendering, objects: objects.slice(1) }, join(before, "dev"));
    const pages = join(folder, "pages");
    const script = join(PROJECT_ROOT, ".github", "write-pages.sh");
    execFileSync(script, [before, "pages"], { cwd: folder, stdio: "pipe" });
    assert.deepEqual(
      readdirSync(pages).sort(),
      environmentNames().map((name) => `${name}.html`),
    );
    const page = (name: string) => readFileSync(join(pages, `${name}.html`), "utf8");
    assert.match(page("dev"), /: 1 added, 0 changed, 0 removed\./);
    assert.doesNotMatch(page("prod"), /id="changes"/);
  });

  it("are made by a workflow whose scripts are there and can be run", () => {
    const file = join(PROJECT_ROOT, ".github", "workflows", "preview.yaml");
    const { jobs } = parse(readFileSync(file, "utf8")) as {
      jobs: { render: { steps: { run?: string }[] } };
    };
    const text = jobs.render.steps.map(({ run = "" }) => run).join("\n");
    const scripts = [...text.matchAll(/after\/(\.github\/\S+\.sh)/g)].map(([, path]) => path);
    assert.deepEqual(scripts, [".github/write-pages.sh", ".github/render-diff.sh"]);
    for (const script of scripts) accessSync(join(PROJECT_ROOT, script), constants.X_OK);
  });
});
