import { spawn } from "node:child_process";
import { PROJECT_ROOT } from "../../cli/environments";
import { shellLine } from "../../cli/shell-line";
import { ended } from "./engine/ended";

/** What a command of the project shows on a terminal, on which these keys are typed. By `script` of util-linux. */
export async function onTerminal(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  keys = "",
): Promise<string> {
  // An empty word has to be quoted, too.
  const quoted = words.map((word) => (word === "" ? "''" : shellLine([word])));
  const program = shellLine([process.execPath, "cli/bootstrap.cjs", "cli/main.ts"]);
  const command = ["exec", program, ...quoted].join(" ");
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    cwd: PROJECT_ROOT,
    env,
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.write(keys);
  return (await ended(child)).output;
}
