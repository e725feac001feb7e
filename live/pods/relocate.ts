import { literally } from "../../cli/regular-expression";

/** Texts of rendered files, and what stands for each on this machine. */
export type Relocations = ReadonlyMap<string, string>;

/**
 * Replaces whole paths, addresses and port settings, in one pass and nothing else. `/data` is not found in
 * `/data2` nor in `/var/data`, and what was put in is not looked at again.
 */
export function relocate(text: string, relocations: Relocations): string {
  if (relocations.size === 0) return text;
  const longestFirst = [...relocations.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(whole).join("|"), "g");
  return text.replace(pattern, (found) => relocations.get(found) ?? found);
}

/** Addresses inside the cluster that are left in a text: there is nobody at them here. */
export function clusterAddresses(text: string): string[] {
  return [...new Set(text.match(/[\w.-]+\.svc\.[\w.-]+(?::\d+)?/g) ?? [])];
}

function whole(text: string): string {
  const before = text.startsWith("/") ? "(?<![\\w./-])" : "(?<![\\w.-])";
  return `${before}${literally(text)}(?![\\w.-])`;
}
