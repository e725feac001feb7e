import assert from "node:assert/strict";
import { existsSync, truncateSync } from "node:fs";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startControlPlane } from "../../sandbox/control-plane";
import { CONTROL_PLANE_TOOLS } from "../../sandbox/control-plane-commands";
import { controlPlaneFiles, readState } from "../../sandbox/control-plane-state";
import { processesIn } from "../../sandbox/folder-processes";
import { processesWith } from "../support/engine/processes";
import { UserMachine, removeUserMachines } from "../support/engine/user-machine";

const GONE = "dev: the embedded cluster and its state are gone; the programs stay in the cache\n";

describe("down of an embedded cluster whose files are damaged", function () {
  this.timeout(180_000);
  let machine: UserMachine;

  before(async () => {
    machine = await UserMachine.create();
  });
  after(removeUserMachines);

  const sandbox = () => join(machine.cache, "sandbox", "dev");
  const plane = () => controlPlaneFiles(join(sandbox(), "cluster"));
  const programs = () => processesWith(`HOME=${plane().folder}`).map(({ program }) => program);

  async function start(): Promise<void> {
    await startControlPlane({ stateDir: plane().folder, durable: false });
    assert.deepEqual(programs().sort(), [...CONTROL_PLANE_TOOLS].sort());
  }

  async function takesItDown(): Promise<void> {
    const { status, output } = await machine.run("down");
    assert.deepEqual([status, output], [0, GONE]);
    assert.deepEqual(programs(), []);
    assert.deepEqual(await readdir(join(machine.cache, "sandbox")), []);
  }

  it("finds every program by where it runs, on every system", async () => {
    await start();
    const state = await readState(plane());
    const known = state?.processes.map(({ name, pid, startedAt }) => ({ name, pid, startedAt }));
    const byPid = (a: { pid: number }, b: { pid: number }) => a.pid - b.pid;
    for (const platform of ["linux", "darwin"] as const) {
      const found = await processesIn(plane().folder, platform);
      assert.deepEqual(found.sort(byPid), known?.sort(byPid), platform);
    }
    assert.deepEqual(await processesIn(join(machine.home, "other")), []);
  });

  it("leaves no process when the record of these is no JSON, and start says so", async () => {
    const text = await readFile(plane().state, "utf8");
    for (const damage of ["{garbage", text.slice(0, text.length / 2), '{"format":1}', "null"]) {
      await writeFile(plane().state, damage);
      const { status, output } = await machine.run("start");
      assert.equal(status, 1);
      assert.match(
        output,
        /^\S+control-plane\.json is damaged, or .*`npm run down` ends what runs there.*start again\.\n$/m,
      );
      assert.doesNotMatch(output, /^ +at /m);
    }
    await takesItDown();
  });

  it("leaves no process when the data of etcd is cut off, and start says what happened", async () => {
    await start();
    for (const { pid } of await processesIn(plane().folder)) process.kill(pid, "SIGKILL");
    const member = join(plane().folder, "etcd", "member");
    truncateSync(join(member, "snap", "db"), 100);
    const { status, output } = await machine.run("start");
    assert.equal(status, 1);
    assert.match(output, /The control plane did not start: etcd \(process \d+\) has ended/);
    assert.match(output, /^Where its data is damaged, `npm run down` takes it away/m);
    assert.doesNotMatch(output, /^ +at /m);
    await takesItDown();
  });

  it("leaves no process when files and folders are gone under them", async () => {
    for (const gone of [plane().state, plane().credentials, plane().folder, sandbox()]) {
      await start();
      await rm(gone, { recursive: true });
      await takesItDown();
    }
  });

  it("goes by no lock that nobody holds, and by no stack file that cannot be read", async () => {
    const cluster = plane().folder;
    const locks = [`${sandbox()}.lock`, `${cluster}.lock`];
    await start();
    for (const lock of locks) await writeFile(lock, '{"pid": 1, "startedAt": "long ago"}');
    await takesItDown();

    await mkdir(cluster, { recursive: true });
    for (const lock of locks) await writeFile(lock, "garbage");
    await takesItDown();

    await mkdir(cluster, { recursive: true });
    const file = join(machine.home, "Pulumi.dev.yaml");
    await writeFile(file, "config: [");
    const { status, output } = await machine.run("down", ["--env", file]);
    assert.deepEqual([status, output], [0, GONE]);
    assert.ok(!existsSync(sandbox()));
    const again = await machine.run("down", ["--env", file]);
    assert.equal(again.status, 1);
    assert.match(again.output, /Pulumi\.dev\.yaml: 1 problem/);
  });
});
