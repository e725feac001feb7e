import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, type Server, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Network } from "../../sandbox/programs/network";
import type { ToolPlaces } from "../../sandbox/programs/places";
import { sourcesOf } from "../../sandbox/programs/sources";
import { ensureTools, findTool, obtainableTools } from "../../sandbox/tools";
import { listening } from "../support/listening";
import { putGo } from "../support/programs/go-stand-in";

/** What is promised of a closed network, for all programs together. */
const PROMISED_MILLISECONDS = 5_000;

describe("a closed network", function () {
  this.timeout(20_000);
  let root: string;
  let hole: Server;
  const lines: string[] = [];
  const progress = (line: string) => lines.push(line);

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "lgtm-closed-"));
    lines.length = 0;
    // Takes every connection and never says a word.
    hole = createServer(() => undefined);
    await listening(hole);
    await putGo(join(root, "bin"));
  });
  afterEach(async () => {
    hole.close();
    await rm(root, { recursive: true, force: true });
  });

  const places = (host: string): ToolPlaces => ({
    cache: join(root, "cache"),
    path: join(root, "bin"),
    network: new Network({ imageMirror: host, downloadMirror: `https://${host}` }),
  });
  const holeHost = (): string => `127.0.0.1:${(hole.address() as AddressInfo).port}`;

  for (const [what, host] of Object.entries<() => string>({
    "takes connections and never answers": holeHost,
    "is at an address that nobody routes": () => "192.0.2.1",
    "has a name that nobody knows": () => "registry.invalid",
  })) {
    it(`whose other side ${what} falls through once for all programs, and says so once`, async () => {
      const closed = places(host());
      const started = Date.now();
      let took = 0;
      const timed = (line: string) => {
        took ||= Date.now() - started;
        progress(line);
      };
      await ensureTools(["etcd", "kwok", "helm", "prometheus"], timed, closed);
      assert.ok(took < PROMISED_MILLISECONDS, `${took} ms until the first line`);
      let asked = 0;
      hole.on("connection", () => asked++);
      assert.deepEqual(await obtainableTools(["loki", "tempo", "grafana"], progress, closed), {});
      await ensureTools(["crane", "mimir"], progress, closed);
      assert.equal(asked, 0, "nobody is asked a second time");
      const told = lines.filter((line) => line.includes("reached from here"));
      assert.deepEqual(told, [`cannot be reached from here: ${host()}`]);
      assert.ok(await findTool("mimir", closed));
    });
  }

  it("is not asked at all where nothing is missing, or where nothing shall be fetched", async () => {
    let asked = 0;
    hole.on("connection", () => asked++);
    const open = places(holeHost());
    const closed = { ...open, network: new Network({ ...open.network!.sources, isClosed: true }) };
    await ensureTools(["etcd", "kwok"], progress, closed);
    await ensureTools(["etcd", "kwok"], progress, open);
    assert.equal(asked, 0);
    assert.ok(!lines.some((line) => line.includes("reached from here")));
  });
});

describe("where programs come from, by the environment's variables", () => {
  it("reads the mirrors without the slash at their end", () => {
    assert.deepEqual(
      sourcesOf({
        LGTM_IMAGE_MIRROR: "mirror.example.com/proxy/",
        LGTM_DOWNLOAD_MIRROR: "https://mirror.example.com/files/",
        LGTM_NO_DOWNLOADS: "1",
      }),
      {
        imageMirror: "mirror.example.com/proxy",
        downloadMirror: "https://mirror.example.com/files",
        isClosed: true,
      },
    );
    assert.deepEqual(sourcesOf({ LGTM_IMAGE_MIRROR: "", LGTM_MIRROR_CA: "" }), {});
  });

  for (const [name, value, message] of [
    [
      "LGTM_IMAGE_MIRROR",
      "https://mirror.example.com",
      'LGTM_IMAGE_MIRROR: got "https://mirror.example.com"; allowed: a registry without https://; write for example mirror.example.com',
    ],
    [
      "LGTM_DOWNLOAD_MIRROR",
      "http://mirror.example.com",
      'LGTM_DOWNLOAD_MIRROR: got "http://mirror.example.com"; allowed: an address with https://, or with http:// on this machine; write for example https://mirror.example.com/files',
    ],
    [
      "LGTM_MIRROR_CA",
      "/nowhere.pem",
      'LGTM_MIRROR_CA: got "/nowhere.pem"; allowed: a file with certificates in PEM; write for example /etc/ssl/mirror.pem',
    ],
  ] as const) {
    it(`refuses a ${name} that cannot work`, () => {
      assert.throws(() => sourcesOf({ [name]: value }), { message });
    });
  }
});
