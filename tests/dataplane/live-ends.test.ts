import { equal, match, ok } from "node:assert/strict";
import { LiveRun, liveFolders, smallEnvironment } from "../support/dataplane/live-run";
import { UserMachine, removeUserMachines } from "../support/engine/user-machine";
import { until } from "../support/until";

/** The command itself, the guard, two backends and four services of the shop. */
const FAMILY = 8;
/** What it says when everything runs that can. */
const STARTED = /^Queries to try$/m;

describe("Live leaves nothing behind", () => {
  let machine: UserMachine;
  let args: string[];
  let run: LiveRun | undefined;

  before(async () => {
    machine = await UserMachine.create();
    args = ["--env", smallEnvironment(machine, ["mimir", "prometheus"])];
  });

  afterEach(async () => {
    run?.running.process.kill("SIGKILL");
    await run?.running.ended;
    run = undefined;
  });

  after(removeUserMachines);

  const cases: { how: string; end: (run: LiveRun) => void; status: number | null }[] = [
    { how: "by Ctrl-C", end: kill("SIGINT"), status: 0 },
    { how: "by a Ctrl-C that npm passes on", end: killTwice("SIGINT"), status: 0 },
    { how: "by SIGTERM", end: kill("SIGTERM"), status: 1 },
    { how: "by a closed terminal", end: kill("SIGHUP"), status: 1 },
    { how: "by SIGKILL", end: kill("SIGKILL"), status: null },
    { how: "because nobody reads its output any more", end: closeOutput, status: 1 },
  ];
  for (const { how, end, status } of cases) {
    it(`when it ends ${how}`, async () => {
      run = LiveRun.start(machine, args);
      await run.said(STARTED);
      ok(run.familySize >= FAMILY, String(run.familySize));
      end(run);
      equal(await run.gone(), status, run.output);
    });
  }

  it("when it ends while it starts", async () => {
    run = LiveRun.start(machine, args);
    await run.said(/^Starting mimir, prometheus/m);
    kill("SIGINT")(run);
    equal(await run.gone(), 0, run.output);
    match(run.output, /^Everything has ended, and what it wrote is gone\.$/m);
  });

  it("when the npm that started it is killed", async () => {
    const npm = machine.command("npm", ["run", "live", "--", ...args]);
    run = new LiveRun(machine, npm);
    await run.said(STARTED);
    npm.process.kill("SIGKILL");
    equal(await run.gone(), null, run.output);
  });

  it("when a program of it is killed: that is told, and the rest goes on", async () => {
    run = LiveRun.start(machine, args);
    await run.said(STARTED);
    const { output } = run;
    ok(!/has ended/.test(output), output);
    const mimir = run.pidOf("mimir");
    process.kill(mimir, "SIGKILL");
    await run.said(/^mimir has ended$/m);
    kill("SIGINT")(run);
    equal(await run.gone(), 0, run.output);
  });

  it("when a program of it does not start: that is told with its reason, and the rest goes on", async () => {
    const broken = { "lgtm:mimir": { config: { limits: { not_a_limit: 1 } } } };
    const file = smallEnvironment(machine, ["mimir", "prometheus"], broken);
    run = LiveRun.start(machine, ["--env", file, "--check"]);
    equal(await run.gone(), 1, run.output);
    match(run.output, /^mimir ended instead of starting$/m);
    match(run.output, /^ {2}.*not_a_limit/m);
    match(run.output, /^ok {3}metrics +durations of orders, scraped by Prometheus: /m);
    args = ["--env", smallEnvironment(machine, ["mimir", "prometheus"])];
  });

  it("when two run at once, each in a folder and at ports of its own", async () => {
    run = LiveRun.start(machine, args);
    const other = LiveRun.start(machine, args);
    await Promise.all([run.said(STARTED), other.said(STARTED)]);
    equal(liveFolders(machine).length, 2);
    kill("SIGINT")(other);
    await until("one folder is left", () =>
      Promise.resolve(liveFolders(machine).length === 1 || undefined),
    );
    ok(!/has ended/.test(run.output), run.output);
    kill("SIGINT")(run);
    equal(await run.gone(), 0);
  });
});

function kill(signal: NodeJS.Signals): (run: LiveRun) => void {
  return ({ running }) => {
    running.process.kill(signal);
  };
}

function killTwice(signal: NodeJS.Signals): (run: LiveRun) => void {
  return ({ running }) => {
    running.process.kill(signal);
    running.process.kill(signal);
  };
}

function closeOutput({ running }: LiveRun): void {
  running.process.stdout?.destroy();
  running.process.stderr?.destroy();
}
