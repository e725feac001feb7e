import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { pinnedChecksums } from "../../sandbox/programs/checksums";
import { Network } from "../../sandbox/programs/network";
import { allDownloads, pinChecksums } from "../../sandbox/programs/pin-checksums";
import { ensureTool } from "../../sandbox/tools";
import { DownloadSite } from "../support/programs/download-site";
import { tarBytes } from "../support/programs/tar-bytes";

describe("checksums that the repository pins", function () {
  this.timeout(30_000);
  let root: string;
  let site: DownloadSite;
  let network: Network;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "lgtm-checksums-"));
    site = await DownloadSite.start();
    const checksums = join(root, "checksums.json");
    network = new Network(
      { downloadMirror: site.url, imageMirror: "127.0.0.1:9", checksums },
      { retryMilliseconds: 10 },
    );
  });
  afterEach(async () => {
    await site.stop();
    await rm(root, { recursive: true, force: true });
  });

  /** Publishes checksums of all downloads, which need not be there themselves. */
  const publish = async () => {
    const lists = new Map<string, { format: string; lines: [string, string][] }>();
    for (const [i, { url, checksums }] of (await allDownloads()).entries()) {
      const list = lists.get(checksums.url) ?? { format: checksums.format, lines: [] };
      list.lines.push([basename(url), i.toString(16).padStart(64, "0")]);
      lists.set(checksums.url, list);
    }
    for (const [url, { format, lines }] of lists) {
      const assets = lines.map(([name, sum]) => ({ name, digest: `sha256:${sum}` }));
      const text = lines.map(([name, sum]) => `${sum}  ${name}\n`).join("");
      site.put(url, format === "lines" ? text : JSON.stringify({ assets }));
    }
  };

  it("are those of every maker for every kind of machine, each list asked for once", async () => {
    await publish();
    const pinned = await pinChecksums(network);
    const downloads = await allDownloads();
    assert.deepEqual(Object.keys(pinned), downloads.map(({ url }) => url).sort());
    assert.equal(new Set(Object.values(pinned)).size, downloads.length);
    assert.equal(site.requests.length, new Set(site.requests).size);
    const written = await readFile(join(root, "checksums.json"), "utf8");
    assert.deepEqual(JSON.parse(written), pinned);
  });

  it("are not written when one is missing", async () => {
    await publish();
    site.files.delete("/github.com/etcd-io/etcd/releases/download/v3.7.3/SHA256SUMS");
    await assert.rejects(pinChecksums(network), /SHA256SUMS answers 404/);
    await assert.rejects(readFile(join(root, "checksums.json")));
  });

  it("go before what the maker says now", async () => {
    const arch = process.arch === "arm64" ? "arm64" : "amd64";
    const file = `etcd-v3.7.3-linux-${arch}`;
    const url = `https://github.com/etcd-io/etcd/releases/download/v3.7.3/${file}.tar.gz`;
    const content = gzipSync(tarBytes([{ path: `${file}/etcd`, content: "another etcd" }]));
    const published = site.put(url, content);
    site.put(url.replace(`${file}.tar.gz`, "SHA256SUMS"), `${published}  ${file}.tar.gz\n`);
    await writeFile(join(root, "checksums.json"), JSON.stringify({ [url]: "a".repeat(64) }));
    const places = { cache: join(root, "cache"), path: "", network };
    await assert.rejects(
      ensureTool("etcd", undefined, places),
      /is not what its maker published[^]*checksums\.json says a{64}\./,
    );
  });

  it("are none of versions that are not used any more", async () => {
    const used = (await allDownloads()).map(({ url }) => url);
    const stale = Object.keys(await pinnedChecksums()).filter((url) => !used.includes(url));
    assert.deepEqual(stale, [], "run `npm run programs -- --pin`");
  });
});
