import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandError } from "../../cli/command-error";
import type { KubernetesObject } from "../../cli/render/render";
import { renderedFiles, writeRendering } from "../../cli/render/write";
import { changesBetween } from "../../cli/report/model/changes";
import { readRendering } from "../../cli/report/read-rendering";
import { renderingOf } from "../support/rendering";

const LINES = Array.from({ length: 9 }, (_, i) => `line ${i + 1}`);

describe("report: changes", () => {
  it("are none against the same rendering", async () => {
    const rendering = await renderingOf("dev");
    assert.deepEqual(changesBetween(renderedFiles(rendering), rendering), []);
  });

  it("are what came, what went and what is different, with the lines around", async () => {
    const object = (kind: string, name: string, ...lines: string[]): KubernetesObject => ({
      apiVersion: "v1",
      kind,
      metadata: { name, namespace: "mon" },
      lines,
    });
    const rendering = await renderingOf("dev");
    const of = (...objects: KubernetesObject[]) => ({ ...rendering, objects });
    const old: KubernetesObject = { ...object("ClusterRole", "old"), metadata: { name: "old" } };
    const before = renderedFiles(of(old, object("Pod", "a", ...LINES)));
    const changed = object("Pod", "a", ...LINES.slice(0, 4), "new", ...LINES.slice(5));
    const changes = changesBetween(before, of(object("Service", "b"), changed));
    assert.deepEqual(
      changes.map(({ path, title, what, added, removed }) => [path, title, what, added, removed]),
      [
        ["objects/_cluster/clusterrole-old.yaml", "ClusterRole old", "removed", 0, 5],
        ["objects/mon/pod-a.yaml", "Pod mon/a", "changed", 1, 1],
        ["objects/mon/service-b.yaml", "Service mon/b", "added", 6, 0],
      ],
    );
    assert.deepEqual(changes[1]?.hunks, [
      {
        before: 8,
        after: 8,
        lines: [
          { sign: " ", text: "  - line 2" },
          { sign: " ", text: "  - line 3" },
          { sign: " ", text: "  - line 4" },
          { sign: "-", text: "  - line 5" },
          { sign: "+", text: "  - new" },
          { sign: " ", text: "  - line 6" },
          { sign: " ", text: "  - line 7" },
          { sign: " ", text: "  - line 8" },
        ],
      },
    ]);
  });

  it("are of releases too, and never of the summary", async () => {
    const rendering = await renderingOf("prod");
    const before = renderedFiles(rendering);
    before.set("summary.json", "{}");
    before.set("releases/loki.yaml", `${before.get("releases/loki.yaml")!}more: 1\n`);
    const [change, ...more] = changesBetween(before, rendering);
    assert.deepEqual(more, []);
    assert.equal(change?.title, "Chart release loki");
  });
});

describe("report: the rendering that is compared with", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lgtm-against-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** The message of a refusal that the user can do something about. */
  function refusal(path: string): string {
    try {
      readRendering(path, "dev");
    } catch (error) {
      assert.ok(error instanceof CommandError);
      return error.message;
    }
    return assert.fail("nothing was refused");
  }

  it("is read as it was written, and whatever else lies there is passed over", async () => {
    const rendering = await renderingOf("dev");
    writeRendering(rendering, folder);
    writeFileSync(join(folder, "notes.yaml"), "mine: 1\n");
    writeFileSync(join(folder, "objects", "notes.txt"), "mine\n");
    const files = renderedFiles(rendering);
    files.delete("summary.json");
    assert.deepEqual(readRendering(folder, "dev"), { folder, files });
  });

  it("is refused where there is none, with the command that writes one", () => {
    const missing = join(folder, "missing");
    assert.equal(
      refusal(missing),
      `There is no folder ${missing} to compare with: write one with \`npm run render -- --env dev --out DIR\`.`,
    );
  });

  it("is refused where it is a file", () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    assert.match(refusal(file), /file is a file; --against takes the folder of a rendering: write/);
  });

  it("is refused where it is another folder, and the one that was meant is named", () => {
    assert.match(refusal(folder), /is no rendering, for it has no summary\.json: write .*DIR`\.$/);
    mkdirSync(join(folder, "dev"));
    writeFileSync(join(folder, "dev", "summary.json"), "{}");
    assert.ok(refusal(folder).endsWith(` Did you mean ${join(folder, "dev")}?`));
  });

  it("is refused without a stack trace where it cannot be read", () => {
    writeFileSync(join(folder, "summary.json"), "{}");
    writeFileSync(join(folder, "objects"), "a file");
    assert.match(refusal(folder), / cannot be read: ENOTDIR/);
  });
});
