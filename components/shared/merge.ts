/** A single value of a configuration file. */
export type Scalar = string | number | boolean;

/** A piece of configuration: what YAML and JSON can say. */
export type ConfigValue =
  Scalar | null | readonly ConfigValue[] | { readonly [key: string]: ConfigValue | undefined };

/** A configuration file as an object. */
export type Config = Record<string, ConfigValue | undefined>;

/** Whether it is a single value, and one that JSON can say: no number that is not finite. */
export function isScalar(value: unknown): value is Scalar {
  return ["string", "boolean"].includes(typeof value) || Number.isFinite(value);
}

/** Whether it is a map as JSON has it: not an Output, a Date, a Map or anything else of a class of its own. */
export function isMap(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Object's own prototype may be that of another realm, as under some test runners: nothing stands above it.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * `over` laid on `base`: maps are merged key by key, everything else is replaced, lists included,
 * and `null` takes a key away (so that a default can be given back to the program itself).
 */
export function merge<T extends object>(base: T, over: object | undefined): T {
  // Not an object that is assigned to: there "__proto__" would be no key.
  const result = new Map<string, unknown>(Object.entries(base));
  for (const [key, value] of Object.entries(over ?? {})) {
    const current = result.get(key);
    if (value === undefined) continue;
    if (value === null) result.delete(key);
    else if (isMap(value)) result.set(key, merge(isMap(current) ? current : {}, value));
    else result.set(key, value);
  }
  return Object.fromEntries(result) as T;
}
