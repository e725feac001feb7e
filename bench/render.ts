import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROJECT_ROOT } from "../cli/environments";
import { milliseconds, ratio, timedInTurns } from "./measure";

/** `npm run render` of dev, from the start of its process to the last file, against a node that does nothing. */
export async function benchRender(): Promise<string[]> {
  const out = mkdtempSync(join(tmpdir(), "lgtm-bench-"));
  const node = (...args: string[]) => execFileSync(process.execPath, args, { cwd: PROJECT_ROOT });
  const [render, empty] = await timedInTurns(
    () => node("cli/bootstrap.cjs", "cli/main.ts", "render", "--env", "dev", "--out", out),
    () => node("-e", ""),
  );
  rmSync(out, { recursive: true });
  return [
    `render of dev: ${ratio(render, empty)} of starting node`,
    `  ${milliseconds(render)} against ${milliseconds(empty)}`,
  ];
}
