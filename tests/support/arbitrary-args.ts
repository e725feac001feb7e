import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { isMap } from "../../components/shared/merge";

/** Keys on which objects of JavaScript have something of their own, and some that our readers know. */
const KEYS = [
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "then", "toJSON", ""],
  ...["kind", "name", "namespace", "config", "values", "limits", "enabled", "topology", "labels"],
  ...["replicas", "persistence", "objectStorage", "credentials", "image", "key", "secure", "lgtm"],
];

/** Stands for an object that cannot be read, which the library would try. */
const HOSTILE = Symbol("hostile");

/** The value with such objects in it. */
function planted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(planted);
  if (!isMap(value)) return value;
  const copy = Object.create(Object.getPrototypeOf(value) as object | null) as object;
  for (const [key, inner] of Object.entries(value)) {
    const hostile = { get: refuse, ownKeys: refuse, getPrototypeOf: refuse, has: refuse };
    const own = inner === HOSTILE ? new Proxy({}, hostile) : planted(inner);
    Object.defineProperty(copy, key, { value: own, enumerable: true });
  }
  return copy;
}

function refuse(): never {
  throw new TypeError("not to be read");
}

/** Single values of every kind that a program can hand over. */
const SCALARS: fc.Arbitrary<unknown>[] = [
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom(...KEYS, "single", "incluster", "24h", "1Gi", "http://a:1", "${X}", "null", "on"),
  fc.double(),
  fc.integer(),
  fc.constantFrom(NaN, Infinity, -0, 0, 1, 2 ** 53, 1e21),
  fc.boolean(),
  fc.constantFrom(null, undefined),
  fc.bigInt(),
  fc.date({ noInvalidDate: false }),
  fc.constantFrom<unknown>(
    Symbol("x"),
    () => 1,
    /x/,
    new Map([["a", 1]]),
    new Set([1]),
    new WeakMap(),
    Buffer.from("x"),
    new Error("x"),
    HOSTILE,
  ),
  fc.constant(null).map(() => Promise.resolve("later")),
  fc.constant(null).map(() => pulumi.output("later")),
  fc.constant(null).map(() => pulumi.secret({ password: "later" })),
];

/** Any value: JSON, and everything else that JavaScript has, in maps and lists of any shape. */
export function anything(): fc.Arbitrary<unknown> {
  const key = fc.oneof(fc.constantFrom(...KEYS), fc.string({ maxLength: 8 }));
  return fc.oneof(
    fc
      .anything({
        key,
        values: SCALARS,
        maxDepth: 4,
        withNullPrototype: true,
        withMap: true,
        withSet: true,
        withSparseArray: true,
        withTypedArray: true,
        withBoxedValues: true,
        withObjectString: true,
      })
      .map(planted),
    graph(key),
  );
}

/** Maps that lead back to themselves, or to the same one many times over, and ones with getters. */
function graph(key: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  const edges = fc.array(fc.tuple(fc.nat(4), key, fc.nat(4), fc.boolean()), { maxLength: 12 });
  return edges.map((all) => {
    const nodes: Record<string, unknown>[] = Array.from({ length: 5 }, () => ({}));
    for (const [from, name, to, isLazy] of all) {
      const target = nodes[to];
      Object.defineProperty(nodes[from], name, {
        configurable: true,
        enumerable: true,
        ...(isLazy ? { get: () => target } : { value: target, writable: true }),
      });
    }
    return nodes[0];
  });
}

/** A copy of this value with one thing in it changed: replaced, taken away, or put under another key. */
export function changed(good: Record<string, unknown>): fc.Arbitrary<unknown> {
  const paths = pathsOf(good);
  const key = fc.oneof(fc.constantFrom(...KEYS), fc.string({ maxLength: 8 }));
  return fc
    .tuple(fc.constantFrom(...paths), fc.constantFrom("replace", "remove", "rename", "add"), key)
    .chain(([path, how, name]) =>
      anything().map((value) => withChange(good, path, how, name, value)),
    );
}

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, each]) =>
    pathsOf(each, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return path.length === 0 ? inner : [path, ...inner];
}

function withChange(
  good: unknown,
  [step, ...rest]: Path,
  how: string,
  name: string,
  value: unknown,
): unknown {
  const copy = (Array.isArray(good) ? [...(good as unknown[])] : { ...(good as object) }) as Record<
    string | number,
    unknown
  >;
  if (step === undefined) return value;
  if (rest.length > 0) {
    copy[step] = withChange(copy[step], rest, how, name, value);
    return copy;
  }
  const before = copy[step];
  if (how === "replace") copy[step] = value;
  else if (how === "add") put(copy, name, value);
  else {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a copy of our own
    delete copy[step];
    if (how === "rename") put(copy, name, before);
  }
  return copy;
}

/** Also under keys for which an assignment means something else. The length of a list stays its own. */
function put(object: object, name: string, value: unknown): void {
  if (Array.isArray(object) && name === "length") return;
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true });
}
