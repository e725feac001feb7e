import { isMap } from "./merge";

/** Whether something was written under this path. */
export function isGiven(args: unknown, ...path: readonly string[]): boolean {
  const found = path.reduce<unknown>((value, key) => (isMap(value) ? value[key] : undefined), args);
  return found !== undefined && found !== null;
}
