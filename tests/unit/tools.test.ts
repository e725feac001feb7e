import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { cacheFolder } from "../../sandbox/cache-folder";
import { toolCatalog } from "../../sandbox/programs/catalog";
import type { BuiltTool } from "../../sandbox/programs/catalog";
import { cachedBinary } from "../../sandbox/programs/lookup";
import type { ToolPlaces } from "../../sandbox/programs/places";
import { readPin } from "../../sandbox/programs/pin";
import { versionFits } from "../../sandbox/programs/version";
import { ensureTool, ensureTools, findTool } from "../../sandbox/tools";

const etcd: BuiltTool = toolCatalog.etcd as BuiltTool;

describe("tools", () => {
  let root: string;
  let places: ToolPlaces;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "lgtm-tools-"));
    places = { cache: join(root, "cache"), path: `${join(root, "first")}:${join(root, "second")}` };
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  /** A program that prints a text whatever it is asked. */
  const program = async (file: string, prints: string) => {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `#!/bin/sh\n${prints}\n`);
    await chmod(file, 0o755);
    return file;
  };
  const says = (version: string) => `echo 'etcd Version: ${version}'`;

  describe("where one is found", () => {
    it("takes the cache before PATH", async () => {
      await program(join(root, "first", "etcd"), says("3.7.3"));
      const cached = await program(await cachedBinary("etcd", etcd, places), "exit 1");
      assert.equal(await findTool("etcd", places), cached);
    });

    it("takes the first program on PATH whose version is the pinned one", async () => {
      await program(join(root, "first", "etcd"), says("3.7.2"));
      const right = await program(join(root, "second", "etcd"), says("3.7.3"));
      assert.equal(await findTool("etcd", places), right);
    });

    it("passes over a program that does not say its version", async () => {
      await program(join(root, "first", "etcd"), "echo hello");
      assert.equal(await findTool("etcd", places), undefined);
    });

    it("takes a later minor of the same major where that is enough", async () => {
      const helm = await program(join(root, "first", "helm"), "echo v3.99.0+g123");
      assert.equal(await findTool("helm", places), helm);
      await program(helm, "echo v4.3.1+g123");
      assert.equal(await findTool("helm", places), undefined);
    });

    it("finds what somebody put into the cache, the highest version first", async () => {
      const put = (version: string) =>
        program(
          join(places.cache, "tools", "tempo", version, "tempo"),
          `echo 'tempo, version ${version}'`,
        );
      await put("3.9.0");
      const highest = await put("3.10.0");
      await put("2.11.0");
      assert.equal(await findTool("tempo", places), highest);
    });
  });

  describe("what is said when one is missing", () => {
    it("names what was looked at and what to install, when there is no Go", async () => {
      const wrong = await program(join(root, "first", "etcd"), says("3.5.0"));
      const cached = await cachedBinary("etcd", etcd, places);
      await assert.rejects(ensureTool("etcd", undefined, places), {
        message: [
          "etcd 3.7.3 is not here and cannot be built: no `go` is on PATH, Go 1.21 or newer is needed. Looked at:",
          `  ${cached}: not there`,
          `  ${wrong}: is 3.5.0, wanted exactly 3.7.3`,
          "Install Go (https://go.dev/dl), or put etcd 3.7.3 on PATH.",
        ].join("\n"),
      });
      assert.deepEqual(await readdir(join(places.cache, "tools", "etcd")), [], "no draft is left");
    });

    it("names the Go that is too old", async () => {
      await program(join(root, "first", "go"), "echo go1.19.8");
      await assert.rejects(
        ensureTool("etcd", undefined, places),
        /cannot be built: the `go` on PATH is 1\.19\.8, Go 1\.21 or newer is needed/,
      );
    });

    it("says where a program comes from that cannot be built", async () => {
      await assert.rejects(ensureTool("tempo", undefined, places), (error: Error) => {
        assert.match(error.message, /^tempo 3\.0\.3 is not here, and it cannot be built/);
        assert.match(error.message, /PATH: not there/);
        assert.match(error.message, /Take it from https:\S+\/tempo\/releases and put it on PATH/);
        return true;
      });
    });
  });

  describe("building", () => {
    /** Stands in for the Go toolchain: writes the arguments and variables it got into the output file. */
    const fakeGo = `
      if [ "$1" = env ]; then echo go1.26.8; exit; fi
      echo compiling >&2
      while [ "$1" != -o ]; do shift; done
      { echo "$3"; pwd; echo "$CGO_ENABLED|$GOFLAGS|$GOTOOLCHAIN"; } > "$2"
      /bin/chmod +x "$2"`;

    it("runs go in the tool's module and keeps the result in the cache", async () => {
      await program(join(root, "first", "go"), fakeGo);
      const lines: string[] = [];
      const binary = await ensureTool("etcd", (line) => lines.push(line), places);
      assert.equal(binary, await cachedBinary("etcd", etcd, places));
      const [main, folder, variables] = (await readFile(binary, "utf8")).split("\n");
      assert.equal(main, "go.etcd.io/etcd/server/v3");
      assert.match(folder ?? "", /\/tools\/etcd$/);
      assert.equal(variables, "0|-mod=readonly -buildvcs=false|local");
      assert.deepEqual(lines, [
        "[1/1] etcd 3.7.3: neither in the cache nor on PATH, building it from tools/etcd (usually 45 s on two cores, once)",
        "[1/1] etcd 3.7.3 built in 0 s",
      ]);
      assert.equal(await ensureTool("etcd", undefined, places), binary);
    });

    it("counts only the programs that are missing", async () => {
      await program(join(root, "first", "go"), fakeGo);
      await ensureTool("etcd", undefined, places);
      const lines: string[] = [];
      const names = ["etcd", "kwok", "helm"] as const;
      const binaries = await ensureTools(names, (line) => lines.push(line), places);
      assert.deepEqual(Object.keys(binaries).sort(), ["etcd", "helm", "kwok"]);
      assert.equal(
        lines[0],
        "2 programs are missing, to build them takes about 2 min on two cores, once: kwok, helm",
      );
      assert.deepEqual(
        lines.filter((line) => line.includes("built in")).map((line) => line.slice(0, 10)),
        ["[1/2] kwok", "[2/2] helm"],
      );
    });

    it("lets a newer Go be fetched only where the module needs one", async () => {
      await program(join(root, "first", "go"), fakeGo.replace("go1.26.8", "go1.24.1"));
      const binary = await ensureTool("etcd", undefined, places);
      assert.match(await readFile(binary, "utf8"), /\|auto\n$/);
    });

    describe("takes as little time as can be had", () => {
      /** Every call of the toolchain, with the folder in which it was made. */
      const calls = async () => {
        const lines = (await readFile(join(root, "calls"), "utf8")).trimEnd().split("\n");
        return lines.map((line) =>
          line.replace(/ -o \S+/, "").replace(/-ldflags .*?(?= \S+$)/, ""),
        );
      };
      /** Notes every call; what is done before a build is finished may be given. */
      const noting = (before = "") =>
        program(
          join(root, "first", "go"),
          `if [ "$1" = env ]; then echo go1.26.8; exit; fi
          echo "\${PWD##*/}: $*" >> ${join(root, "calls")}
          if [ "$1" = list ]; then exit; fi
          ${before}
          while [ "$1" != -o ]; do shift; done
          echo > "$2"; /bin/chmod +x "$2"`,
        );

      it("makes no tables for a debugger, and leaves generated packages as they are written", async () => {
        await noting();
        await ensureTools(["etcd", "pulumi-resource-kubernetes"], undefined, places);
        const builds = (await calls()).filter((call) => call.includes(": build"));
        assert.deepEqual(builds, [
          "etcd: build -trimpath -gcflags=all=-dwarf=false  go.etcd.io/etcd/server/v3",
          "pulumi-kubernetes: build -trimpath -gcflags=all=-dwarf=false " +
            "-gcflags=github.com/pulumi/pulumi-kubernetes/sdk/v4/...=-dwarf=false -N -l  pulumi-lgtm/tools/pulumi-kubernetes",
        ]);
      });

      it("fetches the modules of the later programs while it builds the first", async () => {
        const isFetched = `/bin/grep -q 'helm: list' ${join(root, "calls")}`;
        await noting(`until ${isFetched}; do /bin/sleep 0.05; done`);
        await ensureTools(["kube-scheduler", "kubectl", "helm"], undefined, places);
        const [first, second] = await calls();
        assert.match(`${first}\n${second}`, /^kubernetes: build/m);
        assert.match(`${first}\n${second}`, /^helm: list -deps helm\.sh\/helm\/v3\/cmd\/helm$/m);
      });

      it("fetches nothing besides where all come from the same modules", async () => {
        await noting();
        await ensureTools(["kube-scheduler", "kubectl"], undefined, places);
        assert.ok(!(await calls()).some((call) => call.includes(": list")));
      });
    });

    it("shows the compiler's words and keeps nothing when it fails", async () => {
      const failing = `if [ "$1" = env ]; then echo go1.26.8; exit; fi; echo 'no such module' >&2; exit 1`;
      await program(join(root, "first", "go"), failing);
      await assert.rejects(
        ensureTool("etcd", undefined, places),
        /etcd 3\.7\.3 could not be built: `go build` in \S+ ended with 1\.\n {2}no such module\n/,
      );
      assert.deepEqual(await readdir(join(places.cache, "tools", "etcd")), []);
    });

    it("builds a program once when two ask for it", async () => {
      const count = join(root, "count");
      await program(
        join(root, "first", "go"),
        fakeGo.replace("echo compiling", `echo x >> ${count}; echo`),
      );
      const [one, two] = await Promise.all([
        ensureTool("etcd", undefined, places),
        ensureTool("etcd", undefined, places),
      ]);
      assert.equal(one, two);
      assert.equal(await readFile(count, "utf8"), "x\n");
    });
  });

  describe("pins", () => {
    it("reads versions from go.mod, as the programs report them", async () => {
      const built = Object.entries(toolCatalog).filter(([, tool]) => tool.kind === "built");
      const versions = await Promise.all(
        built.map(async ([name, tool]) => [name, (await readPin(tool as BuiltTool)).version]),
      );
      assert.deepEqual(Object.fromEntries(versions), {
        etcd: "3.7.3",
        "kube-apiserver": "1.36.3",
        "kube-controller-manager": "1.36.3",
        "kube-scheduler": "1.36.3",
        kubectl: "1.36.3",
        kwok: "0.8.0",
        "pulumi-resource-kubernetes": "4.34.2",
        pulumi: "3.255.0",
        helm: "3.22.0",
        prometheus: "3.15.0",
        promtool: "3.15.0",
        mimir: "3.0.5-aced80d74930",
        "node-exporter": "1.12.1",
        "kube-state-metrics": "2.20.0",
        crane: "0.22.1",
        versitygw: "1.8.0",
      });
    });

    it("lists every program with its version in tools/README.md", async () => {
      const readme = await readFile(resolve(__dirname, "../../tools/README.md"), "utf8");
      const rows = readme.split("\n").filter((line) => line.startsWith("| "));
      for (const [name, tool] of Object.entries(toolCatalog)) {
        if (tool.kind !== "built") continue;
        const row = rows.find((line) => line.startsWith(`| ${tool.family} |`)) ?? "";
        const { version } = await readPin(tool);
        assert.ok(row.includes(name) && row.includes(version), `${name} ${version}: ${row}`);
      }
    });

    it("gives another folder to another checksum", async () => {
      const folder = join(root, "etcd");
      await mkdir(folder);
      await writeFile(
        join(folder, "go.mod"),
        "go 1.26.0\n\nrequire go.etcd.io/etcd/server/v3 v3.7.3\n",
      );
      await writeFile(join(folder, "go.sum"), "one");
      const before = await readPin(etcd, root);
      await writeFile(join(folder, "go.sum"), "two");
      const after = await readPin(etcd, root);
      assert.deepEqual([before.version, before.go], ["3.7.3", "1.26.0"]);
      assert.notEqual(before.digest, after.digest);
    });
  });

  it("compares versions by number", () => {
    assert.equal(versionFits("3.255.0", "3.255.0", "exact"), true);
    assert.equal(versionFits("3.255.1", "3.255.0", "exact"), false);
    assert.equal(versionFits("3.1000.0", "3.255.0", "same-major"), true);
    assert.equal(versionFits("3.99.9", "3.255.0", "same-major"), false);
    assert.equal(versionFits("4.0.0", "3.255.0", "same-major"), false);
  });

  it("keeps its cache where the environment says", () => {
    assert.equal(cacheFolder({ PULUMI_LGTM_CACHE: "/a", XDG_CACHE_HOME: "/b" }), "/a");
    assert.equal(cacheFolder({ PULUMI_LGTM_CACHE: "", XDG_CACHE_HOME: "/b" }), "/b/pulumi-lgtm");
  });
});
