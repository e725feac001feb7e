import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorText } from "../../cli/command-line/error-text";
import { CommandError } from "../../cli/command-error";
import { userBackend } from "../../cli/engine/backend";
import { clusterConfig } from "../../cli/engine/cluster";
import { ControlPlaneError } from "../../sandbox/control-plane-error";

describe("what is told of an error", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "lgtm-errors-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  /** The error of what the operating system refuses. */
  async function refused(work: () => unknown): Promise<unknown> {
    try {
      await work();
    } catch (error) {
      return error;
    }
    return assert.fail("nothing was refused");
  }

  it("is the message alone of what was written for the user", () => {
    for (const kind of [CommandError, ControlPlaneError]) {
      assert.equal(errorText(new kind("do this"), {}), "do this");
    }
  });

  it("names the file and what to do when the system refuses, without a stack trace", async () => {
    writeFileSync(join(folder, "file"), "");
    mkdirSync(join(folder, "folder"));
    const cases: [() => unknown, RegExp][] = [
      [
        () => readFileSync(join(folder, "none")),
        /^There is no such file or folder: \S+none \(ENOENT, open\)$/,
      ],
      [() => readFileSync(join(folder, "folder")), /^A folder is where a file is wanted.*EISDIR/],
      [
        () => readFileSync(join(folder, "file", "x")),
        /^A file is where a folder is wanted.*\(ENOTDIR, open\)$/,
      ],
    ];
    for (const [work, text] of cases) {
      const told = errorText(await refused(work), {});
      assert.match(told, text);
      assert.doesNotMatch(told, /\n/);
    }
  });

  it("says so when the disk is full", async function () {
    if (process.platform !== "linux") return this.skip();
    const told = errorText(await refused(() => writeFile("/dev/full", "x")), {});
    assert.match(told, /^The disk is full\. Make room there, or name another folder/);
    assert.doesNotMatch(told, /\n/);
  });

  it("says so when a port is in use, and when there is no permission", async () => {
    const first = createServer().listen(0, "127.0.0.1");
    await once(first, "listening");
    const second = createServer().listen((first.address() as AddressInfo).port, "127.0.0.1");
    const [taken] = (await once(second, "error")) as [Error];
    first.close();
    assert.match(errorText(taken, {}), /^The port is in use\..*EADDRINUSE/);
    const denied = Object.assign(new Error("EACCES: permission denied, open '/x'"), {
      ...{ code: "EACCES", syscall: "open", path: "/x" },
    });
    assert.match(
      errorText(denied, {}),
      /^There is no permission for this\..*: \/x \(EACCES, open\)$/,
    );
  });

  it("has a stack trace for who asks for it alone", () => {
    const odd = new TypeError("x is not a function");
    const told = errorText(odd, {});
    assert.match(
      told,
      /^Something unexpected went wrong: x is not a function\n.*PULUMI_LGTM_DEBUG=1/,
    );
    assert.doesNotMatch(told, /^ +at /m);
    assert.match(errorText(odd, { PULUMI_LGTM_DEBUG: "1" }), /^ +at /m);
    assert.equal(errorText("a word", {}), "a word");
  });

  it("names the kubeconfig and the credentials that cannot be used", () => {
    const kubeconfig = join(folder, "kubeconfig");
    for (const [server, reason] of [
      ["{}", "clusters[0].cluster.server is missing"],
      ["{server: 3}", ""],
    ] as const) {
      writeFileSync(kubeconfig, `clusters: [{name: c, cluster: ${server}}]`);
      assert.throws(
        () => clusterConfig({ kubeconfig, context: "x" }),
        (error: Error) =>
          error instanceof CommandError &&
          error.message.startsWith(`The kubeconfig ${kubeconfig} cannot be used: ${reason}`),
      );
    }
    writeFileSync(join(folder, "credentials.json"), "{");
    assert.throws(
      () => userBackend(folder, { PULUMI_HOME: folder }),
      (error: Error) =>
        error instanceof CommandError && /credentials\.json, which says/.test(error.message),
    );
  });
});
