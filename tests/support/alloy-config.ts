import { type AlloyCheckOptions, findAlloyProblems } from "../../components/alloy/check/check";

/** What the pinned Alloy would refuse in this configuration, and what it would accept though it leads nowhere. */
export function checkAlloyConfig(text: string, options: AlloyCheckOptions = {}): string[] {
  return findAlloyProblems(text, options).map(({ line, column, what, write, before }) => {
    const where = column === undefined ? `line ${line}` : `line ${line}, column ${column}`;
    const twin = before === undefined ? "" : `, before in line ${before}`;
    const help = write === undefined ? "" : `; write ${write}`;
    return `alloy: ${where}: ${what}${twin}${help}`;
  });
}
