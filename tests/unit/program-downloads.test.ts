import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Network, type Patience } from "../../sandbox/programs/network";
import type { ToolPlaces } from "../../sandbox/programs/places";
import { type ToolName, ensureTool, ensureTools } from "../../sandbox/tools";
import { makeCertificate } from "../support/dataplane/certificate";
import { listening } from "../support/listening";
import { DownloadSite } from "../support/programs/download-site";
import { putGo } from "../support/programs/go-stand-in";
import { tarBytes } from "../support/programs/tar-bytes";

const GITHUB = "https://github.com";
const machine = process.arch === "arm64" ? "arm64" : "amd64";
const ETCD = `etcd-v3.7.3-linux-${machine}`;
const ETCD_FOLDER = `${GITHUB}/etcd-io/etcd/releases/download/v3.7.3`;
const SCHEDULER = `https://dl.k8s.io/v1.36.3/bin/linux/${machine}/kube-scheduler`;

const says = (text: string) => `#!/bin/sh\necho "${text}"\n`;
const archive = (files: Record<string, string>) =>
  gzipSync(tarBytes(Object.entries(files).map(([path, content]) => ({ path, content }))));

describe("programs from their makers", function () {
  this.timeout(30_000);
  let root: string;
  let site: DownloadSite;
  const lines: string[] = [];
  const progress = (line: string) => lines.push(line);

  before(function () {
    if (process.platform !== "linux") this.skip();
  });
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "lgtm-downloads-"));
    site = await DownloadSite.start();
    lines.length = 0;
  });
  afterEach(async () => {
    await site.stop();
    await rm(root, { recursive: true, force: true });
  });

  const places = (
    downloadMirror = site.url,
    patience: Partial<Patience> = {},
    ca?: string,
  ): ToolPlaces => ({
    cache: join(root, "cache"),
    path: join(root, "bin"),
    network: new Network(
      // No registry is asked for anything.
      { downloadMirror, imageMirror: "127.0.0.1:9", ...(ca !== undefined && { ca }) },
      { retryMilliseconds: 10, ...patience },
    ),
  });
  /** Everything that is kept of a program, without the name of the version's folder. */
  const kept = async (name: ToolName) => {
    const home = join(root, "cache", "tools", name);
    const entries = await readdir(home, { recursive: true }).catch(() => []);
    return entries
      .map((path) => path.slice(path.indexOf("/") + 1))
      .filter((path) => !/^\d/.test(path));
  };
  const putEtcd = (content = says("etcd Version: 3.7.3")) => {
    const file = archive({ [`${ETCD}/etcd`]: content, [`${ETCD}/etcdctl`]: "not needed" });
    const checksum = site.put(`${ETCD_FOLDER}/${ETCD}.tar.gz`, file);
    site.put(
      `${ETCD_FOLDER}/SHA256SUMS`,
      `${"0".repeat(64)}  other.tar.gz\n${checksum}  ${ETCD}.tar.gz\n`,
    );
    return file;
  };

  it("takes the program out of the archive that its maker's list of checksums has", async () => {
    putEtcd();
    const binary = await ensureTool("etcd", progress, places());
    assert.equal(await readFile(binary, "utf8"), says("etcd Version: 3.7.3"));
    assert.deepEqual((await kept("etcd")).sort(), ["etcd", "origin.json"]);
    assert.match(lines[0]!, /^etcd 3\.7\.3: downloading 0\.1 MB from 127\.0\.0\.1:\d+$/);
    assert.match(lines[1]!, /^etcd 3\.7\.3: downloaded and verified in \d+ s$/);
  });

  it("takes a program that is a file by itself, with a file for its checksum", async () => {
    const checksum = site.put(SCHEDULER, says("Kubernetes v1.36.3"));
    site.put(`${SCHEDULER}.sha256`, checksum);
    const binary = await ensureTool("kube-scheduler", progress, places());
    assert.equal(await readFile(binary, "utf8"), says("Kubernetes v1.36.3"));
  });

  it("takes kwok with the digest that GitHub has computed, for its makers publish none", async () => {
    const url = `${GITHUB}/kubernetes-sigs/kwok/releases/download/v0.8.0/kwok-linux-${machine}`;
    const checksum = site.put(url, says("kwok version 0.8.0"));
    const assets = [
      { name: "kwokctl", digest: null },
      { name: `kwok-linux-${machine}`, digest: `sha256:${checksum}` },
    ];
    site.put(
      "https://api.github.com/repos/kubernetes-sigs/kwok/releases/tags/v0.8.0",
      JSON.stringify({ assets }),
    );
    assert.ok(await ensureTool("kwok", progress, places()));
  });

  it("takes Pulumi with the host of our language, where the Automation API looks for it", async () => {
    const folder = `${GITHUB}/pulumi/pulumi/releases/download/v3.255.0`;
    const file = `pulumi-v3.255.0-linux-${machine === "amd64" ? "x64" : "arm64"}.tar.gz`;
    const content = archive({
      "pulumi/pulumi": says("v3.255.0"),
      "pulumi/pulumi-language-nodejs": "the host",
      "pulumi/pulumi-language-go": "not needed",
    });
    const checksum = site.put(`${folder}/${file}`, content);
    site.put(`${folder}/pulumi-3.255.0-checksums.txt`, `${checksum}  ${file}\n`);
    const binary = await ensureTool("pulumi", progress, places());
    assert.ok(binary.endsWith("/bin/pulumi"));
    assert.deepEqual((await kept("pulumi")).sort(), [
      "bin",
      "bin/pulumi",
      "bin/pulumi-language-nodejs",
      "origin.json",
    ]);
  });

  describe("a checksum that is another", () => {
    beforeEach(() => putGo(join(root, "bin")));

    it("ends it: nothing is kept, and nothing is built in its place", async () => {
      putEtcd();
      site.put(`${ETCD_FOLDER}/SHA256SUMS`, `${"0".repeat(64)}  ${ETCD}.tar.gz\n`);
      await assert.rejects(ensureTool("etcd", progress, places()), (error: Error) => {
        assert.match(
          error.message,
          /^etcd 3\.7\.3: what was downloaded is not what its maker published/,
        );
        assert.match(
          error.message,
          /\.tar\.gz has the SHA-256 [0-9a-f]{64},\n {2}\S+SHA256SUMS says 0{64}\./,
        );
        return true;
      });
      assert.deepEqual(await kept("etcd"), []);
    });

    for (const [what, sums] of Object.entries({
      "is not published": undefined,
      "is none of this file": `${"0".repeat(64)}  another.tar.gz\n`,
    })) {
      it(`that ${what} is no proof: the program is built`, async () => {
        putEtcd();
        if (sums === undefined)
          site.files.delete("/github.com/etcd-io/etcd/releases/download/v3.7.3/SHA256SUMS");
        else site.put(`${ETCD_FOLDER}/SHA256SUMS`, sums);
        const binary = await ensureTool("etcd", progress, places());
        assert.equal(await readFile(binary, "utf8"), "built\n");
        assert.match(
          lines[0]!,
          /^etcd: \S+SHA256SUMS (answers 404|has no SHA-256 of etcd-\S+\.tar\.gz)$/,
        );
      });
    }
  });

  it("builds what says that it is another version, or what does not run here", async () => {
    await putGo(join(root, "bin"));
    for (const content of [says("etcd Version: 3.7.2"), "\x7fELF"]) {
      putEtcd(content);
      await rm(join(root, "cache"), { recursive: true, force: true });
      assert.equal(await readFile(await ensureTool("etcd", progress, places()), "utf8"), "built\n");
    }
  });

  describe("a site that fails", () => {
    const once = (mishap: Parameters<typeof always>[0]) => {
      let left = 1;
      site.mishap = (path) => (path.endsWith(".tar.gz") && left-- > 0 ? mishap : undefined);
    };
    const always = (mishap: NonNullable<ReturnType<DownloadSite["mishap"]>>) => {
      site.mishap = (path) => (path.endsWith(".tar.gz") ? mishap : undefined);
    };
    const archives = () => site.requests.filter((path) => path.includes(".tar.gz"));

    it("is asked for the rest of a file whose transfer broke", async () => {
      const file = putEtcd();
      once({ cut: file.length - 100 });
      assert.ok(await ensureTool("etcd", progress, places()));
      assert.deepEqual(
        archives().map((path) => path.replace(/^.*\.tar\.gz/, "")),
        ["", ` from ${file.length - 100}`],
      );
    });

    for (const status of [429, 503]) {
      it(`is asked again after a ${status}`, async () => {
        putEtcd();
        once({ status });
        assert.ok(await ensureTool("etcd", progress, places()));
        assert.equal(archives().length, 2);
      });
    }

    it("is given up when a transfer stands still, and the program is built", async () => {
      await putGo(join(root, "bin"));
      putEtcd();
      always({ stallAfter: 10 });
      const binary = await ensureTool(
        "etcd",
        progress,
        places(site.url, { stallMilliseconds: 200 }),
      );
      assert.equal(await readFile(binary, "utf8"), "built\n");
    });

    it("tells why, for each of several programs", async () => {
      putEtcd();
      always({ status: 500 });
      await assert.rejects(ensureTools(["etcd", "kube-scheduler"], progress, places()));
      assert.match(
        lines.find((line) => line.startsWith("etcd"))!,
        /^etcd: \S+\.tar\.gz answers 500$/,
      );
      assert.match(
        lines.find((line) => line.startsWith("kube"))!,
        /^kube-scheduler: \S+\.sha256 answers 404$/,
      );
    });
  });

  it("come through the proxy that the machine names, for programs as for the question who answers", async () => {
    putEtcd();
    const asked: string[] = [];
    const proxy = createServer().on("connect", (request, socket) => {
      asked.push(request.url ?? "");
      const onward = connect(Number(site.url.split(":").at(-1)), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        socket.pipe(onward).pipe(socket);
      });
    });
    process.env["http_proxy"] = `http://127.0.0.1:${await listening(proxy)}`;
    try {
      assert.ok(await ensureTool("etcd", progress, places("http://mirror.invalid:80")));
    } finally {
      delete process.env["http_proxy"];
      proxy.closeAllConnections();
      proxy.close();
    }
    const mirror = asked.filter((host) => host === "mirror.invalid:80");
    assert.ok(mirror.length >= 2, "by two processes");
  });

  describe("over TLS", () => {
    it("trusts the mirror's own authority where it is named, and no other", async function () {
      const { certFile, keyFile } = makeCertificate(this, root);
      const [cert, key] = await Promise.all([readFile(certFile), readFile(keyFile)]);
      const plain = site;
      site = await DownloadSite.start({ cert, key });
      await plain.stop();
      putEtcd();
      await assert.rejects(ensureTool("etcd", progress, places()), /cannot be built/);
      assert.match(lines[0]!, /^cannot be reached from here: 127\S+ \(\w*CERT\w*\)$/);
      assert.ok(await ensureTool("etcd", progress, places(site.url, {}, certFile)));
    });
  });
});
