import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import { ensureTool } from "../../sandbox/tools";
import { type Fault, FaultyProxy } from "../support/programs/faulty-proxy";
import { ImageBench, LOKI, program } from "../support/programs/image-bench";
import { skip } from "../support/skip";
import { until } from "../support/until";

const TAG = "grafana/loki:3.7.8";
const isBlob = ({ url }: IncomingMessage) => url?.includes("/blobs/") === true;

describe("registries and networks that fail", function () {
  this.timeout(60_000);
  let bench: ImageBench;
  let proxy: FaultyProxy | undefined;

  before(function () {
    return ImageBench.require(this);
  });
  beforeEach(async () => {
    bench = await ImageBench.start();
    // So big that it comes in many pieces, and so mixed that it cannot be packed.
    const ballast = Buffer.concat(
      Array.from({ length: 32_768 }, (_, i) => createHash("sha256").update(String(i)).digest()),
    );
    await bench.registry.push(TAG, [
      [program("usr/bin/loki", LOKI), { path: "var/ballast", content: ballast }],
    ]);
  });
  afterEach(async () => {
    await proxy?.stop();
    await bench.stop();
  });

  /** The places behind a server that does this to requests. */
  const behind = async (fault: (request: IncomingMessage) => Fault | undefined, stall = 5_000) => {
    proxy = await FaultyProxy.start(bench.registry.host, fault);
    return bench.places(proxy.host, { stallMilliseconds: stall });
  };
  /** A fault that happens so often, and then no more. */
  const times = (count: number, fault: Fault, which: (request: IncomingMessage) => boolean) => {
    let left = count;
    return (request: IncomingMessage) => (which(request) && left-- > 0 ? fault : undefined);
  };

  it("takes nothing of a layer whose bytes are others than its digest says, and tries no other way", async () => {
    const places = await behind((request) => (isBlob(request) ? { corrupt: true } : undefined));
    await assert.rejects(
      ensureTool("loki", undefined, places),
      /sent something that does not match its digest, and it was thrown away: .*(verifying|checksum)/,
    );
    assert.deepEqual(await bench.kept("loki"), []);
  });

  for (const status of [429, 500, 503]) {
    it(`asks again after a ${status}`, async () => {
      const places = await behind(times(1, { status }, (request) => isBlob(request)));
      assert.ok(await ensureTool("loki", undefined, places));
    });
  }

  it("begins again when the connection breaks in the middle of a layer", async () => {
    const places = await behind(times(2, { cut: 500_000 }, isBlob));
    assert.ok(await ensureTool("loki", undefined, places));
  });

  it("gives up when it always breaks, and leaves nothing", async () => {
    const places = await behind((request) => (isBlob(request) ? { cut: 10_000 } : undefined));
    await assert.rejects(ensureTool("loki", undefined, places), /loki:3\.7\.8: .*EOF/);
    assert.deepEqual(await bench.kept("loki"), []);
  });

  it("gives up when a transfer stands still", async () => {
    const stalled = (request: IncomingMessage) =>
      isBlob(request) ? { stallAfter: 10_000 } : undefined;
    const places = await behind(stalled, 300);
    await assert.rejects(
      ensureTool("loki", undefined, places),
      /loki:3\.7\.8: the registry stopped answering/,
    );
  });

  it("says that a tag is not there", async () => {
    const images = { loki: "docker.io/grafana/loki:3.7.9" };
    await assert.rejects(
      ensureTool("loki", undefined, { ...bench.places(), images }),
      /loki 3\.7\.9 is not here[^]*loki:3\.7\.9: .*MANIFEST_UNKNOWN/,
    );
  });

  it("says that there were too many pulls", async () => {
    const body = JSON.stringify({ errors: [{ code: "TOOMANYREQUESTS", message: "slow down" }] });
    const places = await behind(({ url }) =>
      url?.includes("/manifests/") ? { status: 429, body } : undefined,
    );
    await assert.rejects(ensureTool("loki", undefined, places), /allows no more pulls for now/);
  });

  describe("with a login", () => {
    const before = process.env["DOCKER_CONFIG"];
    afterEach(() => {
      if (before === undefined) delete process.env["DOCKER_CONFIG"];
      else process.env["DOCKER_CONFIG"] = before;
    });

    const credentials = Buffer.from("somebody:secret").toString("base64");
    /** Wants a token, which it gives only to those whom it knows. */
    const guard = ({ url, headers }: IncomingMessage): Fault | undefined => {
      if (url?.startsWith("/token") === true) {
        return headers.authorization === `Basic ${credentials}`
          ? { status: 200, body: JSON.stringify({ token: "a-token" }) }
          : { status: 401, body: "{}" };
      }
      if (headers.authorization === "Bearer a-token") return undefined;
      const realm = `http://${headers.host}/token`;
      const challenge = `Bearer realm="${realm}",service="tests"`;
      return { status: 401, headers: { "WWW-Authenticate": challenge } };
    };

    it("uses what `docker login` has stored", async () => {
      const places = await behind(guard);
      const auths = { [proxy!.host]: { auth: credentials } };
      await writeFile(join(bench.root, "config.json"), JSON.stringify({ auths }));
      process.env["DOCKER_CONFIG"] = bench.root;
      assert.ok(await ensureTool("loki", undefined, places));
    });

    it("says how to log in where there is no login", async () => {
      process.env["DOCKER_CONFIG"] = join(bench.root, "nobody");
      await assert.rejects(
        ensureTool("loki", undefined, await behind(guard)),
        /loki:3\.7\.8: the registry asks for a login \(`docker login`/,
      );
    });
  });

  it("pulls once when two processes want the same", async () => {
    await behind(() => undefined);
    const both = [bench.elsewhere("loki", proxy!.host), bench.elsewhere("loki", proxy!.host)];
    const [one, two] = await Promise.all(both.map(({ ended }) => ended));
    assert.equal(one!.stdout, two!.stdout, one!.output + two!.output);
    assert.ok(existsSync(one!.stdout.trim()));
    const blobs = proxy!.requests.filter((request) => /^GET .*\/blobs\//.test(request));
    assert.equal(blobs.length, new Set(blobs).size, blobs.join("\n"));
  });

  it("leaves nothing that looks whole when it is killed, and cleans up the next time", async () => {
    await behind((request) => (isBlob(request) ? { stallAfter: 10_000 } : undefined));
    const { child, ended } = bench.elsewhere("loki", proxy!.host);
    const home = join(bench.cache, "tools", "loki");
    await until("the archive is begun", async () => {
      const entries = await readdir(home, { recursive: true }).catch(() => []);
      return entries.some((entry) => entry.endsWith("image.tar")) || undefined;
    });
    child.kill("SIGKILL");
    await ended;
    assert.ok((await readdir(home)).every((entry) => entry.startsWith(".draft-")));
    assert.ok(await ensureTool("loki", undefined, bench.places()));
    assert.ok(!(await readdir(home)).some((entry) => entry.startsWith(".draft-")));
  });

  it("says that the disk is full, with the place and what is free", async function () {
    if (process.getuid?.() !== 0) skip(this, "a file system of a given size takes root");
    await mkdir(bench.cache);
    const mounted = promisify(execFile)("mount", [
      "-t",
      "tmpfs",
      "-o",
      "size=700k",
      "tmpfs",
      bench.cache,
    ]);
    await mounted.catch(() => skip(this, "no file system can be mounted here"));
    try {
      await assert.rejects(
        ensureTool("loki", undefined, bench.places()),
        /loki: the disk is full, .* MB are free in \S+\/tools\/loki\. Make room there/,
      );
      assert.deepEqual(await bench.kept("loki"), []);
    } finally {
      await promisify(execFile)("umount", [bench.cache]);
    }
  });
});
