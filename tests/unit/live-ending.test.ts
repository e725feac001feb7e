import { equal } from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { PROJECT_ROOT } from "../../cli/environments";
import { type Running, ended } from "../support/engine/ended";
import { until } from "../support/until";

const REGISTER = join(PROJECT_ROOT, "sandbox", "typescript.cjs");
const ENDING = join(PROJECT_ROOT, "live", "ending.ts");

/** Says what it hears, and ends in order when its input does, as one that has to end others first. */
const RUN = `
  const { Ending } = require(${JSON.stringify(ENDING)});
  const ending = new Ending();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => console.log("heard " + signal));
  }
  void ending.asked.then((reason) => console.log("asked by " + reason));
  process.stdin.resume().once("end", () => ending.dispose());
  console.log("listens");
`;

describe("The end of a run", () => {
  let run: Running;
  let said: string;

  beforeEach(async () => {
    // Who runs these tests by npm is not watched by this.
    const env = { ...process.env, npm_lifecycle_event: undefined };
    const child = spawn(process.execPath, ["-r", REGISTER, "-e", RUN], { env });
    said = "";
    child.stdout.on("data", (text: Buffer) => (said += text.toString()));
    run = { process: child, ended: ended(child) };
    await says("listens");
  });

  afterEach(() => {
    run.process.kill("SIGKILL");
  });

  // npm passes on the terminal's own signal; a terminal closes when its shell has died of the same.
  for (const second of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    it(`is not cut off by a ${second} of the same keystroke`, async () => {
      await ask("SIGINT");
      run.process.kill(second);
      await says(`asked by SIGINT\nheard ${second}\n`);
      run.process.stdin?.end();
      equal((await run.ended).status, 0);
    });
  }

  it("is at once for who asks again", async () => {
    await ask("SIGINT");
    await until("it has ended", () => {
      run.process.kill("SIGINT");
      return Promise.resolve(run.process.exitCode ?? undefined);
    });
    equal((await run.ended).status, 1);
  });

  async function ask(signal: NodeJS.Signals): Promise<void> {
    run.process.kill(signal);
    await says(`asked by ${signal}\n`);
  }

  async function says(text: string): Promise<void> {
    await until(
      `it says ${text}`,
      () => {
        if (run.process.exitCode !== null) throw new Error(`it has ended: ${said}`);
        return Promise.resolve(said.includes(text) || undefined);
      },
      30_000,
    );
  }
});
