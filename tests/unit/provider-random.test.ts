import assert from "node:assert/strict";
import * as fc from "fast-check";
import { compareSync } from "bcryptjs";
import { RandomProvider } from "../../sandbox/provider/random";
import { randomText, type TextRules } from "../../sandbox/provider/random-text";
import { containsUnknown, isSecret, unwrap } from "../../sandbox/provider/secrets";

const PASSWORD_URN = "urn:pulumi:dev::p::random:index/randomPassword:RandomPassword::pw";

const rules: TextRules = {
  length: 24,
  lower: true,
  upper: true,
  numeric: true,
  special: true,
  minLower: 0,
  minUpper: 0,
  minNumeric: 0,
  minSpecial: 0,
};

function count(text: string, pattern: RegExp): number {
  return Array.from(text).filter((character) => pattern.test(character)).length;
}

describe("random text", () => {
  it("keeps length, classes and minimums, whatever they are", () => {
    const minimum = fc.integer({ min: 0, max: 5 });
    const minimums = fc.record({
      minLower: minimum,
      minUpper: minimum,
      minNumeric: minimum,
      minSpecial: minimum,
    });
    fc.assert(
      fc.property(minimums, fc.integer({ min: 20, max: 60 }), (chosen, length) => {
        const text = randomText({ ...rules, ...chosen, length });
        assert.equal(text.length, length);
        assert.ok(count(text, /[a-z]/) >= chosen.minLower);
        assert.ok(count(text, /[A-Z]/) >= chosen.minUpper);
        assert.ok(count(text, /[0-9]/) >= chosen.minNumeric);
        assert.ok(count(text, /[^A-Za-z0-9]/) >= chosen.minSpecial);
      }),
    );
  });

  it("uses only the special characters that are given", () => {
    const text = randomText({
      ...rules,
      lower: false,
      upper: false,
      numeric: false,
      overrideSpecial: "-_",
    });
    assert.match(text, /^[-_]{24}$/);
  });

  it("draws every character equally often", () => {
    const drawn = randomText({ ...rules, length: 62_000, special: false });
    const counts = new Map<string, number>();
    for (const character of drawn) counts.set(character, (counts.get(character) ?? 0) + 1);
    assert.equal(counts.size, 62);
    // 1000 each are expected, and the standard deviation is 31: a remainder of a byte (256 % 62 = 8) would add 200 to the first eight.
    for (const [character, times] of counts) {
      assert.ok(Math.abs(times - 1000) < 190, `${character} was drawn ${times} times`);
    }
  });

  it("does not put the minimums first", () => {
    const starts = Array.from({ length: 200 }, () =>
      randomText({ ...rules, length: 12, special: false, minLower: 1 }).charAt(0),
    );
    assert.ok(starts.some((character) => !/[a-z]/.test(character)));
  });

  it("says what is impossible, all of it", () => {
    assert.throws(() => randomText({ ...rules, length: 3, special: false, minSpecial: 4 }), {
      message:
        "length is 3, the minimums of the classes add up to 4: raise length; " +
        "a minimum of special characters is asked for, but none is allowed",
    });
  });
});

describe("random provider", () => {
  const provider = new RandomProvider();
  const request = { urn: PASSWORD_URN, inputs: { length: 20 } };

  it("makes a password and its hash, both secret", async () => {
    const { id, outputs } = await provider.create({ ...request, preview: false });
    assert.equal(id, "none");
    assert.ok(isSecret(outputs.result) && isSecret(outputs.bcryptHash));
    assert.match(unwrap(outputs.result) as string, /^.{20}$/);
    const hash = unwrap(outputs.bcryptHash) as string;
    assert.match(hash, /^\$2[ab]\$10\$.{53}$/);
    assert.ok(compareSync(unwrap(outputs.result) as string, hash));
  });

  it("promises a secret in a preview", async () => {
    const { outputs } = await provider.create({ ...request, preview: true });
    assert.ok(isSecret(outputs.result) && containsUnknown(outputs.result));
  });

  it("replaces at a changed keeper, and at nothing else", async () => {
    const olds = { length: 20, keepers: { a: "1" } };
    const diff = { id: "none", urn: PASSWORD_URN, state: {}, oldInputs: olds };
    const changed = await provider.diff({ ...diff, news: { length: 20, keepers: { a: "2" } } });
    assert.deepEqual(changed.replaces, ["keepers"]);
    assert.deepEqual((await provider.diff({ ...diff, news: olds })).changes, []);
  });

  it("refuses what it does not serve by name", () => {
    const urn = "urn:pulumi:dev::p::random:index/randomPet:RandomPet::pet";
    assert.throws(
      () => provider.check({ urn, olds: {}, news: {}, seed: Buffer.alloc(0) }),
      /does not serve random:index\/randomPet:RandomPet, it serves RandomPassword, /,
    );
  });

  it("reports an impossible length at check", async () => {
    const news = { length: 0 };
    const result = await provider.check({
      urn: PASSWORD_URN,
      olds: {},
      news,
      seed: Buffer.alloc(0),
    });
    assert.deepEqual(
      result.failures?.map(({ reason }) => reason),
      ["length is 0, it must be a whole number of at least 1"],
    );
  });
});
