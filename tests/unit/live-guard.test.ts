import { equal, ok } from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROJECT_ROOT } from "../../cli/environments";
import { type ProcessIdentity, identify, isAlive, signal } from "../../sandbox/process-identity";
import { until } from "../support/until";

const REGISTER = join(PROJECT_ROOT, "sandbox", "typescript.cjs");
const GUARD = join(PROJECT_ROOT, "live", "processes", "guard.ts");

/** Starts a program that starts another, and one that is nobody's business any more. Then it waits. */
const OWNER = `
  const { spawn } = require("node:child_process");
  const { renameSync, writeFileSync } = require("node:fs");
  const { guard } = require(${JSON.stringify(GUARD)});
  const folder = process.argv[1];
  guard.clear(folder);
  const start = (script) => {
    const child = spawn("sh", ["-c", script], { detached: true, stdio: ["ignore", "pipe", "ignore"] });
    guard.watch(child.pid);
    return child;
  };
  const other = start("exec sleep 60");
  guard.forget(other.pid);
  const program = start("sleep 60 & echo $!; exec sleep 60");
  program.stdout.once("data", (text) => {
    const pids = [program.pid, Number(text), other.pid, guard.pid];
    writeFileSync(folder + "/draft", pids.join());
    renameSync(folder + "/draft", folder + "/pids");
  });
  setInterval(() => undefined, 1000);
`;

describe("What guards the processes of a run", () => {
  let folder: string;
  let owner: ChildProcess;
  let program: ProcessIdentity;
  let itsChild: ProcessIdentity;
  let forgotten: ProcessIdentity;
  let guard: ProcessIdentity;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "lgtm-guard-"));
    writeFileSync(join(folder, "data"), "some");
    owner = spawn(process.execPath, ["-r", REGISTER, "-e", OWNER, folder], { stdio: "inherit" });
    const pids = await until("the programs run", () =>
      Promise.resolve(
        existsSync(join(folder, "pids")) ? readFileSync(join(folder, "pids"), "utf8") : undefined,
      ),
    );
    const found = await Promise.all(pids.split(",").map((pid) => identify(Number(pid))));
    [program, itsChild, forgotten, guard] = found as [
      ProcessIdentity,
      ProcessIdentity,
      ProcessIdentity,
      ProcessIdentity,
    ];
  });

  afterEach(async () => {
    owner.kill("SIGKILL");
    await signal(forgotten, "SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  it("ends them and what they started, and removes the folder, when their owner is killed", async () => {
    owner.kill("SIGKILL");
    await gone(program);
    await gone(itsChild);
    await gone(guard);
    equal(existsSync(folder), false);
    ok(await isAlive(forgotten), "it ended what it was told to forget");
  });

  it("hears neither a Ctrl-C nor a closed terminal itself", async () => {
    for (const name of ["SIGINT", "SIGHUP", "SIGTERM"] as const) await signal(guard, name);
    owner.kill("SIGKILL");
    await gone(program);
    equal(existsSync(folder), false);
  });

  it("is there again after it was killed itself", async () => {
    await signal(guard, "SIGKILL");
    await gone(guard);
    ok(await isAlive(program));
    // The owner hears of it a moment later, and starts another.
    await until("another guard", () => Promise.resolve(hasGuard() || undefined));
    owner.kill("SIGKILL");
    await gone(program);
  });

  function hasGuard(): boolean {
    return spawnSync("pgrep", ["-P", String(owner.pid), "-f", "guard.sh"]).status === 0;
  }

  function gone(identity: ProcessIdentity): Promise<true> {
    return until(`process ${identity.pid} ends`, async () =>
      (await isAlive(identity)) ? undefined : true,
    );
  }
});
