import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { PROJECT_ROOT } from "../../cli/environments";

const run = promisify(execFile);

describe("a fresh clone", function () {
  // The npm packages come from a registry.
  this.timeout(600_000);
  let clone: string;

  before(async () => {
    clone = await mkdtemp(join(tmpdir(), "lgtm-clone-"));
    // What a commit of now would have: tests run before it.
    const options = { cwd: PROJECT_ROOT, maxBuffer: 2 ** 26 };
    const args = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
    const { stdout } = await run("git", args, options);
    for (const file of stdout.split("\0").filter((name) => name !== "")) {
      await mkdir(dirname(join(clone, file)), { recursive: true });
      await cp(join(PROJECT_ROOT, file), join(clone, file)).catch((error: unknown) => {
        // Deleted, and not committed yet.
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      });
    }
  });

  after(() => rm(clone, { recursive: true, force: true }));

  it("is packed by `npm pack` alone, also while another command installs, and npm's answer can be read", async () => {
    await mkdir(join(clone, "dist"));
    await writeFile(join(clone, "dist", "stale.js"), "");
    const options = { cwd: clone, maxBuffer: 2 ** 26 };
    const [{ stdout, stderr }, images] = await Promise.all([
      run("npm", ["pack", "--json", "--loglevel=error"], options),
      run("npm", ["run", "--silent", "images"], options),
    ]);
    assert.match(images.stdout, /^docker\.io\/grafana\/|^grafana\//m);
    assert.equal(
      `${stderr}${images.stderr}`.match(/^Installing the npm dependencies/gm)?.length,
      1,
    );
    assert.match(`${stderr}${images.stderr}`, /^Process \d+ installs the npm dependencies/m);
    const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
    const paths = files.map(({ path }) => path);
    for (const wanted of ["dist/index.js", "dist/index.d.ts", "README.md", "package.json"]) {
      assert.ok(paths.includes(wanted), `${wanted} in ${paths.join(", ")}`);
    }
    assert.ok(!paths.includes("dist/stale.js"));
  });

  it("shows by npm what was meant where `--` is missing", async () => {
    const line = run("npm", ["run", "down", "--context", "mine", "--yes"], { cwd: clone });
    const { stderr } = await line.then(
      () => assert.fail("it ran"),
      (error: unknown) => error as { stderr: string },
    );
    assert.match(
      stderr,
      /^npm has kept --context and --yes for itself.*write `npm run down -- --context mine --yes`\.$/m,
    );
  });
});
