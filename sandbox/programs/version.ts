import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { PathMatch } from "./catalog";
import type { VersionProbe } from "./catalog";

/** A program that hangs when asked for its version is not one we want. */
const PROBE_MILLISECONDS = 10_000;

/** The version a program reports, without a leading `v`; undefined when it does not say one or does not run here. */
export async function reportedVersion(
  binary: string,
  probe: VersionProbe,
): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await promisify(execFile)(binary, [...probe.args], {
      timeout: PROBE_MILLISECONDS,
    });
    return probe.pattern.exec(`${stdout}\n${stderr}`)?.[1]?.replace(/^v/, "");
  } catch {
    return undefined;
  }
}

/** Whether a program that reports `actual` may stand in for the `pinned` version. */
export function versionFits(actual: string, pinned: string, match: PathMatch): boolean {
  if (actual === pinned) return true;
  if (match === PathMatch.Exact) return false;
  const [actualParts, pinnedParts] = [numbers(actual), numbers(pinned)];
  if (actualParts[0] !== pinnedParts[0]) return false;
  return compare(actualParts, pinnedParts) >= 0;
}

/** -1, 0 or 1, by the numbers of two versions. */
export function compareVersions(left: string, right: string): number {
  return compare(numbers(left), numbers(right));
}

function compare(left: readonly number[], right: readonly number[]): number {
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

/** Build metadata and pre-releases are left out: `3.255.0-dev` counts as 3.255.0. */
function numbers(version: string): number[] {
  return (/\d+(\.\d+)*/.exec(version)?.[0] ?? "").split(".").map(Number);
}
