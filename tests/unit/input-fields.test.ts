import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { secret } from "../../components/shared/input-fields";
import { Problems } from "../../components/shared/problems";
import { Place } from "../../components/shared/place";

/** Reads the token with the rules of bearer tokens, and waits for it. */
async function tokenOf(value: unknown): Promise<unknown> {
  const problems = new Problems();
  const field = secret({ minLength: 16, pattern: /^\w+$/, letters: "letters" });
  const read = field.read(value, new Place("ingestToken", problems));
  problems.throwIfAny("LgtmStack");
  const output = pulumi.output(read);
  assert.equal(await pulumi.isSecret(output), pulumi.Output.isInstance(value));
  return await new Promise((resolve, reject) => {
    const promise = (output as unknown as { promise(): Promise<unknown> }).promise();
    promise.then(resolve, reject);
  });
}

describe("a secret that comes later", () => {
  const bad: [string, unknown, string][] = [
    ["too short", "0123456789", "a text of 10 characters"],
    ["with letters that a header would lose", "0123456789 abcdef", "a text of 17 characters"],
    ["nothing", undefined, "nothing"],
    ["a map", { password: "0123456789abcdef" }, "a map"],
    ["a number", 1234567890123456, "a number"],
  ];
  for (const [what, value, given] of bad) {
    it(`is refused when it is ${what}, without showing it or a stack trace`, async () => {
      await assert.rejects(tokenOf(pulumi.output(value)), (error: unknown) => {
        assert.ok(pulumi.RunError.isInstance(error));
        assert.equal(
          error.message,
          `ingestToken: got ${given}; allowed: a secret text of at least 16 letters; write it with \`pulumi config set --secret\`, or leave it out to have one generated`,
        );
        return true;
      });
    });
  }

  it("is taken when it is as it must be, and is a secret from then on", async () => {
    assert.equal(await tokenOf(pulumi.output("0123456789abcdef")), "0123456789abcdef");
  });
});
