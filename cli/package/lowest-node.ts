import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import semver from "semver";

/** The lowest version of Node that every range allows; nothing where there is none. */
export function lowestNode(ranges: readonly string[]): string | undefined {
  const bounds = ranges.flatMap((range) =>
    new semver.Range(range).set.flatMap((comparators) =>
      comparators.flatMap(({ semver: bound }) => (bound instanceof semver.SemVer ? [bound] : [])),
    ),
  );
  const candidates = [new semver.SemVer("0.0.0"), ...bounds].sort(semver.compare);
  return candidates.find((version) => ranges.every((range) => semver.satisfies(version, range)))
    ?.version;
}

/** The versions of Node that each package in a `node_modules` folder, or below one of its packages, says it runs on. */
export function nodeRanges(modules: string): string[] {
  if (!existsSync(modules)) return [];
  return readdirSync(modules).flatMap((name) => {
    const folder = join(modules, name);
    if (name.startsWith("@")) return nodeRanges(folder);
    const file = join(folder, "package.json");
    if (!existsSync(file)) return [];
    const { engines } = JSON.parse(readFileSync(file, "utf8")) as { engines?: { node?: unknown } };
    const own = typeof engines?.node === "string" ? [engines.node] : [];
    return [...own, ...nodeRanges(join(folder, "node_modules"))];
  });
}
