import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { readEnvironment } from "../../cli/environments";
import { deployedImages } from "../../cli/programs/deployed-images";
import { programLines } from "../../cli/programs/table";
import {
  type BuiltTool,
  type ToolName,
  toolCatalog,
  toolNames,
} from "../../sandbox/programs/catalog";
import { type InventoryEntry, inventory } from "../../sandbox/programs/inventory";
import { cachedBinary } from "../../sandbox/programs/lookup";
import { writeOrigin } from "../../sandbox/programs/origin";
import { otherVersions } from "../../sandbox/programs/other-versions";
import type { ToolPlaces } from "../../sandbox/programs/places";
import { USES } from "../../sandbox/programs/uses";

const ROOT = resolve(__dirname, "../..");

describe("npm run programs", () => {
  let root: string;
  let places: ToolPlaces;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "lgtm-programs-"));
    places = { cache: join(root, "cache"), path: join(root, "bin") };
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const put = async (file: string, says: string) => {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `#!/bin/sh\necho "${says}"\n`);
    await chmod(file, 0o755);
    return file;
  };
  const inCache = (path: string) => join(places.cache, "tools", path);

  it("knows where each program came from", async () => {
    await put(await cachedBinary("etcd", toolCatalog.etcd as BuiltTool, places), "");
    const folder = inCache("loki/3.7.8-0123456789ab");
    await put(join(folder, "usr/bin/loki"), "");
    await writeOrigin(folder, {
      way: "image",
      version: "3.7.8",
      from: "docker.io/grafana/loki:3.7.8",
      binary: "usr/bin/loki",
      digests: ["sha256:01", "sha256:02"],
    });
    await put(inCache("tempo/3.0.3/tempo"), "tempo, version 3.0.3");
    await put(join(root, "bin", "helm"), "v3.30.0+g1");
    const names = ["etcd", "loki", "tempo", "helm", "grafana"] as const;
    const entries = await inventory(places, names);
    assert.deepEqual(
      entries.map(({ here }) => here && [here.version, here.from]),
      [
        ["3.7.3", "tools/etcd"],
        ["3.7.8", "docker.io/grafana/loki:3.7.8@sha256:02"],
        ["3.0.3", "by hand"],
        ["3.30.0", "PATH"],
        undefined,
      ],
    );
    assert.ok(entries[1]!.here!.bytes > 100, "all files of the folder count");
  });

  it("takes Beyla, which never says its version, at the word of its folder", async () => {
    await put(inCache("beyla/3.33.0/beyla"), "flag provided but not defined: -version");
    const [beyla] = await inventory(places, ["beyla"]);
    assert.equal(beyla!.here?.version, "3.33.0");
  });

  it("prefers the deployed version to a later one, and tells what is another", async () => {
    await put(inCache("tempo/3.0.3/tempo"), "tempo, version 3.0.3");
    await put(inCache("tempo/3.9.0/tempo"), "tempo, version 3.9.0");
    await put(inCache("loki/3.9.0/loki"), "loki, version 3.9.0");
    await put(await cachedBinary("mimir", toolCatalog.mimir as BuiltTool, places), "");
    const [tempo] = await inventory(places, ["tempo"]);
    assert.equal(tempo!.here?.version, "3.0.3");
    assert.deepEqual(await otherVersions(toolNames, places), [
      { name: "mimir", version: "3.0.5-aced80d74930", deployed: "3.2.0" },
      { name: "loki", version: "3.9.0", deployed: "3.7.8" },
    ]);
    await put(inCache("mimir/3.2.0/mimir"), "Mimir, version 3.2.0 (branch: HEAD)");
    assert.deepEqual((await otherVersions(["mimir"], places)).length, 0);
  });

  it("says how to get what is missing, and what waits for it", async () => {
    const [mimir, loki] = await inventory(places, ["mimir", "loki"]);
    assert.deepEqual(mimir!.ways, [
      "image docker.io/grafana/mimir:3.2.0",
      "Go build of tools/mimir, which is 3.0.5-aced80d74930",
    ]);
    assert.deepEqual(loki!.ways, [
      "image docker.io/grafana/loki:3.7.8",
      "by hand from https://github.com/grafana/loki/releases",
    ]);
    const here = { version: "3.7.3", path: "/etcd", from: "tools/etcd", bytes: 25_300_000 };
    const etcd: InventoryEntry = { name: "etcd", wanted: "3.7.3", here, ways: [], ...USES.etcd };
    assert.deepEqual(programLines([etcd, { ...loki!, tests: ["dataplane/logs"] }]), [
      "program  wanted  here     size   from",
      "etcd     3.7.3   3.7.3    25 MB  tools/etcd",
      "loki     3.7.8   missing",
      "",
      "Missing",
      "  loki: image docker.io/grafana/loki:3.7.8, or by hand from https://github.com/grafana/loki/releases",
      "    waits for it: npm run live; tests dataplane/logs",
      "",
      "`npm run programs -- --get` gets what can be had, `--get NAME…` some of it.",
    ]);
    assert.deepEqual(programLines([etcd]).length, 2);
  });

  it("takes mirror, tag and digest of an environment", async () => {
    const dev = readEnvironment("dev");
    const digest = `sha256:${"a".repeat(64)}`;
    const images = await deployedImages({
      ...dev,
      config: {
        ...dev.config,
        "lgtm:common": {
          imageRegistry: "mirror.example.com/proxy",
          imageDigests: { loki: `3.7.8@${digest}` },
        },
        "lgtm:tempo": { image: { tag: "3.0.9" } },
      },
    });
    const [loki, tempo] = await inventory({ ...places, images }, ["loki", "tempo"]);
    assert.equal(loki!.ways[0], `image mirror.example.com/proxy/grafana/loki@${digest}`);
    assert.equal(tempo!.ways[0], "image mirror.example.com/proxy/grafana/tempo:3.0.9");
    assert.equal(tempo!.wanted, "3.0.9");
  });

  it("names tests that are there, and for each test all programs without which it skips", () => {
    const named = Object.values(USES).flatMap(({ tests }) => tests);
    for (const test of named) {
      const path = join(ROOT, "tests", test);
      assert.ok(existsSync(path) || existsSync(`${path}.test.ts`), test);
    }
    for (const level of ["unit", "golden", "dataplane"]) {
      for (const file of readdirSync(join(ROOT, "tests", level))) {
        const test = `${level}/${file.replace(".test.ts", "")}`;
        const path = join(ROOT, "tests", level, file);
        for (const name of file.endsWith(".ts") ? programsIn(readFileSync(path, "utf8")) : []) {
          const { tests } = USES[name];
          assert.ok(tests.includes(test) || tests.includes(level), `${test}: ${name}`);
        }
      }
    }
  });

  describe("as a command", function () {
    this.timeout(60_000);
    const run = (...args: string[]) =>
      promisify(execFile)(
        process.execPath,
        [join(ROOT, "cli/bootstrap.cjs"), "cli/main.ts", "programs", ...args],
        {
          cwd: ROOT,
          env: {
            PATH: join(root, "bin"),
            HOME: root,
            PULUMI_LGTM_CACHE: join(root, "cache"),
            LGTM_NO_DOWNLOADS: "1",
          },
        },
      );

    it("lists all as JSON, and changes nothing", async () => {
      const { stdout } = await run("--json");
      const entries = JSON.parse(stdout) as InventoryEntry[];
      assert.deepEqual(
        entries.map(({ name }) => name),
        toolNames,
      );
      assert.ok(entries.every(({ here }) => here === undefined));
      assert.ok(!existsSync(join(root, "cache")));
    });

    it("refuses a name that is none, and says without a stack trace what cannot be had", async () => {
      await assert.rejects(run("--get", "lokki"), (error: Error & { stderr: string }) => {
        assert.match(error.stderr, /^There is no program "lokki"\..* Did you mean "loki"\?\n$/);
        return true;
      });
      await assert.rejects(run("--get", "loki"), (error: Error & { stderr: string }) => {
        assert.match(error.stderr, /^loki 3\.7\.8 is not here[^]*put it on PATH or at \S+\n$/);
        return true;
      });
    });
  });
});

/** How tests ask for a program, and for which. Where none is named it is that of the first group. */
const ASKING: readonly [RegExp, ...ToolName[]][] = [
  [/\bfoundTool\(\w+, "([\w-]+)"/g],
  [/\bawait ensureTool\("([\w-]+)"\)/g],
  [/\bverifyConfig\(\w+, "([\w-]+)"/g],
  [/\bvalidateWithAlloy\(/g, "alloy"],
  [/\bpromtool\(this\)/g, "promtool"],
  [/\brunningLoki\(/g, "loki"],
  [/\brunningTempo\(/g, "tempo"],
  [/\bS3Server\.start\(/g, "versitygw"],
  [/\bstartReplicated\(/g, "loki", "mimir", "versitygw"],
];

/** The programs for which the source of a test asks this machine. */
function programsIn(text: string): ToolName[] {
  return ASKING.flatMap(([pattern, ...names]) =>
    [...text.matchAll(pattern)].flatMap(([, name]) => (name ? [name as ToolName] : names)),
  );
}
