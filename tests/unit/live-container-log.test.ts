import { deepEqual, equal, match, ok } from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
} from "node:fs";
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

  it("has the beginning of a long unfinished line after the lines before it", async () => {
    const long = "x".repeat(40_000);
    await written({ stdout: [`before\n${long.slice(0, 30_000)}`, `${long.slice(30_000)}\n`] });
    const [first = "", ...parts] = lines();
    equal(printedLine(first), "before");
    equal(parts.map(printedLine).join(""), long);
  });

  it("cuts no letter in two", async () => {
    const long = `x${"\u{1f37a}".repeat(20_000)}`;
    await written({ stdout: [`${long}\n`] });
    equal(lines().map(printedLine).join(""), long);
  });

  it("begins a new file before it gets too big, and keeps one", async () => {
    await written({ stdout: Array<string>(700).fill(`${"y".repeat(40_000)}\n`) });
    deepEqual(readdirSync(join(path, "..")).sort(), ["0.log", "0.log.before"]);
    ok(statSync(`${path}.before`).size < 11 * 1024 * 1024);
    ok(existsSync(path));
  });

  it("loses no line to a new file that cannot be made", async () => {
    // What lies where the file before is to be kept cannot be replaced by a file.
    mkdirSync(join(`${path}.before`, "occupied"), { recursive: true });
    await written({ stdout: numbered(400) });
    deepEqual(lines().flatMap(numberOf), numbers(400));
  });

  it("goes on in a new file where its own was taken away", async () => {
    const log = new ContainerLog(path);
    await log.follow(Readable.from(numbered(200)), "stdout");
    rmSync(path);
    await log.follow(Readable.from(numbered(200)), "stdout");
    log.close();
    deepEqual(lines().flatMap(numberOf).at(-1), "199");
  });

  it("loses no line when it begins a new file", async () => {
    await written({ stdout: numbered(400) });
    const both = [...lines(`${path}.before`), ...lines()];
    deepEqual(both.flatMap(numberOf), numbers(400));
  });

  it("counts what its file has had before", async () => {
    await written({ stdout: numbered(200) });
    await written({ stdout: numbered(200) });
    ok(existsSync(`${path}.before`));
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

  /** Lines of 40 kB, each beginning with its number. */
  function numbered(count: number): string[] {
    return numbers(count).map((number) => `#${number} ${"y".repeat(40_000)}\n`);
  }

  function numbers(count: number): string[] {
    return Array.from({ length: count }, (_, i) => String(i));
  }

  /** The number of a line, which its first part has. */
  function numberOf(line: string): string[] {
    return /^#(\d+) /.exec(printedLine(line))?.slice(1) ?? [];
  }

  function lines(file = path): string[] {
    return readFileSync(file, "utf8").trimEnd().split("\n");
  }
});
