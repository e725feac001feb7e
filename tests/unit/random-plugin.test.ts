import assert from "node:assert/strict";
import * as fc from "fast-check";
import { compareSync } from "bcryptjs";
import { RandomProvider } from "../../sandbox/random-plugin/random-provider";
import { type TextRules, randomText } from "../../sandbox/random-plugin/random-text";

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

describe("the plugin that stands in for random", () => {
  const provider = new RandomProvider();

  it("makes a password and its hash, with the rules as the official plugin writes them", async () => {
    const created = await provider.create(PASSWORD_URN, { length: 20, special: false });
    const { id } = created;
    const { result, bcryptHash, ...rules } = created.outs as { result: string; bcryptHash: string };
    assert.equal(id, "none");
    assert.match(result, /^[A-Za-z0-9]{20}$/);
    assert.match(bcryptHash, /^\$2[ab]\$10\$.{53}$/);
    assert.ok(compareSync(result, bcryptHash));
    const minimums = { minLower: 0, minUpper: 0, minNumeric: 0, minSpecial: 0 };
    const classes = { lower: true, upper: true, numeric: true, number: true, special: false };
    assert.deepEqual(rules, { length: 20, ...classes, ...minimums });
  });

  it("replaces at a changed input or keeper, and at nothing else", async () => {
    const diff = async (olds: object, news: object) =>
      (await provider.diff("none", PASSWORD_URN, { ...olds }, { ...news })).replaces;
    const created = await provider.create(PASSWORD_URN, { length: 20, keepers: { a: "1" } });
    const olds = created.outs as object;
    assert.deepEqual(await diff(olds, { length: 20, keepers: { a: "1" } }), []);
    assert.deepEqual(await diff(olds, { length: 20, keepers: { a: "2" } }), ["keepers"]);
    assert.deepEqual(await diff(olds, { length: 20 }), ["keepers"]);
    assert.deepEqual(await diff(olds, { length: 24, keepers: { a: "1" } }), ["length"]);
  });

  it("refuses what it does not serve by name", () => {
    const urn = "urn:pulumi:dev::p::random:index/randomPet:RandomPet::pet";
    assert.throws(
      () => provider.check(urn, {}, {}),
      /makes only random:index\/randomPassword:RandomPassword, not random:index\/randomPet:RandomPet: /,
    );
  });

  it("reports an impossible length at check", async () => {
    const { failures } = await provider.check(PASSWORD_URN, {}, { length: 2, minLower: 3 });
    const reason = "length is 2, the minimums of the classes add up to 3: raise length";
    assert.deepEqual(failures, [{ property: "", reason }]);
  });
});
