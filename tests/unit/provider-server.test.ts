import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { releaseName, upgradeArgs } from "../../sandbox/provider/helm-args";
import { HelmCli, HelmFiles } from "../../sandbox/provider/helm-cli";
import { templateArgs } from "../../sandbox/provider/helm-template";
import { officialPluginInstalled, startProviderServer } from "../../sandbox/provider/server";
import { until } from "../support/until";

describe("helm's arguments", () => {
  const inputs = {
    name: "loki",
    namespace: "monitoring",
    chart: "loki",
    version: "1.2.3",
    repositoryOpts: { repo: "https://charts.example.org" },
    atomic: true,
    skipCrds: false,
  };
  // What was pulled is installed: helm does not ask the repository again.
  const chart = "/charts/loki.tgz";

  it("install or upgrade, wait, and leave the resource's mark", () => {
    assert.deepEqual(
      upgradeArgs(inputs, { chart, values: ["a.yaml", "b.json"] }, "hash", 60).join(" "),
      "upgrade loki /charts/loki.tgz --install --namespace monitoring " +
        "--values a.yaml --values b.json --atomic --wait --timeout 60s --labels pulumi-lgtm-urn-hash=hash --output json",
    );
  });

  it("do not wait where they are told not to, and prefer the release's own time", () => {
    const args = upgradeArgs(
      { ...inputs, skipAwait: true, timeout: 5 },
      { chart, values: [] },
      "h",
      60,
    );
    assert.ok(!args.includes("--wait"));
    assert.equal(args[args.indexOf("--timeout") + 1], "5s");
  });

  it("render for the cluster's version", () => {
    const able = { version: "v1.36.3", apiVersions: ["v1", "v1/Pod"] };
    const args = templateArgs(inputs, { chart, values: [] }, able, { hooks: false, crds: true });
    assert.equal(
      args.join(" "),
      "template loki /charts/loki.tgz --namespace monitoring --kube-version v1.36.3 " +
        "--api-versions v1 --api-versions v1/Pod --include-crds --no-hooks",
    );
    assert.equal(releaseName(inputs), "loki");
  });

  it("can be told to stop after a time", async () => {
    const sleeper = join(await mkdtemp(join(tmpdir(), "lgtm-helm-")), "helm");
    await writeFile(sleeper, "#!/bin/sh\nexec sleep 60\n", { mode: 0o755 });
    await assert.rejects(new HelmCli(sleeper).run(["pull"], { timeoutMs: 200 }), {
      message: "helm was not done within 0.2 s",
    });
    await rm(dirname(sleeper), { recursive: true });
  });
});

describe("helm's program", () => {
  it("gets its values in a file that only we can read, which is gone afterwards", async () => {
    const path = await HelmFiles.use(async (files) => {
      const file = await files.write("values.json", "{}");
      assert.equal((await stat(file)).mode & 0o777, 0o600);
      assert.equal((await stat(files.folder)).mode & 0o777, 0o700);
      return file;
    });
    await assert.rejects(stat(path), { code: "ENOENT" });
  });

  it("is asked for by name where it is missing", async () => {
    await assert.rejects(new HelmCli("/no/helm").run(["version"]), {
      message:
        "the program /no/helm was not found: put helm 3 on PATH, or name it in PULUMI_LGTM_HELM",
    });
  });
});

describe("official plugins", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "lgtm-plugins-"));
  });

  after(() => rm(folder, { recursive: true }));

  async function program(path: string): Promise<void> {
    await mkdir(join(folder, path));
    const file = join(folder, path, "pulumi-resource-kubernetes");
    await writeFile(file, "");
    await chmod(file, 0o755);
  }

  it("are found in the engine's folder, by version, and on PATH", async () => {
    await mkdir(join(folder, "plugins"));
    const env = { PULUMI_HOME: folder, PATH: join(folder, "bin") };
    assert.equal(officialPluginInstalled("kubernetes", "4.34.2", env), false);
    await program("plugins/resource-kubernetes-v4.34.2");
    assert.equal(officialPluginInstalled("kubernetes", "4.34.2", env), true);
    assert.equal(officialPluginInstalled("kubernetes", undefined, env), true);
    assert.equal(officialPluginInstalled("kubernetes", "4.34.1", env), false);
    assert.equal(officialPluginInstalled("random", undefined, env), false);
    await writeFile(join(folder, "plugins/resource-kubernetes-v4.34.2.partial"), "");
    assert.equal(officialPluginInstalled("kubernetes", "4.34.2", env), false);
    await program("bin");
    assert.equal(officialPluginInstalled("kubernetes", "4.34.2", env), true);
  });
});

describe("provider server", function () {
  this.timeout(60_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "lgtm-server-"));
  });

  after(() => rm(folder, { recursive: true }));

  function listens(port: number): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = createConnection({ host: "127.0.0.1", port });
      socket.once("connect", () => {
        socket.destroy();
        resolve(true);
      });
      socket.once("error", () => {
        resolve(false);
      });
    });
  }

  function ports(env: string): number[] {
    const match = /^kubernetes:(\d+),random:(\d+)$/.exec(env);
    assert.ok(match, env);
    return match.slice(1).map(Number);
  }

  it("listens on loopback until it is stopped", async () => {
    const options = { kubeconfig: join(folder, "none"), logFile: join(folder, "log") };
    const server = await startProviderServer(options);
    const [port = 0] = ports(server.env.PULUMI_DEBUG_PROVIDERS);
    assert.equal(await listens(port), true);
    await server.stop();
    assert.equal(await listens(port), false);
  });

  it("ends with the process that started it, also when that is killed", async () => {
    const output = join(folder, "ports");
    const script = `
      const { writeFileSync, renameSync } = require("node:fs");
      require(${JSON.stringify(join(__dirname, "../../sandbox/provider/server.ts"))})
        .startProviderServer({ kubeconfig: "none", logFile: ${JSON.stringify(join(folder, "log"))} })
        .then(({ env }) => {
          writeFileSync(${JSON.stringify(`${output}.new`)}, env.PULUMI_DEBUG_PROVIDERS);
          renameSync(${JSON.stringify(`${output}.new`)}, ${JSON.stringify(output)});
          setInterval(() => undefined, 1000);
        });`;
    const register = join(__dirname, "../../sandbox/typescript.cjs");
    const parent = spawn(process.execPath, ["-r", register, "-e", script], { stdio: "inherit" });
    const announced = await until("the ports", () => readFile(output, "utf8"));
    const [port = 0] = ports(announced);
    assert.equal(await listens(port), true);
    parent.kill("SIGKILL");
    await until("the end", async () => ((await listens(port)) ? undefined : true), 10_000);
  });
});
