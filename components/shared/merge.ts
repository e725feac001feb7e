/** A piece of configuration: what YAML and JSON can say. */
export type ConfigValue =
  | string
  | number
  | boolean
  | null
  | readonly ConfigValue[]
  | { readonly [key: string]: ConfigValue | undefined };

/** A configuration file as an object. */
export type Config = Record<string, ConfigValue | undefined>;

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * `over` laid on `base`: maps are merged key by key, everything else is replaced, lists included,
 * and `null` takes a key away (so that a default can be given back to the program itself).
 */
export function merge<T extends object>(base: T, over: object | undefined): T {
  const result: Record<string, unknown> = { ...(base as Record<string, unknown>) };
  for (const [key, value] of Object.entries(over ?? {})) {
    const current = result[key];
    if (value === undefined) continue;
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- `result` is our own copy
    if (value === null) delete result[key];
    else if (isMap(value)) result[key] = merge(isMap(current) ? current : {}, value);
    else result[key] = value;
  }
  return result as T;
}
