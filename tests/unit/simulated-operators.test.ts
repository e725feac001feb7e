import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, type Server, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stringify } from "yaml";

describe("answers in the place of operators", () => {
  let folder: string;
  let silent: Server;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "lgtm-operators-"));
    silent = createServer(() => undefined);
    await new Promise<void>((listening) => silent.listen(0, "127.0.0.1", listening));
  });
  after(async () => {
    silent.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("keep no process alive, also where the port of the cluster is somebody else's who never says a word", async () => {
    const kubeconfig = join(folder, "kubeconfig");
    const { port } = silent.address() as AddressInfo;
    const server = `https://127.0.0.1:${port}`;
    await writeFile(
      kubeconfig,
      stringify({
        clusters: [{ name: "gone", cluster: { server } }],
        users: [{ name: "admin", user: {} }],
        contexts: [{ name: "gone", context: { cluster: "gone", user: "admin" } }],
        "current-context": "gone",
      }),
    );
    // It has asked when the process has nothing left to do.
    const program = `
      require("./sandbox/simulated-operators").simulateOperators(process.argv[1]);
      const asked = setInterval(() => {
        if (process.getActiveResourcesInfo().includes("TCPSocketWrap") || ++looks > 100) clearInterval(asked);
      }, 50);
      let looks = 0;`;
    const began = once(silent, "connection");
    const child = spawn(
      process.execPath,
      ["-r", "./sandbox/typescript.cjs", "-e", program, kubeconfig],
      { cwd: resolve(__dirname, "../.."), stdio: "inherit" },
    );
    await began;
    const asked = Date.now();
    const [status] = (await once(child, "exit")) as [number | null];
    assert.equal(status, 0);
    assert.ok(Date.now() - asked < 30_000, "it waited for an answer");
  });
});
