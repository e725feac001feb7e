import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Stack } from "@pulumi/pulumi/automation";
import { releaseDeadLock } from "../../cli/engine/stack-lock";

describe("lock of a killed engine", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lgtm-lock-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** A process that has ended: nobody else has its id yet. */
  const dead = () => ({ pid: spawnSync(process.execPath, ["-e", ""]).pid, hostname: hostname() });
  const alive = { pid: process.pid, hostname: hostname() };

  /** As the engine writes it, with the file beside it that is no lock. */
  function lock(name: string, owner: object, stack = "dev"): void {
    const locks = join(folder, ".pulumi", "locks", "organization", "lgtm", stack);
    mkdirSync(locks, { recursive: true });
    writeFileSync(join(locks, `${name}.json`), JSON.stringify(owner));
    writeFileSync(join(locks, `${name}.json.attrs`), JSON.stringify({ md5: "" }));
  }

  /** What was told and how often the stack's lock was taken away. */
  async function released(url = pathToFileURL(folder).href) {
    const told: string[] = [];
    let cancelled = 0;
    const cancel = () => {
      cancelled++;
      return Promise.resolve();
    };
    const stack = { name: "dev", cancel } as unknown as Stack;
    const backend = { description: "", env: { PULUMI_BACKEND_URL: url } };
    await releaseDeadLock(stack, backend, (line) => told.push(line));
    return { told, cancelled };
  }

  const nothing = { told: [], cancelled: 0 };

  it("is taken away, and that is told", async () => {
    lock("one", dead());
    assert.deepEqual(await released(), {
      told: ["an earlier run was killed: taking its lock away and going on"],
      cancelled: 1,
    });
  });

  it("is taken away as well where it says nothing of its owner", async () => {
    const locks = join(folder, ".pulumi", "locks", "organization", "lgtm", "dev");
    mkdirSync(locks, { recursive: true });
    for (const damage of ["", '{"pid": 1', "[]", '{"pid": "x"}']) {
      writeFileSync(join(locks, "one.json"), damage);
      assert.equal((await released()).cancelled, 1, damage);
    }
  });

  it("stays while its owner lives, or may live on another machine", async () => {
    lock("one", alive);
    assert.deepEqual(await released(), nothing);
    lock("one", { ...dead(), hostname: "elsewhere" });
    assert.deepEqual(await released(), nothing);
  });

  it("stays when only one of two owners is dead", async () => {
    lock("one", dead());
    lock("two", alive);
    assert.deepEqual(await released(), nothing);
  });

  it("of another stack is left alone", async () => {
    lock("one", dead(), "my-dev");
    assert.deepEqual(await released(), nothing);
  });

  it("is not looked for in other backends, nor missed where there is none", async () => {
    lock("one", dead());
    assert.deepEqual(await released("s3://bucket"), nothing);
    assert.deepEqual(await released(pathToFileURL(join(folder, "empty")).href), nothing);
  });
});
