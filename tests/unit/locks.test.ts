import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withFileLock } from "../../sandbox/file-lock";
import { identify, isAlive, signal } from "../../sandbox/process-identity";
import { until } from "../support/until";

describe("locks and processes", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "lgtm-lock-"));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it("lets one at a time do the work and leaves nothing behind", async () => {
    const lock = join(root, "lock");
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await access(lock);
      inside--;
    };
    const options = { retryMilliseconds: 5 };
    await Promise.all(Array.from({ length: 5 }, () => withFileLock(lock, work, options)));
    assert.equal(most, 1);
    assert.deepEqual(await readdir(root), []);
  });

  it("tells once whom it waits for", async () => {
    const lock = join(root, "lock");
    const holders: number[] = [];
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let enter = (): void => undefined;
    const entered = new Promise<void>((resolve) => (enter = resolve));
    const first = withFileLock(lock, () => {
      enter();
      return released;
    });
    await entered;
    const second = withFileLock(lock, () => Promise.resolve("done"), {
      retryMilliseconds: 5,
      onWait: (holder) => {
        holders.push(holder);
        release();
      },
    });
    await first;
    assert.equal(await second, "done");
    assert.deepEqual(holders, [process.pid]);
  });

  it("takes over the lock of a process that is gone, or whose pid is somebody else's now", async () => {
    for (const startedAt of ["long ago", "0"]) {
      await writeFile(join(root, "lock"), JSON.stringify({ pid: process.pid, startedAt }));
      assert.equal(await withFileLock(join(root, "lock"), () => Promise.resolve("mine")), "mine");
    }
    await writeFile(join(root, "lock"), "half a loc");
    assert.equal(await withFileLock(join(root, "lock"), () => Promise.resolve("mine")), "mine");
  });

  it("frees the lock when the work fails", async () => {
    const lock = join(root, "lock");
    await assert.rejects(
      withFileLock(lock, () => Promise.reject(new Error("broken"))),
      /broken/,
    );
    assert.equal(await withFileLock(lock, () => Promise.resolve(1)), 1);
  });

  it("signals the process meant and never one that has its number", async () => {
    const child = spawn("sleep", ["60"]);
    await once(child, "spawn");
    const identity = await identify(child.pid!);
    assert.equal(await isAlive(identity!), true);
    assert.equal(await signal({ pid: child.pid!, startedAt: "another" }, "SIGKILL"), false);
    assert.equal(await isAlive(identity!), true);
    const exited = once(child, "exit");
    assert.equal(await signal(identity!, "SIGKILL"), true);
    await exited;
    assert.equal(await isAlive(identity!), false);
  });

  it("takes a zombie, which nobody has reaped, for dead", async () => {
    // The shell becomes a program that never asks after the child it inherits. The child ends only then:
    // one that ends before is still reaped by the shell.
    const parent = spawn("sh", ["-c", "sleep 1 & echo $!; exec sleep 60"]);
    try {
      const [line] = (await once(parent.stdout.setEncoding("utf8"), "data")) as [string];
      const pid = Number(line);
      await until("the child ended", async () =>
        (await identify(pid)) === undefined ? true : undefined,
      );
      assert.equal(process.kill(pid, 0), true, "its number is still taken");
    } finally {
      parent.kill("SIGKILL");
    }
  });
});
