import { isMap } from "../../../components/shared/merge";

/** What stands under a path of keys; undefined where there is nothing. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((v, key) => (isMap(v) ? v[key] : undefined), value);
}

/** A list of maps, or none. */
export function mapsAt(value: unknown, ...path: readonly string[]): Record<string, unknown>[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found.filter(isMap) : [];
}

/** A text, or undefined. Numbers, such as of a port or a size, count as one. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, ...path);
  if (typeof found === "number") return String(found);
  return typeof found === "string" && found !== "" ? found : undefined;
}

/** Every map inside a value, the value itself included, from the outside in. */
export function mapsIn(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(mapsIn);
  if (!isMap(value)) return [];
  return [value, ...Object.values(value).flatMap(mapsIn)];
}
