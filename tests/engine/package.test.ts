import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PROJECT_ROOT } from "../../cli/environments";

interface Manifest {
  main: string;
  types: string;
  version: string;
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
}

const manifest = JSON.parse(readFileSync(join(PROJECT_ROOT, "package.json"), "utf8")) as Manifest;

describe("npm package", function () {
  const folder = mkdtempSync(join(tmpdir(), "lgtm-package-"));
  const consumer = join(folder, "consumer");
  const installed = join(consumer, "node_modules", "pulumi-lgtm");

  before(() => {
    const options = { cwd: PROJECT_ROOT, encoding: "utf8" as const };
    execFileSync(
      process.execPath,
      [tool("typescript/bin/tsc"), "-p", "tsconfig.build.json"],
      options,
    );
    const packed = execFileSync(
      "npm",
      ["pack", "--ignore-scripts", "--json", "--loglevel=error", "--pack-destination", folder],
      options,
    );
    const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
    cpSync(join(PROJECT_ROOT, "examples", "minimal"), consumer, { recursive: true });
    mkdirSync(installed, { recursive: true });
    execFileSync("tar", ["-xzf", join(folder, filename), "-C", installed, "--strip-components=1"]);
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

  it("holds compiled JavaScript, declarations and papers, and nothing else", () => {
    assert.deepEqual(readdirSync(installed).sort(), [
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "dist",
      "package.json",
    ]);
    const files = readdirSync(join(installed, "dist"), { recursive: true, encoding: "utf8" });
    const code = files.filter((file) => /\.\w+$/.test(file));
    assert.deepEqual(
      code.filter((file) => !/\.(js|d\.ts)$/.test(file)),
      [],
    );
    assert.equal(
      code.filter((f) => f.endsWith(".js")).length,
      code.filter((f) => f.endsWith(".d.ts")).length,
    );
    assert.ok(existsSync(join(installed, manifest.main)));
    assert.ok(existsSync(join(installed, manifest.types)));
  });

  it("keeps the documentation of the args in its declarations", () => {
    const declarations = readFileSync(join(installed, "dist", "stack", "stack-args.d.ts"), "utf8");
    assert.match(declarations, /\/\*\* How long logs|Logs in Loki\. Defaults to 7 days\. \*\//);
  });

  it("compiles the minimal example under strict flags", () => {
    execFileSync(process.execPath, [tool("typescript/bin/tsc"), "-p", consumer], {
      cwd: consumer,
      encoding: "utf8",
    });
  });

  it("runs the minimal example's stack without TypeScript", () => {
    const script = `
      const pulumi = require("@pulumi/pulumi");
      let count = 0;
      const newResource = (r) => { count++; return { id: r.name, state: { ...r.inputs, result: "x" } }; };
      pulumi.runtime.setMocks({ newResource, call: (c) => c.inputs }).then(async () => {
        const { LgtmStack } = require("pulumi-lgtm");
        const stack = new LgtmStack("observability", { topology: "single" });
        await pulumi.runtime.disconnect();
        console.log(JSON.stringify({ count, loki: stack.endpoints.loki.push }));
      });`;
    const output = execFileSync(process.execPath, ["-e", script], {
      cwd: consumer,
      encoding: "utf8",
    });
    const { count, loki } = JSON.parse(output) as { count: number; loki: string };
    assert.equal(loki, "http://loki.monitoring.svc.cluster.local:3100/loki/api/v1/push");
    assert.ok(count > 60, `${count} resources`);
  });
});

function tool(script: string): string {
  return join(PROJECT_ROOT, "node_modules", script);
}
