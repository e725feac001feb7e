import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scripts, version } from "../../package.json";
import { type Script, runScript, spawnScript } from "../support/npm-script";
import { onTerminal } from "../support/terminal";

/** One script of each program of the project's own; prettier and tsc have their own help. */
const OURS = new Map(
  (Object.keys(scripts) as Script[])
    .filter((name) => scripts[name].startsWith("node cli/bootstrap.cjs"))
    .map((name) => [scripts[name].split(" ")[2], name]),
);

describe("command line", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), "lgtm-command-line-"));
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const cache = join(folder, "cache");
  const run = (script: Script, args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    runScript(script, args, { PULUMI_LGTM_CACHE: cache, COLUMNS: "120", ...env });

  it("shows the help of every command, beside whatever else stands there, and does nothing", async () => {
    for (const script of OURS.values()) {
      const { status, output } = await run(script, ["--bogus", "--env", "--help"]);
      const command = ["start", "test"].includes(script) ? `npm ${script}` : `npm run ${script}`;
      assert.equal(status, 0, output);
      assert.match(output, new RegExp(`^Usage: ${command}( -- |\\n)`), script);
      assert.match(output, /--version/, script);
    }
    const { output } = await run("charts", ["pull", "-h", "--env"]);
    assert.match(output, /^Usage: npm run charts -- pull \[options\] <dir> \[charts\.\.\.\]\n/);
    assert.ok(!existsSync(cache));
  });

  it("tells its version, also where a flag waits for a value", async () => {
    const { status, output } = await run("up", ["--env", "--version"]);
    assert.deepEqual([status, output], [0, `${version}\n`]);
  });

  it("answers what it does not know with the nearest that it knows, and with where to look", async () => {
    const cases = [
      ["up", ["--evn", "prod"], /unknown option '--evn'\n\(Did you mean --env\?\)/, "up"],
      ["charts", ["pul", "x"], /unknown command 'pul'\n\(Did you mean pull\?\)/, "charts"],
      ["check", ["fast"], /too many arguments for 'check'/, "check"],
      ["bench", ["rendr"], /no such benchmark: rendr.*Did you mean "render"\?/, "bench"],
    ] as const;
    for (const [script, args, text, asked] of cases) {
      const { status, output } = await run(script, args);
      assert.equal(status, 1, output);
      assert.match(output, text);
      assert.ok(output.includes(`\`npm run ${asked} -- --help\` shows`), output);
    }
  });

  it("refuses an empty value, which a variable that is not set leaves behind", async () => {
    const { status, output } = await run("down", ["--context", ""]);
    assert.deepEqual(
      [status, output],
      [1, "--context has an empty value: write `--context <name>`, or leave it out.\n"],
    );
    const both = await run("render", ["--env=", "--out", " "]);
    assert.match(
      both.output,
      /^--env has an empty value.*, or leave it out\.\n--out has an empty value: write `--out <dir>`\.\n$/,
    );
    assert.ok(!existsSync(cache));
  });

  it("refuses to destroy without a question and without a terminal, before it looks at anything", async () => {
    const { status, output } = await run("down", ["--context", "none", "--env", "prod"]);
    assert.deepEqual(
      [status, output],
      [
        1,
        "Cannot ask for confirmation, because this is not a terminal. Nothing was destroyed: " +
          "write `npm run down -- --env prod --context none --yes` to go on without a question.\n",
      ],
    );
    assert.ok(!existsSync(cache));
  });

  it("takes dev where no environment is named", async () => {
    const out = join(folder, "out");
    const [rendered, listed] = await Promise.all([
      run("render", ["--out", out]),
      run("images", []),
    ]);
    assert.match(rendered.output, /^dev: \d+ objects/);
    assert.match(listed.output, /grafana\/loki:/);
  });

  it("ends quietly when nobody reads on", async () => {
    const env = { ...process.env, PULUMI_LGTM_CACHE: cache };
    const child = spawnScript("images", ["--env", "prod"], env);
    let complaints = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
    child.stdout.destroy();
    const [status] = (await once(child, "close")) as [number | null];
    assert.deepEqual([status, complaints], [0, ""]);
  });

  it("has colours on a terminal alone, or where they are asked for", async () => {
    const words = ["down", "--context", ""];
    const colorful = "\u001b[31m--context has an empty value";
    const answers = async (env: NodeJS.ProcessEnv) =>
      (await run("down", words.slice(1), { NO_COLOR: undefined, ...env })).output;
    const [piped, forced, both] = await Promise.all([
      answers({}),
      answers({ FORCE_COLOR: "1" }),
      answers({ FORCE_COLOR: "0" }),
    ]);
    assert.match(piped, /^--context has/);
    assert.ok(forced.startsWith(colorful), forced);
    assert.match(both, /^--context has/);
    const [shown, plain] = await Promise.all([
      onTerminal(words, { ...process.env, NO_COLOR: undefined, TERM: "xterm-256color" }),
      onTerminal(words, { ...process.env, NO_COLOR: "1", TERM: "xterm-256color" }),
    ]);
    assert.ok(shown.startsWith(colorful), shown);
    assert.match(plain, /^--context has/);
  });

  it("refuses an old Node before anything else", async () => {
    for (const old of ["16.20.2", "20.18.3"]) {
      const preload = join(folder, "old-node.cjs");
      writeFileSync(
        preload,
        `Object.defineProperty(process.versions, "node", { value: "${old}" })`,
      );
      const { status, output } = await run("up", [], { NODE_OPTIONS: `--require=${preload}` });
      assert.equal(status, 1);
      assert.equal(output, `Node ${old} is too old: install Node 20.19 or newer.\n`);
    }
  });
});
