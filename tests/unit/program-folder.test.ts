import assert from "node:assert/strict";
import { join } from "node:path";
import { PROJECT_ROOT } from "../../cli/environments";
import { fromProgramFolder, inProgramFolder } from "../../stacks/program-folder";

describe("paths of charts in a stack file", () => {
  it("begin at Pulumi.yaml, and are read in the folder of the program", () => {
    const charts = {
      directory: "charts",
      sources: { loki: { path: "mine/loki.tgz" }, seaweedfs: { version: "1.0.0" } },
      delivery: "release",
    };
    assert.deepEqual(fromProgramFolder(charts), {
      directory: "../charts",
      sources: { loki: { path: "../mine/loki.tgz" }, seaweedfs: { version: "1.0.0" } },
      delivery: "release",
    });
  });

  it("stay as they are when they are absolute, or no paths", () => {
    const charts = { directory: "/srv/charts", sources: { loki: { path: "" }, tempo: null } };
    assert.deepEqual(fromProgramFolder(charts), charts);
    assert.deepEqual(fromProgramFolder({ directory: 5 }), { directory: 5 });
    assert.equal(fromProgramFolder(undefined), undefined);
    assert.equal(fromProgramFolder("charts"), "charts");
  });

  it("mean the same wherever the command was typed, and leave it there", () => {
    const here = process.cwd();
    assert.equal(
      inProgramFolder(() => process.cwd()),
      join(PROJECT_ROOT, "stacks"),
    );
    assert.throws(() =>
      inProgramFolder(() => {
        throw new Error("bad input");
      }),
    );
    assert.equal(process.cwd(), here);
  });
});
