import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PROJECT_ROOT } from "../../cli/environments";
import type { LockedChart } from "../../components/shared/chart-lock";
import { CHARTS, type ChartName } from "../../components/versions";
import { ensureTool } from "../../sandbox/tools";
import { chartPackage } from "../support/charts/chart-package";
import { startHttpRepository } from "../support/charts/http-repository";
import type { LoopbackServer } from "../support/charts/loopback-server";
import { startOciRegistry } from "../support/charts/oci-registry";
import type { ChartPackage } from "../support/charts/package-chart";

interface Finished {
  code: number;
  stdout: string;
  stderr: string;
}

const credentials = { username: "reader", password: "s3cret-word" };

describe("npm run charts -- pull", function () {
  this.timeout(60_000);
  let folder = "";
  let helm = "";
  let charts: ChartPackage[] = [];
  const servers: LoopbackServer[] = [];

  before(async function () {
    // The first run on a machine builds the program.
    this.timeout(1_800_000);
    helm = await ensureTool("helm");
    const names = Object.keys(CHARTS) as ChartName[];
    charts = names.map((name) => chartPackage(name, CHARTS[name].version));
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lgtm-pull-"));
  });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()));
    rmSync(folder, { recursive: true });
  });

  /** The command as npm runs it, with a cache of its own. */
  function run(args: string[], variables: Record<string, string> = {}): Promise<Finished> {
    const command = [join(PROJECT_ROOT, "cli/bootstrap.cjs"), "cli/main.ts", "charts", ...args];
    const env = {
      ...process.env,
      PATH: `${dirname(helm)}:${process.env.PATH ?? ""}`,
      PULUMI_LGTM_CACHE: join(folder, "cache"),
      ...variables,
    };
    return new Promise((done) => {
      execFile(process.execPath, command, { env }, (error, stdout, stderr) => {
        done({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      });
    });
  }

  async function repository(...args: Parameters<typeof startHttpRepository>): Promise<{
    server: LoopbackServer;
    url: string;
  }> {
    const started = await startHttpRepository(...args);
    servers.push(started.server);
    return started;
  }

  const target = () => join(folder, "charts");
  const files = () => readdirSync(target()).sort();
  function lock(): LockedChart[] {
    const text = readFileSync(join(target(), "charts.lock.json"), "utf8");
    return (JSON.parse(text) as { charts: LockedChart[] }).charts;
  }

  it("gets all charts from a mirror, with a lock file of their digests", async () => {
    const { url } = await repository(charts);
    const { code, stdout } = await run(["pull", target(), "--repository", url]);
    assert.equal(code, 0);
    assert.match(stdout, /^\+ loki 18\.11\.0 from http:\S+\/charts$/m);
    assert.match(stdout, new RegExp(`^${charts.length} charts are in `, "m"));
    const expected = charts
      .map(({ name, version, sha256 }) => ({
        name,
        version,
        source: url,
        file: `${name}-${version}.tgz`,
        sha256,
      }))
      .sort((a, b) => (a.file < b.file ? -1 : 1));
    assert.deepEqual(lock(), expected);
    assert.deepEqual(files(), ["charts.lock.json", ...expected.map(({ file }) => file)].sort());
  });

  it("goes on where it ended, and gets again what was changed in the folder", async () => {
    const names = ["loki", "pyroscope", "seaweedfs"];
    const first = await repository(charts.filter(({ name }) => name !== "loki"));
    const failed = await run(["pull", target(), ...names, "--repository", first.url]);
    assert.equal(failed.code, 1);
    assert.match(failed.stdout, /^! loki: the chart loki 18\.11\.0 of \S+ could not be had/m);
    assert.match(failed.stderr, /1 of 3 charts could not be had/);
    assert.equal(lock().length, 2);

    writeFileSync(join(target(), "seaweedfs-4.44.0.tgz"), "half a fi");
    const second = await repository(charts);
    const { code, stdout } = await run(["pull", target(), ...names, "--repository", second.url]);
    assert.equal(code, 0);
    assert.deepEqual(
      stdout.split("\n").filter((line) => line.startsWith("+")),
      [`+ loki 18.11.0 from ${second.url}`, `+ seaweedfs 4.44.0 from ${second.url}`],
    );
    assert.match(stdout, /^= pyroscope 2\.2\.1 is there$/m);
    assert.equal(lock().length, 3);
  });

  it("refuses a chart that was published anew under its version", async () => {
    const first = await repository(charts);
    await run(["pull", target(), "loki", "--repository", first.url]);
    rmSync(join(target(), "loki-18.11.0.tgz"));
    const other = chartPackage("loki", "18.11.0", { "values.yaml": "replicas: 2" });
    const second = await repository([other]);
    const { code, stdout } = await run(["pull", target(), "loki", "--repository", second.url]);
    assert.equal(code, 1);
    assert.match(
      stdout,
      new RegExp(`^! loki: loki-18\\.11\\.0\\.tgz has the digest ${other.sha256}, and charts`, "m"),
    );
    assert.ok(!files().includes("loki-18.11.0.tgz"));
  });

  it("gives a mirror its user and the password of the environment, and says so where they are missing", async () => {
    const { url } = await repository(charts, { credentials });
    const args = ["pull", target(), "loki", "--repository", url];
    const anonymous = await run(args);
    assert.equal(anonymous.code, 1);
    assert.match(anonymous.stdout, /give --username, and the password in LGTM_CHARTS_PASSWORD/);
    const wrong = { LGTM_CHARTS_PASSWORD: "an0ther-word" };
    const refused = await run([...args, "--username", "reader"], wrong);
    assert.match(refused.stdout, /It refuses the credentials of the user "reader"/);
    assert.doesNotMatch(refused.stdout + refused.stderr, /an0ther-word/);
    const right = { LGTM_CHARTS_PASSWORD: credentials.password };
    assert.equal((await run([...args, "--username", "reader"], right)).code, 0);
    assert.doesNotMatch(JSON.stringify(lock()), /s3cret-word|reader/);
  });

  it("gets charts from an OCI registry", async () => {
    const started = await startOciRegistry(charts);
    servers.push(started.server);
    const args = ["pull", target(), "loki", "--repository", started.url, "--plain-http"];
    const { code, stdout, stderr } = await run(args);
    assert.equal(code, 0, stdout + stderr);
    const loki = charts.find(({ name }) => name === "loki");
    assert.deepEqual(lock(), [
      {
        name: "loki",
        version: "18.11.0",
        source: `${started.url}/loki`,
        file: "loki-18.11.0.tgz",
        sha256: loki?.sha256,
      },
    ]);
  });

  it("refuses a chart that this package does not know, and names the nearest", async () => {
    const { code, stderr } = await run(["pull", target(), "pyroskope"]);
    assert.equal(code, 1);
    assert.match(stderr, /There is no chart "pyroskope" .* Did you mean "pyroscope"\?/);
  });

  it("refuses a repository that is none, before it asks anybody", async () => {
    const { code, stderr } = await run(["pull", target(), "--repository", "mirror.example.com"]);
    assert.equal(code, 1);
    assert.match(stderr, /lgtm:charts\.repository: got "mirror\.example\.com"; allowed: an https/);
  });
});
