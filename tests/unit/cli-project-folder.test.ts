import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { PROJECT_ROOT, readEnvironment } from "../../cli/environments";
import { prepareProjectFolder } from "../../cli/engine/project-folder";

describe("the engine's copy of the project", () => {
  let root: string;
  let copy: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "lgtm-project-"));
    copy = join(root, "copy");
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  /** Prepares the copy for these settings and returns them as they are there. */
  function copied(settings: object, keepProviderConfig = false): unknown {
    const file = join(root, "Pulumi.mine.yaml");
    writeFileSync(file, JSON.stringify(settings));
    prepareProjectFolder(copy, readEnvironment(file), { plugins: [], keepProviderConfig });
    assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), settings, "the original stays");
    return parse(readFileSync(join(copy, "Pulumi.mine.yaml"), "utf8"));
  }

  const config = { "lgtm:cluster": "mine", "lgtm:loki": { config: { limits: [1, "2"] } } };
  const provider = { "kubernetes:context": "production", "kubernetes:kubeconfig": "/etc/other" };

  it("has the project, and lets providers run where the program's relative paths begin", () => {
    copied({ config });
    const project = parse(readFileSync(join(copy, "Pulumi.yaml"), "utf8")) as object;
    assert.deepEqual(
      { ...project, config: {}, description: "" },
      {
        name: "lgtm",
        description: "",
        main: join(PROJECT_ROOT, "stacks"),
        runtime: "nodejs",
        config: {},
      },
    );
  });

  it("names the plugins that the engine would not find by itself", () => {
    const file = join(root, "Pulumi.mine.yaml");
    writeFileSync(file, "");
    const plugins = [{ name: "kubernetes", path: "/tools/kubernetes" }];
    prepareProjectFolder(copy, readEnvironment(file), { plugins, keepProviderConfig: false });
    const project = parse(readFileSync(join(copy, "Pulumi.yaml"), "utf8")) as { plugins: object };
    assert.deepEqual(project.plugins, { providers: plugins });
  });

  it("never points at another cluster than the embedded one", () => {
    assert.deepEqual(copied({ config: { ...config, ...provider } }), { config });
  });

  it("keeps what points at a cluster when one was named", () => {
    const settings = { config: { ...config, ...provider } };
    assert.deepEqual(copied(settings, true), settings);
  });

  it("takes an empty file for a stack without settings", () => {
    const file = join(root, "Pulumi.mine.yaml");
    const settings = join(copy, "Pulumi.mine.yaml");
    for (const text of ["", "# nothing said yet\n"]) {
      writeFileSync(file, text);
      prepareProjectFolder(copy, readEnvironment(file), { plugins: [], keepProviderConfig: false });
      assert.deepEqual(parse(readFileSync(settings, "utf8")), {}, text);
    }
    writeFileSync(settings, "encryptionsalt: v1:salt");
    prepareProjectFolder(copy, readEnvironment(file), { plugins: [], keepProviderConfig: false });
    assert.deepEqual(parse(readFileSync(settings, "utf8")), { encryptionsalt: "v1:salt" });
  });

  it("keeps the encryption that the engine wrote into an earlier copy", () => {
    copied({ config });
    writeFileSync(
      join(copy, "Pulumi.mine.yaml"),
      JSON.stringify({ config: { "lgtm:cluster": "old" }, encryptionsalt: "v1:salt" }),
    );
    assert.deepEqual(copied({ config }), { config, encryptionsalt: "v1:salt" });
  });

  it("takes the environment's own encryption before an earlier one", () => {
    copied({ config, encryptionsalt: "v1:earlier" });
    const settings = { config, secretsprovider: "awskms://key", encryptedkey: "key" };
    assert.deepEqual(copied(settings), settings);
  });

  it("is for the user alone", () => {
    copied({ config });
    const modes = [copy, join(copy, "Pulumi.mine.yaml")].map((path) => statSync(path).mode & 0o777);
    assert.deepEqual(modes, [0o700, 0o600]);
  });
});
