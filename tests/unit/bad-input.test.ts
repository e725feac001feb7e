import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { isMap } from "../../components/shared/merge";
import { STACK_KEYS } from "../../components/stack/stack-args";
import { InvalidArgsError } from "../../components/shared/problems";
import { program } from "../../stacks/program";

interface Case {
  name: string;
  /** The `lgtm:` keys of a stack file. A map with the one key `secure` is an encrypted value. */
  config: Record<string, unknown>;
  problems: string[];
}

const folder = join(__dirname, "bad-input");
const cases = readdirSync(folder)
  .sort()
  .flatMap((file) => parse(readFileSync(join(folder, file), "utf8")) as Case[]);

/** Stands in a message for all keys of the stack, quoted. */
const ALL_KEYS = "<every key>";
const allKeys = Object.keys(STACK_KEYS)
  .map((key) => `"lgtm:${key}"`)
  .join(", ");

/** Runs the program with this configuration and gives what it complains about and what it created. */
async function run(config: Case["config"]): Promise<{ message: string; created: string[] }> {
  const created: string[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ name, inputs }) => {
        created.push(name);
        return { id: name, state: inputs as Record<string, unknown> };
      },
      call: ({ inputs }) => inputs as Record<string, unknown>,
    },
    "lgtm",
    "bad",
    false,
  );
  const values: Record<string, string> = {};
  const secretKeys: string[] = [];
  for (const [key, value] of Object.entries(config)) {
    const isSecret = isMap(value) && "secure" in value;
    if (isSecret) secretKeys.push(`lgtm:${key}`);
    const plain = isSecret ? value.secure : value;
    values[`lgtm:${key}`] = typeof plain === "string" ? plain : JSON.stringify(plain);
  }
  pulumi.runtime.setAllConfig(values, secretKeys);
  let message = "";
  try {
    program();
  } catch (error) {
    assert.ok(error instanceof InvalidArgsError, String(error));
    ({ message } = error);
  }
  await pulumi.runtime.disconnect();
  return { message, created };
}

describe("bad input", () => {
  it("has at least 150 ways to be wrong, all different", () => {
    assert.ok(cases.length >= 150);
    assert.equal(new Set(cases.map((c) => JSON.stringify(c.config))).size, cases.length);
  });

  for (const { name, config, problems } of cases) {
    it(`refuses ${name}`, async () => {
      const { message, created } = await run(config);
      const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
      const lines = [`Configuration of lgtm/bad: ${count}, nothing was created`];
      assert.equal(
        message,
        [...lines, ...problems.map((p) => `  ${p.replace(ALL_KEYS, allKeys)}`)].join("\n"),
      );
      assert.deepEqual(created, []);
    });
  }

  it("takes the empty configuration, so that what is refused is refused for its own sake", async () => {
    const { message, created } = await run({});
    assert.equal(message, "");
    assert.ok(created.length > 0);
  });
});
