import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { folderBackend, stateFolder, userBackend } from "../../cli/engine/backend";

describe("backend of the state", () => {
  let folder: string;
  let home: NodeJS.ProcessEnv;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lgtm-backend-"));
    home = { PULUMI_HOME: join(folder, "home") };
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** As `pulumi login` leaves it. */
  function logIn(current: string): void {
    mkdirSync(join(folder, "home"));
    writeFileSync(join(folder, "home", "credentials.json"), JSON.stringify({ current }));
  }

  it("is the one that the environment names", () => {
    logIn("https://other.example.org");
    const env = { ...home, PULUMI_BACKEND_URL: "s3://bucket", PULUMI_ACCESS_TOKEN: "token" };
    assert.deepEqual(userBackend(folder, env), { description: "s3://bucket", env: {} });
  });

  it("is else the one that the user is logged in to", () => {
    logIn("https://pulumi.example.org");
    const backend = { description: "https://pulumi.example.org", env: {} };
    assert.deepEqual(userBackend(folder, { ...home, PULUMI_ACCESS_TOKEN: "token" }), backend);
  });

  it("is else Pulumi Cloud where there is a token for it", () => {
    const backend = userBackend(folder, { ...home, PULUMI_ACCESS_TOKEN: "token" });
    assert.deepEqual(backend, { description: "Pulumi Cloud", env: {} });
  });

  it("is else a folder that only the user can enter, with a passphrase that is kept", () => {
    // What `pulumi logout` leaves.
    logIn("");
    const { description, env } = userBackend(folder, home);
    const passphrase = readFileSync(join(folder, "passphrase"), "utf8");
    assert.equal(description, join(folder, "state"));
    assert.deepEqual(env, {
      PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: passphrase,
    });
    assert.match(passphrase, /^[\w-]{32}$/);
    const modes = ["state", "passphrase"].map((name) => statSync(join(folder, name)).mode & 0o777);
    assert.deepEqual(modes, [0o700, 0o600]);
    assert.deepEqual(userBackend(folder, home).env, env);
  });

  it("leaves the passphrase to the user who has one", () => {
    for (const own of [{ PULUMI_CONFIG_PASSPHRASE: "" }, { PULUMI_CONFIG_PASSPHRASE_FILE: "/p" }]) {
      assert.deepEqual(Object.keys(folderBackend(folder, own).env), ["PULUMI_BACKEND_URL"]);
    }
  });

  it("keeps the state of real clusters out of the cache", () => {
    assert.equal(stateFolder({ XDG_STATE_HOME: "/state" }), "/state/pulumi-lgtm");
    assert.match(stateFolder({}), /\/\.local\/state\/pulumi-lgtm$/);
  });
});
