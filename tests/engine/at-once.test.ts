import assert from "node:assert/strict";
import { once } from "node:events";
import { CONTROL_PLANE_TOOLS } from "../../sandbox/control-plane-commands";
import { ensureTools } from "../../sandbox/tools";
import { processesWith } from "../support/engine/processes";
import { UserMachine, removeUserMachines } from "../support/engine/user-machine";
import { until } from "../support/until";

const ENGINE = /^pulumi/;

describe("commands that are ended, that meet, and that nobody listens to", function () {
  this.timeout(300_000);
  let machine: UserMachine;

  before(async function () {
    // The first run on a machine builds the programs.
    this.timeout(1_800_000);
    await ensureTools([...CONTROL_PLANE_TOOLS, "kubectl", "pulumi"]);
    machine = await UserMachine.create();
  });
  after(removeUserMachines);

  const enginePrograms = () =>
    processesWith(`HOME=${machine.home}`).filter(({ program }) => ENGINE.test(program));

  /** A start that prints into a pipe, and what it has printed so far. */
  function start() {
    const running = machine.start("start", [], {});
    let printed = "";
    running.process.stdout?.on("data", (text: Buffer) => (printed += text.toString()));
    return { ...running, printed: () => printed };
  }

  it("Ctrl-C lets the engine finish what it has begun, and says what runs on and how to end it", async () => {
    const { process: child, ended, printed } = start();
    await until("the first objects", () =>
      Promise.resolve(/^ {2}\+ /m.test(printed()) || undefined),
    );
    // As a terminal does: to the whole group, and npm passes it on once more.
    process.kill(-(child.pid ?? 0), "SIGINT");
    child.kill("SIGINT");
    const { status, output } = await ended;
    assert.equal(status, 130, output);
    assert.match(
      output,
      /^Stopping: the engine finishes what it has begun\. Press Ctrl-C again to stop at once\.$/m,
    );
    const programs = [...CONTROL_PLANE_TOOLS].sort().join(", ");
    assert.ok(
      output.endsWith(
        `dev: the embedded cluster still runs (${programs}). ` +
          "Run `npm start` to continue, or `npm run down` to remove it.\n",
      ),
      output,
    );
    assert.doesNotMatch(output, /dev is up/);
    assert.deepEqual(enginePrograms(), []);
  });

  it("two starts at once: one goes on where the first was ended, the other waits and finds nothing to do", async () => {
    const both = await Promise.all([machine.run("start"), machine.run("start")]);
    for (const { status, output } of both) assert.equal(status, 0, output);
    const outputs = both.map(({ output }) => output);
    const waited = outputs.filter((output) =>
      /^dev: another command is at work on it \(process \d+\): waiting until that has ended$/m.test(
        output,
      ),
    );
    assert.equal(waited.length, 1, outputs.join("\n---\n"));
    assert.match(waited[0] ?? "", /^dev is up: no change, \d\d resources/m);
    assert.match(outputs.find((output) => output !== waited[0]) ?? "", /^dev is up: create \d\d/m);
  });

  it("a preview fits a screen, and shows every property when asked", async () => {
    const [short, all] = [await machine.run("preview"), await machine.run("preview", ["--diff"])];
    assert.equal(short.status, 0, short.output);
    assert.match(
      short.output,
      /^dev: an up would change nothing; \d\d resources stay as they are$/m,
    );
    assert.equal(all.status, 0, all.output);
    assert.match(all.output, /pulumi:pulumi:Stack/);
  });

  it("an up goes on to its end when its output is closed", async () => {
    assert.equal((await machine.run("down")).status, 0);
    const { process: child, printed } = start();
    let complaints = "";
    child.stderr?.on("data", (text: Buffer) => (complaints += text.toString()));
    await until("the first line", () => Promise.resolve(printed().includes("\n") || undefined));
    child.stdout?.destroy();
    const [status] = (await once(child, "exit")) as [number | null];
    assert.deepEqual([status, complaints], [0, ""]);
    const { output } = await machine.run("preview", ["--expect-no-changes"]);
    assert.match(output, /^dev: an up would change nothing; \d\d resources stay as they are$/m);
  });
});
