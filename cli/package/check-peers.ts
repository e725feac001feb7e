import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import semver from "semver";
import { runScript } from "../command-line/command-line";
import { PROJECT_ROOT } from "../environments";
import { lowestNode, nodeRanges } from "./lowest-node";
import { packPackage, readManifest, run, usePackage } from "./packed-package";

/**
 * What `npm run check:peers` runs: the package with the lowest versions of its peers that it allows, and with the newest
 * that are published. It installs both from the registry, so it is no part of `npm run check`.
 */
const { peerDependencies, engines, devDependencies } = readManifest();

/** What the renders need of the project. */
const SOURCES = [
  ...[
    "cli",
    "components",
    "sandbox",
    "stacks",
    "tests",
    "tools",
    "tsconfig.json",
    "tsconfig.build.json",
  ],
  ...["package.json", ".mocharc.json", "Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml"],
];

const ENDS = {
  lowest: (_name: string, range: string) => semver.minVersion(range)?.version ?? range,
  newest: newestPublished,
};

/** Not left to npm's choice, which spares an older Node the versions that do not want it. */
function newestPublished(name: string, range: string): string {
  const answer = run("npm", ["view", `${name}@${range}`, "version", "--json"], PROJECT_ROOT);
  const versions = [JSON.parse(answer) as string | string[]].flat();
  return semver.maxSatisfying(versions, range) ?? range;
}

function checkPeers(): void {
  const unreachable = registryProblem();
  if (unreachable !== undefined) {
    console.log(`skip lowest and newest peers: the npm registry cannot be asked: ${unreachable}`);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "lgtm-peers-"));
  try {
    const tarball = packPackage(folder);
    const floors = Object.entries(ENDS).map(([end, version]) =>
      checkEnd(join(folder, end), tarball, version),
    );
    const [lowest] = floors;
    const said = semver.minVersion(engines.node)?.version;
    if (lowest !== said) {
      throw new Error(
        `engines.node is "${engines.node}", but the lowest peers and what they install run on Node ${lowest ?? "none"} and newer`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns the lowest Node that runs this set. */
function checkEnd(
  folder: string,
  tarball: string,
  version: (name: string, range: string) => string,
): string | undefined {
  cpSync(join(PROJECT_ROOT, "examples", "minimal"), folder, { recursive: true });
  const wanted = Object.entries(peerDependencies).map(([name, range]) => [
    name,
    version(name, range),
  ]);
  usePackage(folder, tarball, Object.fromEntries(wanted) as Record<string, string>);
  run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], folder);
  const installed = Object.keys(peerDependencies).map(
    (name) => `${name} ${readManifest(join(folder, "node_modules", name)).version}`,
  );
  const node = lowestNode(nodeRanges(join(folder, "node_modules")));
  console.log(`     ${installed.join(", ")}: Node ${node ?? "none"}`);

  const tsc = join(folder, "node_modules", "typescript", "bin", "tsc");
  step("the minimal example compiles, declarations included", () =>
    run(process.execPath, [tsc, "-p", "."], folder),
  );
  const project = join(folder, "project");
  for (const source of SOURCES) {
    cpSync(join(PROJECT_ROOT, source), join(project, source), { recursive: true });
  }
  // Where npm could not put what the package itself needs beside the peers, it is in the package's own folder.
  const own = join(folder, "node_modules", "pulumi-lgtm", "node_modules");
  if (existsSync(own)) symlinkSync(own, join(project, "node_modules"));
  step("the components compile", () =>
    run(process.execPath, [tsc, "-p", "tsconfig.build.json", "--noEmit"], project),
  );
  // The peers are found in the folder above, everything else where the project has it.
  const paths = [join(PROJECT_ROOT, "node_modules"), process.env.NODE_PATH];
  const env = { ...process.env, NODE_PATH: paths.filter(Boolean).join(delimiter) };
  const mocha = join(PROJECT_ROOT, "node_modules", "mocha", "bin", "mocha.js");
  step("every environment renders as expected, and the tests with Pulumi's mocks pass", () =>
    run(process.execPath, [mocha, ...renderingTests()], project, env),
  );
  return node;
}

function renderingTests(): string[] {
  const folder = join(PROJECT_ROOT, "tests", "unit");
  const mocked = readdirSync(folder)
    .filter((name) => name.endsWith(".test.ts"))
    .filter((name) => readFileSync(join(folder, name), "utf8").includes("support/mocks"));
  return ["tests/golden/render.test.ts", ...mocked.map((name) => `tests/unit/${name}`)];
}

function step(name: string, work: () => void): void {
  const started = Date.now();
  work();
  console.log(`ok   ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}

/** Why the registry cannot be asked; nothing where it answers. */
function registryProblem(): string | undefined {
  try {
    const asked = `@pulumi/pulumi@${devDependencies["@pulumi/pulumi"] ?? "latest"}`;
    run("npm", ["view", asked, "version", "--fetch-retries=0", "--prefer-online"], PROJECT_ROOT);
    return undefined;
  } catch (error) {
    return /npm error (?:code )?(E\w+)/.exec((error as Error).message)?.[1] ?? String(error);
  }
}

function checkPeersOrFail(): void {
  try {
    checkPeers();
  } catch (error) {
    console.error(`FAIL ${(error as Error).message}`);
    process.exitCode = 1;
  }
}

void runScript(
  "check:peers",
  "Try this package with the lowest and the newest versions of its peers.",
  checkPeersOrFail,
);
