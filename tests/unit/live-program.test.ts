import { deepEqual, equal, rejects } from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Program, runningPrograms } from "../../live/processes/program";
import { identify, isAlive } from "../../sandbox/process-identity";
import { until } from "../support/until";

describe("A program of a pod", () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "lgtm-program-"));
  });
  afterEach(async () => {
    await Promise.all(runningPrograms().map((each) => each.kill()));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("that ends instead of starting is told with its last words, problems first", async () => {
    const lines = Array.from({ length: 20 }, (_, i) => `echo line ${i}`).join("; ");
    const broken = program("broken", `echo level=error msg=wrong; ${lines}; exit 3`, never);
    await rejects(broken.start(), (error: Error) => {
      const told = error.message.split("\n");
      deepEqual(told.slice(0, 3), [
        "broken ended instead of starting",
        "the last lines of broken:",
        "  level=error msg=wrong",
      ]);
      equal(told.at(-1), "  line 19");
      return true;
    });
    equal(broken.pid, undefined);
  });

  it("that is killed flushes nothing, and leaves no process that it has started", async () => {
    const killed = program(
      "killed",
      'trap "echo flushed > flushed" TERM; sleep 60 & echo $! > child; echo yes > ready; wait',
      isReady,
    );
    await killed.start();
    const child = await identify(Number(readFileSync(join(folder, "child"), "utf8")));
    equal(await isAlive(child!), true);
    await killed.kill();
    await until("the child is gone", async () => !(await isAlive(child!)) || undefined);
    equal(existsSync(join(folder, "flushed")), false);
    equal(killed.pid, undefined);
  });

  it("gets its own variables, and of ours only where programs are", async () => {
    const asked = program("asked", "env > variables; echo yes > asked-ready", () =>
      Promise.resolve(existsSync(join(folder, "asked-ready"))),
    );
    process.env.LGTM_TEST_SECRET = "secret";
    try {
      await asked.run();
    } finally {
      delete process.env.LGTM_TEST_SECRET;
    }
    const names = readFileSync(join(folder, "variables"), "utf8")
      .trim()
      .split("\n")
      .map((line) => line.replace(/=.*/, ""));
    // A shell adds some of its own.
    deepEqual(names.filter((name) => !["PWD", "OLDPWD", "SHLVL", "_"].includes(name)).sort(), [
      "HOME",
      "OWN",
      "PATH",
    ]);
  });

  const never = () => Promise.resolve(false);
  const isReady = () => Promise.resolve(existsSync(join(folder, "ready")));

  function program(name: string, script: string, ready: () => Promise<boolean>): Program {
    return new Program({
      name,
      binary: "/bin/sh",
      args: ["-c", script],
      env: { OWN: "1" },
      folder,
      log: join(folder, `${name}.log`),
      ready,
    });
  }
});
