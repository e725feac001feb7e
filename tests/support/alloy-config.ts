import { type AlloyCheckOptions, findAlloyProblems } from "../../components/alloy/check/check";

/** What the pinned Alloy would refuse in this configuration, and what it would accept though it leads nowhere. */
export function checkAlloyConfig(text: string, options: AlloyCheckOptions = {}): string[] {
  return findAlloyProblems(text, options).map(({ line, column, text: problem }) => {
    const where = column === undefined ? `line ${line}` : `line ${line}, column ${column}`;
    return `alloy: ${where}: ${problem}`;
  });
}
