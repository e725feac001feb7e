import assert from "node:assert/strict";
import { access, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ToolPlaces } from "../../sandbox/programs/places";
import { ensureTool, ensureTools, findTool } from "../../sandbox/tools";
import { ImageBench, LOKI, program } from "../support/programs/image-bench";
import type { TarEntry } from "../support/programs/tar-bytes";

describe("programs out of their images", function () {
  this.timeout(30_000);
  let bench: ImageBench;
  let places: ToolPlaces;
  const lines: string[] = [];
  const progress = (line: string) => lines.push(line);

  before(function () {
    return ImageBench.require(this);
  });
  beforeEach(async () => {
    bench = await ImageBench.start();
    places = bench.places();
    lines.length = 0;
  });
  afterEach(() => bench.stop());

  it("takes the one file that the program is, executable, and finds it again without a network", async () => {
    const digest = await bench.registry.push("grafana/loki:3.7.8", [
      [program("usr/bin/loki", LOKI), { path: "etc/loki/config.yaml", content: "a: b" }],
    ]);
    const binary = await ensureTool("loki", progress, places);
    const folder = `3.7.8-${digest.slice("sha256:".length, 19)}`;
    assert.equal(binary, join(bench.cache, "tools/loki", folder, "usr/bin/loki"));
    assert.equal((await stat(binary)).mode & 0o777, 0o755);
    assert.deepEqual(await bench.kept("loki"), ["origin.json", "usr/bin/loki"]);
    assert.match(
      lines[0]!,
      /^loki 3\.7\.8: pulling 127\.0\.0\.1:\d+\/grafana\/loki:3\.7\.8, 0\.1 MB$/,
    );
    assert.match(lines[1]!, /^loki 3\.7\.8: pulled in \d+ s, 0\.1 MB kept$/);
    const alone = bench.alone(places);
    assert.equal(await findTool("loki", alone), binary);
  });

  it("lays layers over each other: the upper file counts, and what was deleted is not there", async () => {
    await bench.registry.push("grafana/loki:3.7.8", [
      [program("usr/bin/loki", "loki, version 1.0.0"), program("bin/loki", "loki, version 2.0.0")],
      [program("usr/bin/loki", LOKI), { path: "bin/.wh.loki" }],
    ]);
    const binary = await ensureTool("loki", progress, places);
    assert.match(await readFile(binary, "utf8"), /3\.7\.8/);
    assert.ok(binary.endsWith("usr/bin/loki"));
  });
  it("follows links inside the image, to a file that stands elsewhere", async () => {
    await bench.registry.push("grafana/loki:3.7.8", [
      [
        program("opt/loki/loki-3.7.8", LOKI),
        { path: "opt/loki/current", type: "Link", linkpath: "opt/loki/loki-3.7.8", content: "" },
        { path: "usr/bin/loki", type: "SymbolicLink", linkpath: "../../opt/loki/current" },
      ],
    ]);
    const binary = await ensureTool("loki", progress, places);
    assert.ok(binary.endsWith("opt/loki/loki-3.7.8"), binary);
    assert.deepEqual(await bench.kept("loki"), ["opt/loki/loki-3.7.8", "origin.json"]);
  });

  it("takes Grafana with the folder that it needs, without source maps, devices or links out of it", async () => {
    const home = "usr/share/grafana";
    await bench.registry.push("grafana/grafana:13.2.0", [
      [
        program(`${home}/bin/grafana`, "grafana version 13.2.0"),
        { path: `${home}/conf/defaults.ini`, content: "[server]", mode: 0o4644 },
        { path: `${home}/public/app.js`, content: "1" },
        { path: `${home}/public/app.js.map`, content: "2" },
        { path: `${home}/null`, type: "CharacterDevice" },
        { path: `${home}/logs`, type: "SymbolicLink", linkpath: "/var/log" },
        { path: "etc/passwd", content: "root" },
      ],
    ]);
    const binary = await ensureTool("grafana", progress, places);
    assert.deepEqual(await bench.kept("grafana"), [
      "origin.json",
      `${home}/bin/grafana`,
      `${home}/conf/defaults.ini`,
      `${home}/public/app.js`,
    ]);
    const settings = await stat(join(binary, "../../conf/defaults.ini"));
    assert.equal(settings.mode & 0o7777, 0o644);
  });

  it("has every program of an image after one pull", async () => {
    await bench.registry.push("prometheus/prometheus:v3.15.0", [
      [
        program("bin/prometheus", "prometheus, version 3.15.0"),
        program("bin/promtool", "promtool, version 3.15.0"),
      ],
    ]);
    await ensureTool("prometheus", progress, places);
    const alone = bench.alone(places);
    assert.ok((await findTool("promtool", alone))?.endsWith("/bin/promtool"));
  });

  it("pulls an image once for all its programs that are wanted at the same time", async () => {
    await bench.registry.push("prometheus/prometheus:v3.15.0", [
      [
        program("bin/prometheus", "prometheus, version 3.15.0"),
        program("bin/promtool", "promtool, version 3.15.0"),
      ],
    ]);
    await ensureTools(["prometheus", "promtool"], progress, places);
    const alone = bench.alone(places);
    assert.ok((await findTool("prometheus", alone))?.endsWith("/bin/prometheus"));
    assert.ok((await findTool("promtool", alone))?.endsWith("/bin/promtool"));
    const pulls = lines.filter((line) => /: pulling /.test(line));
    assert.equal(pulls.length, 1, lines.join("\n"));
  });

  it("takes the image of this machine's kind out of a list of several", async () => {
    const other = process.arch === "arm64" ? "amd64" : "arm64";
    const own = process.arch === "arm64" ? "arm64" : "amd64";
    await bench.registry.push(
      "grafana/loki:own",
      [[program("usr/bin/loki", LOKI)]],
      `linux/${own}`,
    );
    const wrong = [program("usr/bin/loki", "loki, version 6.6.6")];
    await bench.registry.push("grafana/loki:other", [wrong], `linux/${other}`);
    await bench.registry.pushIndex("grafana/loki:3.7.8", [
      "grafana/loki:other",
      "grafana/loki:own",
    ]);
    assert.match(await readFile(await ensureTool("loki", progress, places), "utf8"), /3\.7\.8/);
  });

  it("says that there is none for this machine's kind", async () => {
    await bench.registry.push(
      "grafana/loki:riscv",
      [[program("usr/bin/loki", LOKI)]],
      "linux/riscv64",
    );
    await bench.registry.pushIndex("grafana/loki:3.7.8", ["grafana/loki:riscv"]);
    await assert.rejects(
      ensureTool("loki", progress, places),
      /loki:3\.7\.8: fetching manifest .* no child with platform linux\/\w+ in index/,
    );
    assert.deepEqual(await bench.kept("loki"), []);
  });

  describe("pinned by a digest", () => {
    const pinned = (digest: string): ToolPlaces => ({
      ...places,
      images: { loki: `docker.io/grafana/loki:3.7.8@${digest}` },
    });

    it("takes that image, whatever the tag says now, and knows it again by the list's digest", async () => {
      await bench.registry.push("grafana/loki:one", [[program("usr/bin/loki", LOKI)]]);
      const wanted = await bench.registry.pushIndex("grafana/loki:3.7.8", ["grafana/loki:one"]);
      const moved = await bench.registry.push("grafana/loki:3.7.8", [
        [program("usr/bin/loki", `${LOKI} moved`)],
      ]);
      const binary = await ensureTool("loki", progress, pinned(wanted));
      assert.doesNotMatch(await readFile(binary, "utf8"), /moved/);
      const alone = bench.alone(pinned(wanted));
      assert.equal(await findTool("loki", alone), binary);
      assert.equal(await findTool("loki", { ...alone, images: pinned(moved).images }), undefined);
      const other = await ensureTool("loki", progress, pinned(moved));
      assert.match(await readFile(other, "utf8"), /moved/);
    });

    it("takes nothing where the registry does not have it", async () => {
      await bench.registry.push("grafana/loki:3.7.8", [[program("usr/bin/loki", LOKI)]]);
      await assert.rejects(
        ensureTool("loki", progress, pinned(`sha256:${"0".repeat(64)}`)),
        /loki@sha256:0+: fetching manifest .* MANIFEST_UNKNOWN/,
      );
    });
  });

  describe("an image that will not do", () => {
    const refused = async (layer: readonly TarEntry[], reason: RegExp) => {
      await bench.registry.push("grafana/loki:3.7.8", [layer]);
      await assert.rejects(ensureTool("loki", progress, places), (error: Error) => {
        assert.match(error.message, reason);
        return true;
      });
      assert.deepEqual(await bench.kept("loki"), []);
    };

    it("has not the program", () =>
      refused(
        [{ path: "etc/loki.yaml" }],
        /it has no loki, bin\/loki, usr\/bin\/loki, usr\/local\/bin\/loki/,
      ));

    it("has the program in another version than its tag says", () =>
      refused(
        [program("usr/bin/loki", "loki, version 3.7.7")],
        /its loki says that it is 3\.7\.7, not 3\.7\.8/,
      ));

    it("was made for another system", () =>
      refused(
        [{ path: "usr/bin/loki", content: Buffer.from("\x7fELF-of-another-machine") }],
        /its loki does not run on this machine/,
      ));

    it("has a link that leads in a circle", () =>
      refused(
        [
          { path: "usr/bin/loki", type: "SymbolicLink", linkpath: "/opt/loki" },
          { path: "opt/loki", type: "SymbolicLink", linkpath: "/usr/bin/loki" },
        ],
        /its loki leads in a circle|leads in a circle/,
      ));

    it("has a path that leads out of it", async () => {
      await refused(
        [program("../../../evil", "evil"), program("usr/bin/loki", LOKI)],
        /unsafe tar path/,
      );
      await assert.rejects(access(join(bench.root, "evil")));
    });

    it("has a link that leads out of it", () =>
      refused(
        [
          { path: "usr/bin/loki", type: "SymbolicLink", linkpath: "../../../../../bin/sh" },
          { path: "etc/loki.yaml" },
        ],
        /it has no loki/,
      ));
  });
});
