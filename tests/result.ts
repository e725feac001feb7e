import type { OtherVersion } from "../sandbox/programs/other-versions";

/** What running tests came to. */
export interface Result {
  passed: number;
  failed: number;
  failures: { name: string; message: string }[];
  skipped: Skipped[];
}

interface Skipped {
  /** The outermost suite, whose title `name` begins with. */
  suite: string;
  name: string;
  reason: string;
}

/** Lines of a long message: the whole of it stands where the test ran. What a program said last mostly says why. */
const FIRST_LINES = 6;
const LAST_LINES = 20;

export function addResults(results: readonly Result[]): Result {
  return {
    passed: results.reduce((sum, { passed }) => sum + passed, 0),
    failed: results.reduce((sum, { failed }) => sum + failed, 0),
    failures: results.flatMap(({ failures }) => failures),
    skipped: results.flatMap(({ skipped }) => skipped),
  };
}

/**
 * The end of a run: which programs were others than those that are deployed, what was skipped and why, what failed, and
 * the counts. Who reads only the end knows it all.
 */
export function summaryLines(
  { passed, failed, failures, skipped }: Result,
  otherVersions: readonly OtherVersion[] = [],
): string[] {
  return [
    ...(otherVersions.length > 0 ? ["", "Tested in another version than the deployed one:"] : []),
    ...otherVersions.map(({ name, version, deployed }) => `  ${name}: ${version}, not ${deployed}`),
    ...(skipped.length > 0 ? ["", "Skipped:", ...skippedLines(skipped)] : []),
    ...(failures.length > 0 ? ["", "Failed:"] : []),
    ...failures.flatMap(({ name, message }) => [
      `  ${name}:`,
      ...shortened(message.split("\n")).map((line) => `    ${line}`),
    ]),
    "",
    `${passed} passed, ${failed} failed, ${skipped.length} skipped`,
  ];
}

function shortened(lines: readonly string[]): readonly string[] {
  const left = lines.length - FIRST_LINES - LAST_LINES;
  if (left <= 1) return lines;
  return [...lines.slice(0, FIRST_LINES), `[${left} lines]`, ...lines.slice(-LAST_LINES)];
}

/** Many tests of one suite that lack the same thing are one line. */
function skippedLines(skipped: readonly Skipped[]): string[] {
  const groups = new Map<string, Skipped[]>();
  for (const test of skipped) {
    const key = `${test.suite}\n${test.reason}`;
    groups.set(key, [...(groups.get(key) ?? []), test]);
  }
  return [...groups.values()].map((tests) => {
    const { suite, name, reason } = tests[0]!;
    return tests.length === 1
      ? `  ${name}: ${reason}`
      : `  ${suite} (${tests.length} tests): ${reason}`;
  });
}
