import assert from "node:assert/strict";
import fc from "fast-check";
import { merge } from "../../components/shared/merge";

describe("merge", () => {
  it("merges maps key by key and replaces everything else", () => {
    const base = { a: { b: 1, c: [1, 2] }, d: "x" };
    assert.deepEqual(merge(base, { a: { c: [3] }, d: { e: true } }), {
      a: { b: 1, c: [3] },
      d: { e: true },
    });
  });

  it("takes a key away for null, at any depth", () => {
    assert.deepEqual(merge({ a: { b: 1, c: 2 }, d: 3 }, { a: { b: null }, d: null }), {
      a: { c: 2 },
    });
  });

  it("leaves no null of the overlay behind where the base has no such map", () => {
    assert.deepEqual(merge({}, { a: { b: null, c: 1 } }), { a: { c: 1 } });
  });

  it("ignores undefined, and does not touch its arguments", () => {
    const base = { a: { b: 1 } };
    const over = { a: { b: undefined, c: 2 } };
    assert.deepEqual(merge(base, over), { a: { b: 1, c: 2 } });
    assert.deepEqual(base, { a: { b: 1 } });
    assert.deepEqual(over, { a: { b: undefined, c: 2 } });
  });

  const leaf = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.array(fc.integer()));
  const tree = fc.letrec<{ map: Record<string, unknown>; node: unknown }>((tie) => ({
    map: fc.dictionary(fc.constantFrom("a", "b", "c"), tie("node"), { noNullPrototype: true }),
    node: fc.oneof({ maxDepth: 3 }, leaf, tie("map")),
  })).map;

  it("is idempotent, and nothing laid over changes nothing", () => {
    fc.assert(
      fc.property(tree, tree, (base, over) => {
        const once = merge(base, over);
        assert.deepEqual(merge(once, over), once);
        assert.deepEqual(merge(base, {}), base);
        assert.deepEqual(merge(base, undefined), base);
      }),
    );
  });

  it("starts from nothing as from the base itself", () => {
    fc.assert(
      fc.property(tree, tree, (a, b) => {
        assert.deepEqual(merge(merge({}, a), b), merge(a, b));
      }),
    );
  });
});
