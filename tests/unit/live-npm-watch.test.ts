import { ok } from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { PROJECT_ROOT } from "../../cli/environments";
import { shellLine } from "../../cli/shell-line";
import { until } from "../support/until";

const REGISTER = join(PROJECT_ROOT, "sandbox", "typescript.cjs");
const WATCH = join(PROJECT_ROOT, "live", "npm-watch.ts");

/** Says when its npm is gone, and after a SIGUSR2 whether it has looked a few times and it is not. */
const RUN = `
  const { watchNpm } = require(${JSON.stringify(WATCH)});
  watchNpm(() => console.log("gone"));
  const alive = setInterval(() => undefined, 1000);
  process.on("SIGUSR2", () => setTimeout(() => console.log("stays"), 2500));
  // A moment later it has read who its npm is.
  setTimeout(() => console.log("watches as " + process.pid), 300);
`;
const COMMAND = shellLine([process.execPath, "-r", REGISTER, "-e", RUN]);

/** Starts a script by a shell and waits for it, as npm does. */
const NPM = `
  const { spawn } = require("node:child_process");
  spawn("sh", ["-c", process.argv[1]], { stdio: "inherit" });
`;

describe("The watch over the npm that started a run", () => {
  let starter: ChildProcess;
  let said = "";

  afterEach(() => {
    const pid = runPid();
    if (pid !== undefined) process.kill(pid, "SIGKILL");
    starter.kill("SIGKILL");
  });

  it("tells when npm is killed, though its shell is still there", async () => {
    // With a second command the shell has to stay.
    await started(process.execPath, ["-e", NPM, `${COMMAND}; true`]);
    starter.kill("SIGKILL");
    await says("gone");
  });

  it("tells when npm is killed that has no shell between", async () => {
    await started(process.execPath, ["-e", NPM, `exec ${COMMAND}`]);
    starter.kill("SIGKILL");
    await says("gone");
  });

  it("does not mind the end of who started an npm that has no shell between", async () => {
    const npm = shellLine([process.execPath, "-e", NPM, `exec ${COMMAND}`]);
    await started("sh", ["-c", `${npm}; true`]);
    starter.kill("SIGKILL");
    await stays();
  });

  it("watches nobody where npm is gone before it can be identified", async () => {
    const orphan = `while kill -0 $$ 2>&-; do sleep 0.1; done; exec ${COMMAND}`;
    await started("sh", ["-c", `(${orphan}) &`]);
    await stays();
  });

  it("watches nobody without an npm", async () => {
    await started("sh", ["-c", `unset npm_lifecycle_event; ${COMMAND}; true`]);
    starter.kill("SIGKILL");
    await stays();
  });

  async function started(program: string, args: readonly string[]): Promise<void> {
    said = "";
    const env = { ...process.env, npm_lifecycle_event: "live" };
    const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "ignore"] });
    starter = child;
    child.stdout.on("data", (text: Buffer) => (said += text.toString()));
    await says("watches");
  }

  async function says(text: string): Promise<void> {
    await until(`it says ${text}`, () => Promise.resolve(said.includes(text) || undefined), 20_000);
  }

  async function stays(): Promise<void> {
    process.kill(runPid() ?? 0, "SIGUSR2");
    await says("stays");
    ok(!said.includes("gone"), said);
  }

  function runPid(): number | undefined {
    const [, pid] = /watches as (\d+)/.exec(said) ?? [];
    return pid === undefined ? undefined : Number(pid);
  }
});
