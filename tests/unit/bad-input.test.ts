import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { isMap } from "../../components/shared/merge";
import { STACK_KEYS } from "../../components/stack/stack-args";
import { InvalidArgsError, type Problem, Problems } from "../../components/shared/problems";
import { Place } from "../../components/shared/place";
import { program } from "../../stacks/program";

interface Case {
  name: string;
  /** The `lgtm:` keys of a stack file. A map with the one key `secure` is an encrypted value. */
  config: Record<string, unknown>;
  /** Keys with another namespace, and those that Pulumi makes of what was written, as texts. */
  others?: Record<string, string>;
  problems: string[];
}

const folder = join(__dirname, "bad-input");
const cases = readdirSync(folder)
  .sort()
  .flatMap((file) => parse(readFileSync(join(folder, file), "utf8")) as Case[]);

/** Stands in a message for all keys of the stack, quoted, and for those of a part. */
const ALL_KEYS = "<every key>";
const PART_KEYS = "one of <its keys>";
const MANY_KEYS = /one of (?:"[^"]*", ){15,}"[^"]*"/g;
const allKeys = Object.keys(STACK_KEYS)
  .map((key) => `"lgtm:${key}"`)
  .join(", ");

/** Runs the program with this configuration and gives what it complains about and what it created. */
async function run({ config, others }: Pick<Case, "config" | "others">): Promise<{
  found: readonly Problem[];
  message: string;
  created: string[];
}> {
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
  const values: Record<string, string> = { ...others };
  const secretKeys: string[] = [];
  for (const [key, value] of Object.entries(config)) {
    const isSecret = isMap(value) && "secure" in value;
    if (isSecret) secretKeys.push(`lgtm:${key}`);
    const plain = isSecret ? value.secure : value;
    values[`lgtm:${key}`] = typeof plain === "string" ? plain : JSON.stringify(plain);
  }
  pulumi.runtime.setAllConfig(values, secretKeys);
  let message = "";
  let found: readonly Problem[] = [];
  try {
    program();
  } catch (error) {
    assert.ok(error instanceof InvalidArgsError, String(error));
    ({ message, problems: found } = error);
  }
  await pulumi.runtime.disconnect();
  return { found, message, created };
}

/** Whether something stands there, in the keys that the case has. */
function isWritten(
  path: string,
  { config, others = {} }: Pick<Case, "config" | "others">,
): boolean {
  const ours = Object.entries(config).map(([key, value]): [string, unknown] => [
    `lgtm:${key}`,
    value,
  ]);
  const all = Object.fromEntries([
    ...ours,
    ...Object.entries(others),
    ["lgtm", "lgtm:lgtm" in others],
  ]);
  return Object.hasOwn(all, path) || leadsTo(path, all);
}

/** A key may begin like another one, so that a path can be cut in several ways. */
function leadsTo(path: string, value: unknown): boolean {
  if (path === "") return value !== undefined;
  const entries = isMap(value) ? Object.entries(value) : [];
  const items = Array.isArray(value) ? [...value.entries()] : [];
  return [...entries, ...items].some(([key, inner]) => {
    const step = new Place("", new Problems()).at(key).path;
    return path.startsWith(step) && leadsTo(path.slice(step.length).replace(/^\./, ""), inner);
  });
}

/** Says that something is missing there, or where it came from. */
function isMissing(given: string): boolean {
  return /^nothing$|^no | \(from lgtm:/.test(given);
}

describe("bad input", () => {
  it("has at least 440 ways to be wrong, all different", () => {
    assert.ok(cases.length >= 440);
    assert.equal(
      new Set(cases.map(({ config, others }) => JSON.stringify([config, others]))).size,
      cases.length,
    );
  });

  for (const { name, problems, ...given } of cases) {
    it(`refuses ${name}`, async () => {
      const { message, created, found } = await run(given);
      const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
      const lines = problems.map((p) => `  ${p.replace(ALL_KEYS, allKeys)}`);
      const expected = [`Configuration of lgtm/bad: ${count}, nothing was created`, ...lines];
      const isShort = expected.some((line) => line.includes(PART_KEYS));
      assert.equal(
        isShort ? message.replaceAll(MANY_KEYS, PART_KEYS) : message,
        expected.join("\n"),
      );
      for (const { path, given: value } of found) {
        assert.ok(isWritten(path, given) || isMissing(value), `nobody wrote ${path}: ${value}`);
      }
      assert.deepEqual(created, []);
    });
  }

  it("takes the empty configuration, so that what is refused is refused for its own sake", async () => {
    const { message, created } = await run({ config: {} });
    assert.equal(message, "");
    assert.ok(created.length > 0);
  });
});
