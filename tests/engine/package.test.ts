import assert from "node:assert/strict";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { PROJECT_ROOT } from "../../cli/environments";
import { packPackage, readManifest, run } from "../../cli/package/packed-package";
import { codeBlocks, linkProblems } from "../support/markdown";

const manifest = readManifest();

describe("npm package", function () {
  const folder = mkdtempSync(join(tmpdir(), "lgtm-package-"));
  const consumer = join(folder, "consumer");
  const installed = join(consumer, "node_modules", "pulumi-lgtm");

  before(() => {
    const tarball = packPackage(folder);
    cpSync(join(PROJECT_ROOT, "examples", "minimal"), consumer, { recursive: true });
    mkdirSync(installed, { recursive: true });
    run("tar", ["-xzf", tarball, "-C", installed, "--strip-components=1"], folder);
    // What the package declares, and what the example itself installs: nothing else can be resolved.
    const needed = [
      ...Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }),
      "@types/node",
      "typescript",
    ];
    for (const name of needed) {
      const link = join(consumer, "node_modules", name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(PROJECT_ROOT, "node_modules", name), link);
    }
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("holds the compiled package, its sources and its papers, and nothing else", () => {
    assert.deepEqual(readdirSync(installed).sort(), [
      "CHANGELOG.md",
      "CONTRIBUTING.md",
      "LICENSE",
      "Pulumi.dev.yaml",
      "Pulumi.prod.yaml",
      "README.md",
      "components",
      "dist",
      "docs",
      "examples",
      "package.json",
      "tools",
    ]);
    assert.ok(existsSync(join(installed, manifest.main)));
    assert.ok(existsSync(join(installed, manifest.types)));
    assert.deepEqual(readdirSync(join(installed, "tools")), ["README.md"]);
  });

  it("holds a declaration for each compiled file, tables of keys, and no map", () => {
    const files = filesBelow(join(installed, "dist"));
    // Tables of keys are data.
    const unexpected = files.filter((file) => !/\.(js|d\.ts)$|\/tables\/.+\.json$/.test(file));
    assert.deepEqual(unexpected, []);
    assert.equal(
      files.filter((f) => f.endsWith(".js")).length,
      files.filter((f) => f.endsWith(".d.ts")).length,
    );
    const mapped = files.filter((file) =>
      readFileSync(join(installed, "dist", file), "utf8").includes("sourceMappingURL"),
    );
    assert.deepEqual(mapped, [], "a map that is not there");
  });

  it("has no link in its papers that leads nowhere", () => {
    const papers = papersOf(installed);
    assert.ok(papers.length > 8, papers.join(", "));
    assert.deepEqual(
      papers.flatMap((paper) => linkProblems(installed, paper)),
      [],
    );
  });

  it("keeps the documentation of the args in its declarations", () => {
    const declarations = readFileSync(join(installed, "dist", "stack", "stack-args.d.ts"), "utf8");
    assert.match(declarations, /\/\*\* How long logs|Logs in Loki\. Defaults to 7 days\. \*\//);
  });

  it("compiles the minimal example, and every sample of its papers, under strict flags; all of them run", () => {
    const samples = papersOf(installed).flatMap((paper) =>
      codeBlocks(readFileSync(join(installed, paper), "utf8"), "ts").map((text, i) => {
        const name = `sample-${paper.replaceAll(/\W/g, "-")}-${i}`;
        writeFileSync(join(consumer, `${name}.ts`), text);
        return name;
      }),
    );
    assert.ok(samples.length > 3, samples.join(", "));
    const programs = ["index", ...samples];
    const config = {
      extends: "./tsconfig.json",
      compilerOptions: { noEmit: false, outDir: "compiled" },
      files: programs.map((name) => `${name}.ts`),
    };
    writeFileSync(join(consumer, "tsconfig.samples.json"), JSON.stringify(config));
    const tsc = join(PROJECT_ROOT, "node_modules", "typescript", "bin", "tsc");
    run(process.execPath, [tsc, "-p", "tsconfig.samples.json"], consumer);
    for (const name of programs) {
      const { count } = withMocks(consumer, `require("./compiled/${name}");`);
      assert.ok(count > 60, `${name}: ${count} resources`);
    }
  });

  it("keeps what is inside to itself", () => {
    const tried = ["pulumi-lgtm/dist/loki/loki", "pulumi-lgtm/dist/loki/loki.js"].map(
      (path) =>
        `try { require("${path}"); console.log("found"); } catch (e) { console.log(e.code); }`,
    );
    const codes = run(process.execPath, ["-e", tried.join("\n")], consumer)
      .trim()
      .split("\n");
    assert.deepEqual(codes, Array(2).fill("ERR_PACKAGE_PATH_NOT_EXPORTED"));
  });

  it("runs the minimal example's stack without TypeScript", () => {
    const { count, loki } = withMocks(
      consumer,
      `const { LgtmStack } = require("pulumi-lgtm");
      const stack = new LgtmStack("observability", { topology: "single" });
      result.loki = stack.endpoints.loki.push;`,
    );
    assert.equal(loki, "http://loki.monitoring.svc.cluster.local:3100/loki/api/v1/push");
    assert.ok(count > 60, `${count} resources`);
  });
});

/** What the samples ask their configuration for. */
const CONFIG = { "project:cluster": "my-cluster", "project:grafanaAdminPassword": "an0ther-word" };

/** Runs a script with Pulumi's mocks in the folder, and returns how many resources it has, with what it adds to `result`. */
function withMocks(cwd: string, script: string): { count: number; loki?: string } {
  const whole = `
    const pulumi = require("@pulumi/pulumi");
    const result = { count: 0 };
    const newResource = (r) => { result.count++; return { id: r.name, state: { ...r.inputs, result: "a".repeat(32) } }; };
    pulumi.runtime.setAllConfig(${JSON.stringify(CONFIG)});
    pulumi.runtime.setMocks({ newResource, call: (c) => c.inputs }).then(async () => {
      ${script}
      await pulumi.runtime.disconnect();
      console.log(JSON.stringify(result));
    });`;
  return JSON.parse(run(process.execPath, ["-e", whole], cwd)) as { count: number; loki?: string };
}

/** Every Markdown file of the package, by its path in it. */
function papersOf(folder: string): string[] {
  const own = readdirSync(folder).filter((name) => name.endsWith(".md"));
  const inside = ["docs", "examples", "tools"].flatMap((name) =>
    filesBelow(join(folder, name)).map((file) => join(name, file)),
  );
  return [...own, ...inside.filter((file) => file.endsWith(".md"))];
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
