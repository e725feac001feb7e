import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pluginInstalled } from "../../cli/engine/plugins";

describe("released plugins", () => {
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
    assert.equal(pluginInstalled("kubernetes", "4.34.2", env), false);
    await program("plugins/resource-kubernetes-v4.34.2");
    assert.equal(pluginInstalled("kubernetes", "4.34.2", env), true);
    assert.equal(pluginInstalled("kubernetes", "4.34.1", env), false);
    assert.equal(pluginInstalled("random", "4.21.2", env), false);
    await writeFile(join(folder, "plugins/resource-kubernetes-v4.34.2.partial"), "");
    assert.equal(pluginInstalled("kubernetes", "4.34.2", env), false);
    await program("bin");
    assert.equal(pluginInstalled("kubernetes", "4.34.2", env), true);
  });
});
