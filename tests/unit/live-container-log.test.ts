import { deepEqual, equal, match, ok } from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { ContainerLog, printedLine } from "../../live/processes/container-log";

const LINE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z (stdout|stderr) [FP] /;

describe("The log of a container that is a process", () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lgtm-log-"));
    path = join(folder, "pod", "app", "0.log");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("has each line with its time and its stream, however the output is cut", async () => {
    await written({ stdout: ["one\ntw", "o\n\nlast"], stderr: ["a problem\n"] });
    for (const line of lines()) match(line, LINE);
    deepEqual(
      lines()
        .filter((line) => line.includes(" stdout "))
        .map(printedLine),
      ["one", "two", "", "last"],
    );
    ok(lines().some((line) => line.endsWith(" stderr F a problem")));
  });

  it("has no two lines with the same time", async () => {
    await written({ stdout: ["same\n".repeat(2000)] });
    const times = lines().map((line) => line.split(" ")[0]);
    equal(new Set(times).size, 2000);
    deepEqual(times, [...times].sort());
  });

  it("cuts a long line as a container runtime does, into parts of which the last is marked", async () => {
    const long = "x".repeat(40_000);
    await written({ stdout: [long.slice(0, 30_000), `${long.slice(30_000)}\nshort\n`] });
    deepEqual(
      lines().map((line) => line.split(" ")[2]),
      ["P", "P", "F", "F"],
    );
    equal(lines().slice(0, 3).map(printedLine).join(""), long);
  });

  it("begins a new file before it gets too big, and keeps one", async () => {
    await written({ stdout: Array<string>(700).fill(`${"y".repeat(40_000)}\n`) });
    deepEqual(readdirSync(join(path, "..")).sort(), ["0.log", "0.log.before"]);
    ok(statSync(`${path}.before`).size < 11 * 1024 * 1024);
    ok(existsSync(path));
  });

  it("goes on where the disk is full", async function () {
    if (!existsSync("/dev/full")) this.skip();
    const full = new ContainerLog("/dev/full");
    await full.follow(Readable.from(["a\n", "b\n"]), "stdout");
    full.close();
  });

  async function written(streams: Record<"stdout" | "stderr", string[]> | { stdout: string[] }) {
    const log = new ContainerLog(path);
    for (const [name, chunks] of Object.entries(streams)) {
      await log.follow(Readable.from(chunks), name as "stdout" | "stderr");
    }
    log.close();
  }

  function lines(): string[] {
    return readFileSync(path, "utf8").trimEnd().split("\n");
  }
});
