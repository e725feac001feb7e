import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { CommandError } from "../../cli/command-error";
import { PROJECT_ROOT } from "../../cli/environments";
import { writeStartPage } from "../../cli/report/start-page";
import { reportText, writeReport } from "../../cli/report/write";
import { type Ended, ended } from "../support/engine/ended";
import { renderingOf } from "../support/rendering";

describe("report: the command", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lgtm-report-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** A command of ours with a cache of its own, and with nothing on PATH: no program can be got. */
  function run(...args: string[]): Promise<Ended> {
    const command = [join(PROJECT_ROOT, "cli/bootstrap.cjs"), "cli/main.ts", ...args];
    const env = {
      HOME: folder,
      PATH: folder,
      PULUMI_LGTM_CACHE: join(folder, "cache"),
    };
    return ended(
      spawn(process.execPath, command, {
        cwd: PROJECT_ROOT,
        env,
        stdio: ["ignore", "pipe", "pipe"],
      }),
    );
  }

  it("writes the page of an environment, and says where it is", async () => {
    const file = join(folder, "deep", "page.html");
    const { status, output } = await run("report", "--env", "dev", "--out", file);
    assert.equal(status, 0, output);
    assert.equal(output, `dev: the page is ${file}\n`);
    assert.equal(readFileSync(file, "utf8"), await reportText(await renderingOf("dev")));
  });

  const REFUSALS: [what: string, args: (folder: string) => string[], answer: RegExp][] = [
    [
      "an environment that is not there",
      (folder) => ["--env", "prd", "--out", join(folder, "page.html")],
      /^There is no environment "prd": .* Did you mean "prod"\?\n$/,
    ],
    [
      "a rendering that is not there",
      (folder) => ["--out", join(folder, "page.html"), "--against", join(folder, "missing")],
      /^There is no folder .*missing to compare with: write one .*\n$/,
    ],
    [
      "a misspelt option",
      (folder) => ["--out", join(folder, "page.html"), "--agianst", folder],
      /^error: unknown option '--agianst'\n\(Did you mean --against\?\)\n`npm run report -- --help` shows/,
    ],
    [
      "a file that cannot be written",
      () => ["--out", join(process.execPath, "page.html")],
      /^The page cannot be written to .*page\.html: E[A-Z]+: .*\n$/,
    ],
  ];
  for (const [what, args, answer] of REFUSALS) {
    it(`refuses ${what} in a line, and writes nothing`, async () => {
      // The last one counts.
      const { status, output } = await run("report", "--env", "dev", ...args(folder));
      assert.equal(status, 1);
      assert.match(output, answer);
      assert.ok(!existsSync(join(folder, "page.html")));
    });
  }

  it("says how to use it", async () => {
    const { status, stdout } = await run("report", "--help");
    assert.equal(status, 0);
    for (const option of ["--env <name>", "--out <file>", "--against <dir>"]) {
      assert.ok(stdout.includes(option), option);
    }
  });

  it("is what `start` does first, so that the page stands where no program can be got, until `down`", async () => {
    const page = join(folder, "cache", "sandbox", "dev", "report.html");
    const started = await run("start");
    assert.equal(started.status, 1, started.output);
    assert.ok(started.stdout.startsWith(`A page that shows what dev consists of: ${page}\n`));
    assert.equal(readFileSync(page, "utf8"), await reportText(await renderingOf("dev")));
    const { status, output } = await run("down");
    assert.equal(status, 0, output);
    assert.ok(!existsSync(dirname(page)));
  });
});

describe("report: where the page goes", () => {
  let folder: string;
  const cache = process.env.PULUMI_LGTM_CACHE;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lgtm-report-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
    if (cache === undefined) delete process.env.PULUMI_LGTM_CACHE;
    else process.env.PULUMI_LGTM_CACHE = cache;
  });

  function refusal(file: string): string {
    try {
      writeReport("<html>", file);
    } catch (error) {
      assert.ok(error instanceof CommandError);
      return error.message;
    }
    return assert.fail("nothing was refused");
  }

  it("is a file, and no folder", () => {
    assert.equal(refusal(folder), `${folder} is a folder; --out takes the file to write.`);
  });

  it("is refused with the reason where it cannot be written", () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const below = join(file, "page.html");
    assert.match(refusal(below), /^The page cannot be written to .*page\.html: E(NOTDIR|EXIST)/);
  });

  it("takes the place of an earlier page", () => {
    const file = join(folder, "page.html");
    writeReport("a long page", file);
    assert.equal(writeReport("a page", file), file);
    assert.equal(readFileSync(file, "utf8"), "a page");
  });

  it("stops no start where it cannot be written", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    process.env.PULUMI_LGTM_CACHE = file;
    const lines: unknown[] = [];
    const print = console.log;
    console.log = (line) => lines.push(line);
    try {
      assert.equal(await writeStartPage(await renderingOf("dev")), undefined);
    } finally {
      console.log = print;
    }
    assert.equal(lines.length, 1);
    assert.match(String(lines[0]), /^The page cannot be written to /);
  });
});
