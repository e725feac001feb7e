import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { InvalidArgsError } from "../../components/shared/problems";
import { record } from "../support/mocks";
import { cyclicMap, hostileProxy } from "../support/odd-objects";
import { type Reader, READERS } from "../support/readers";

const RULE =
  "letters, digits, dashes, dots and underscores, with a letter or digit at both ends: it becomes a label";

/** What the component says to this name. Nothing may be created. */
async function refusal({ Component, good }: Reader, name: unknown, args = good): Promise<string> {
  let message = "";
  const created = await record(() => {
    try {
      new Component(name as never, args as never);
    } catch (error) {
      assert.ok(error instanceof InvalidArgsError, String(error));
      ({ message } = error);
    }
  });
  if (message !== "") assert.deepEqual(created, []);
  return message;
}

describe("component names", () => {
  for (const [kind, reader] of Object.entries(READERS)) {
    const { name } = reader.Component as { name: string };
    it(`are refused by ${kind} when no label can have them`, async () => {
      assert.equal(
        await refusal(reader, "My Stack!"),
        `${name}: 1 problem, nothing was created\n` +
          `  (name of the ${name}): got "My Stack!"; allowed: 1 to 63 ${RULE}; write for example "observability"`,
      );
    });
  }

  const loki = READERS.Loki!;
  const bad: [string, unknown, string][] = [
    ["empty", "", '""'],
    ["too long", "a".repeat(64), `"${"a".repeat(56)}...`],
    ["beginning with a dash", "-logs", '"-logs"'],
    ["ending with a dot", "logs.", '"logs."'],
    ["over two lines", "logs\nmore", '"logs\\nmore"'],
    ["with a slash", "team/logs", '"team/logs"'],
    ["with a colon", "lgtm:logs", '"lgtm:logs"'],
    ["not of the Latin alphabet", "журналы", '"журналы"'],
    ["a number", 5, "5"],
    ["nothing", undefined, "nothing"],
    ["an Output", pulumi.output("logs"), "an Output, whose value is known too late"],
    ["a symbol", Symbol("logs"), "a symbol"],
  ];
  for (const [what, name, given] of bad) {
    it(`are refused when they are ${what}`, async () => {
      const message = await refusal(loki, name);
      assert.match(
        message,
        /^Loki: 1 problem, nothing was created\n {2}\(name of the Loki\): got /,
      );
      assert.ok(message.includes(`: got ${given}; allowed: `), message);
    });
  }

  it("are refused when they cannot even be read", async () => {
    assert.match(
      await refusal(loki, hostileProxy()),
      /: got an object that throws when it is read/,
    );
    assert.match(await refusal(loki, cyclicMap()), /: got a value that contains itself/);
    assert.match(
      await refusal(loki, { [Symbol.toPrimitive]: () => "logs" }),
      /a key that is a symbol/,
    );
  });

  it("may be longer where the stack's name is the label", async () => {
    const args = { ...loki.good, instance: "observability" };
    assert.equal(await refusal(loki, "a".repeat(200), args), "");
    assert.match(await refusal(loki, "a".repeat(201), args), /allowed: 1 to 200 letters/);
  });

  it("may not be longer where `instance` says nothing", async () => {
    const args = { ...loki.good, instance: null };
    assert.match(
      await refusal(loki, "a".repeat(64), args),
      /^Loki: 1 problem, nothing was created\n {2}\(name of the Loki\): .* allowed: 1 to 63 letters/,
    );
  });

  it("are told together with what is wrong with the args", async () => {
    const message = await refusal(loki, "", { namespace: "Monitoring" });
    assert.match(
      message,
      /^Loki: 2 problems, nothing was created\n {2}\(name of the Loki\): .*\n {2}namespace: /,
    );
  });

  it("are not the only way to the label: `instance` is checked as well", async () => {
    const args = { ...loki.good, instance: "My Stack!" };
    assert.match(
      await refusal(loki, "logs", args),
      /instance: got "My Stack!"; allowed: 1 to 63 letters/,
    );
  });
});
