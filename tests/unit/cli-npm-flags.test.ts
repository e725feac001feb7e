import assert from "node:assert/strict";
import { Command } from "commander";
import { swallowedByNpm } from "../../cli/command-line/npm-flags";

/** What npm 11 hands over, taken from its runs. */
const NOISE = {
  npm_config_yes: "",
  npm_config_user_agent: "npm/11",
  npm_config_globalconfig: "/x",
};

describe("flags that npm has taken for its own", () => {
  const program = new Command("npm run");
  const up = program
    .command("up")
    .option("--env <name>", "", "dev")
    .option("--context <name>")
    .option("--yes")
    .option("--expect-no-changes")
    .option("--no-live");
  const charts = program.command("charts");
  const pull = charts.command("pull <dir> [charts...]").option("--env <name>");

  const told = (
    command: Command,
    words: string[],
    env: NodeJS.ProcessEnv,
    script = words[0] ?? "",
  ): string | undefined =>
    swallowedByNpm(command, words, { ...NOISE, npm_lifecycle_event: script, ...env });

  /** The command as it should have been written. */
  const right = (...args: Parameters<typeof told>) => /write `(.*)`/.exec(told(...args) ?? "")?.[1];

  it("are put behind the dashes, with the value that npm made a word", () => {
    assert.equal(right(up, ["up", "prod"], { npm_config_env: "true" }), "npm run up -- --env prod");
    assert.equal(right(up, ["up"], { npm_config_env: "prod" }), "npm run up -- --env prod");
    assert.equal(
      right(up, ["up", "prod", "--context", "c"], { npm_config_env: "true" }),
      "npm run up -- --env prod --context c",
    );
    assert.equal(
      right(up, ["up"], { npm_config_expect_no_changes: "true" }),
      "npm run up -- --expect-no-changes",
    );
    assert.equal(right(up, ["up"], { npm_config_live: "" }), "npm run up -- --no-live");
    assert.equal(right(up, ["up"], { npm_config_env: "my env" }), "npm run up -- --env 'my env'");
  });

  it("get no value by guessing", () => {
    assert.equal(
      right(up, ["up", "prod", "c"], { npm_config_env: "true", npm_config_context: "true" }),
      "npm run up -- --env <name> --context <name>",
    );
    assert.equal(right(up, ["up"], { npm_config_context: "" }), "npm run up -- --context <name>");
    assert.equal(
      right(pull, ["charts", "pull", "dir", "prod"], { npm_config_env: "true" }),
      "npm run charts -- pull <dir> [charts...] --env <name>",
    );
  });

  it("are named, and why nothing was done", () => {
    assert.equal(
      told(up, ["up", "c"], { npm_config_context: "true", npm_config_yes: "true" }),
      "npm has kept --context and --yes for itself, because they stand before `--`. Nothing was done: " +
        "write `npm run up -- --context c --yes`.",
    );
  });

  it("are not seen in what npm says of itself, of other scripts, or by other means", () => {
    assert.equal(told(up, ["up"], {}), undefined);
    assert.equal(told(up, ["up"], { npm_config_yes: "true" }), undefined);
    assert.equal(told(up, ["up"], { npm_config_env: "prod" }, "test"), undefined);
    assert.equal(swallowedByNpm(up, ["up"], { npm_config_env: "prod" }), undefined);
    assert.equal(told(up, ["up"], { npm_config_out: "x" }), undefined);
  });
});
